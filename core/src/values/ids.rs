use std::fmt;

use serde::{Serialize, Serializer};
use uuid::Uuid;

use super::{Invalid, wire};

const EXPECTED: &str = "a UUID in its hyphenated form of 36 characters, and not nil";

macro_rules! id {
    ($(#[doc = $doc:literal])+ $name:ident) => {
        $(#[doc = $doc])+
        ///
        /// A UUID of RFC 9562, of any version but never nil. Read in its hyphenated form of 36
        /// characters, in either case; written in lower case.
        ///
        /// ```
        #[doc = concat!("use palco::values::", stringify!($name), ";")]
        ///
        #[doc = concat!("let id: ", stringify!($name))]
        ///     = "0198F0A2-5B1C-7D3E-8A4F-1234567890AB".parse()?;
        /// assert_eq!(id.to_string(), "0198f0a2-5b1c-7d3e-8a4f-1234567890ab");
        ///
        #[doc = concat!("let nil = ", stringify!($name), "::from_uuid(uuid::Uuid::nil());")]
        /// assert!(nil.is_err());
        /// # Ok::<(), palco::values::Invalid>(())
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Uuid);

        impl $name {
            /// The id of this UUID.
            ///
            /// # Errors
            /// [`Invalid`] for the nil UUID.
            pub fn from_uuid(uuid: Uuid) -> Result<Self, Invalid> {
                if uuid.is_nil() { Err(Invalid::new(EXPECTED, uuid)) } else { Ok(Self(uuid)) }
            }

            /// Reads the hyphenated form of 36 characters, in either case.
            ///
            /// # Errors
            /// [`Invalid`] for any other form (simple, braced, URN) and for the nil UUID.
            pub fn parse(text: &str) -> Result<Self, Invalid> {
                parse_hyphenated(text).map(Self)
            }

            /// The id that follows from a cause and a name: UUIDv5 of both, so that what is
            /// derived twice is the same id.
            #[must_use]
            pub fn derive(cause: Uuid, name: &str) -> Self {
                Self(Uuid::new_v5(&cause, name.as_bytes()))
            }

            /// The UUID.
            #[must_use]
            pub const fn as_uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.0.hyphenated().encode_lower(&mut Uuid::encode_buffer()))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer
                    .serialize_str(self.0.hyphenated().encode_lower(&mut Uuid::encode_buffer()))
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl TryFrom<Uuid> for $name {
            type Error = Invalid;

            fn try_from(uuid: Uuid) -> Result<Self, Invalid> {
                Self::from_uuid(uuid)
            }
        }

        wire::parsed_from_text!($name, EXPECTED);
        wire::schema!($name, {
            "type": "string",
            "format": "uuid",
            "minLength": 36,
            "maxLength": 36,
            "description": concat!($($doc),+).trim()
        });
    };
}

fn parse_hyphenated(text: &str) -> Result<Uuid, Invalid> {
    let hyphenated = text.len() == 36;
    Uuid::try_parse(text)
        .ok()
        .filter(|uuid| hyphenated && !uuid.is_nil())
        .ok_or_else(|| Invalid::new(EXPECTED, text))
}

id! {
    /// Whose data it is: one organiser, apart from every other.
    TenantId
}
id! {
    /// Who acts: the user or service in whose name a command is given.
    ActorId
}
id! {
    /// Which command it is; a command id takes effect once per tenant, for ever.
    CommandId
}
id! {
    /// Which venue.
    VenueId
}
id! {
    /// Which event, and so which box office.
    EventId
}
id! {
    /// Which hold: tickets set aside for a buyer for a while.
    HoldId
}
id! {
    /// Which block: tickets the organiser keeps from sale.
    BlockId
}
id! {
    /// Which return: tickets sold that came back.
    ReturnId
}
id! {
    /// Which recipient: whoever has a share of what is paid.
    RecipientId
}
id! {
    /// Which capture: a part of an authorized amount that is taken.
    CaptureId
}
id! {
    /// Which refund: money that goes back to who paid.
    RefundId
}
id! {
    /// Which payment.
    PaymentId
}

/// A hold that is given no id of its own has that of the command that asked for it.
impl From<CommandId> for HoldId {
    fn from(command_id: CommandId) -> Self {
        Self(command_id.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "0198f0a2-5b1c-7d3e-8a4f-1234567890ab";

    #[test]
    fn only_the_hyphenated_form_is_read() {
        assert!(EventId::parse(TEXT).is_ok());
        let simple = TEXT.replace('-', "");
        for bad in [
            "",
            "nonsense",
            &simple,
            &format!("{simple}----"),
            &format!("{{{TEXT}}}"),
            &format!("urn:uuid:{TEXT}"),
            &format!("{TEXT} "),
            "00000000-0000-0000-0000-000000000000",
        ] {
            assert!(EventId::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_wire_is_the_lower_case_string() {
        let id = HoldId::parse(&TEXT.to_uppercase()).unwrap();
        let wire = serde_json::to_string(&id).unwrap();
        assert_eq!(wire, format!("\"{TEXT}\""));
        assert_eq!(serde_json::from_str::<HoldId>(&wire).unwrap(), id);
        assert!(serde_json::from_str::<HoldId>("7").is_err());
    }

    #[test]
    fn a_derived_id_depends_on_the_cause_and_the_name_alone() {
        let cause = Uuid::from_u128(7);
        assert_eq!(CommandId::derive(cause, "a"), CommandId::derive(cause, "a"));
        assert_ne!(CommandId::derive(cause, "a"), CommandId::derive(cause, "b"));
        assert_ne!(CommandId::derive(cause, "a"), CommandId::derive(Uuid::from_u128(8), "a"));
        assert_eq!(CommandId::derive(cause, "a").as_uuid().get_version_num(), 5);
    }
}
