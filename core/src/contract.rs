//! The union of all rooms: every command, domain event, refusal and state, and the one door through
//! which JSON comes in.

mod door;
mod fingerprint;
pub mod pix;
mod query;
mod records;
mod snapshot;
pub mod split;
mod upcast;

use serde::Serialize;

use door::Tagged;
pub use door::{
    Invalid, LIMITS, Limits, initial_state, read_command, read_command_of, read_domain_event,
    read_domain_events_of, read_recorded, read_state, read_value, to_json,
};
pub(crate) use door::{OWN, read_form};
pub use query::{
    GetAvailability, GetEventSummary, GetHoldSummary, GetPaymentSummary, GetQuotaUses,
    GetVenueSummary, Query, read_query,
};
pub use records::{Told, read_records};

use crate::{
    Aggregate, Context,
    aggregate::{CatalogueEntry, Message, Refusal, Upcast},
    payments::payment,
    planning::{event, venue},
    ticketing::box_office,
};

/// Declares the rooms: an arm of each union, and what is done by looking at which arm it is.
macro_rules! rooms {
    ($($variant:ident = $room:ident :: $aggregate:ident),+ $(,)?) => {
        /// A command of any room.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(untagged)]
        pub enum Command {
            $(#[doc = concat!("To a `", stringify!($room), "`.")] $variant($room::Command)),+
        }

        /// A domain event of any room.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(untagged)]
        pub enum DomainEvent {
            $(#[doc = concat!("Of a `", stringify!($room), "`.")] $variant($room::DomainEvent)),+
        }

        /// A refusal of any room.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(untagged)]
        pub enum Rejection {
            $(#[doc = concat!("By a `", stringify!($room), "`.")] #[error(transparent)]
            $variant(#[from] $room::Rejection)),+
        }

        /// The state of an aggregate of any room.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(untagged)]
        pub enum State {
            $(#[doc = concat!("Of a `", stringify!($room), "`.")] $variant($room::$aggregate)),+
        }

        $(
            impl From<$room::Command> for Command {
                fn from(command: $room::Command) -> Self { Self::$variant(command) }
            }

            impl From<$room::DomainEvent> for DomainEvent {
                fn from(happened: $room::DomainEvent) -> Self { Self::$variant(happened) }
            }
        )+

        /// The aggregates' names, in the order of the rooms.
        pub const AGGREGATES: &[&str] = &[$($room::$aggregate::NAME),+];

        impl Command {
            /// The name of the aggregate that it is for.
            #[must_use]
            pub fn aggregate(&self) -> &'static str {
                match self { $(Self::$variant(_) => $room::$aggregate::NAME),+ }
            }

            /// The name on the wire.
            #[must_use]
            pub fn wire_name(&self) -> &'static str {
                match self { $(Self::$variant(command) => command.wire_name()),+ }
            }

            /// Every command's name on the wire.
            #[must_use]
            pub fn wire_names() -> Vec<&'static str> {
                [$($room::Command::WIRE_NAMES),+].concat()
            }

        }

        impl Tagged for Command {
            fn read<'de, D: serde::Deserializer<'de>>(
                wire_name: &str,
                body: D,
            ) -> Option<Result<Self, D::Error>> {
                match wire_name.split_once('.')?.0 {
                    $($room::$aggregate::NAME =>
                        $room::Command::read(wire_name, body).map(|read| read.map(Self::$variant)),)+
                    _ => None,
                }
            }
        }

        impl DomainEvent {
            /// The name of the aggregate that it happened to.
            #[must_use]
            pub fn aggregate(&self) -> &'static str {
                match self { $(Self::$variant(_) => $room::$aggregate::NAME),+ }
            }

            /// The name on the wire.
            #[must_use]
            pub fn wire_name(&self) -> &'static str {
                match self { $(Self::$variant(happened) => happened.wire_name()),+ }
            }

            /// Every domain event's name on the wire.
            #[must_use]
            pub fn wire_names() -> Vec<&'static str> {
                [$($room::DomainEvent::WIRE_NAMES),+].concat()
            }

            /// Which revision of the form of the domain event of that name is today's; `None` where
            /// there is none of that name.
            #[must_use]
            pub fn schema_version(wire_name: &str) -> Option<u16> {
                match wire_name.split_once('.')?.0 {
                    $($room::$aggregate::NAME => {
                        let mut names = $room::DomainEvent::WIRE_NAMES.iter();
                        let place = names.position(|name| *name == wire_name)?;
                        $room::DomainEvent::SCHEMA_VERSIONS.get(place).copied()
                    })+
                    _ => None,
                }
            }

            /// The steps from every older form, of all rooms.
            #[must_use]
            pub fn upcasts() -> Vec<Upcast> {
                [$($room::$aggregate::UPCASTS),+].concat()
            }
        }

        impl Tagged for DomainEvent {
            fn read<'de, D: serde::Deserializer<'de>>(
                wire_name: &str,
                body: D,
            ) -> Option<Result<Self, D::Error>> {
                match wire_name.split_once('.')?.0 {
                    $($room::$aggregate::NAME => $room::DomainEvent::read(wire_name, body)
                        .map(|read| read.map(Self::$variant)),)+
                    _ => None,
                }
            }
        }

        impl Rejection {
            /// The stable code.
            #[must_use]
            pub fn code(&self) -> &'static str {
                match self { $(Self::$variant(refusal) => refusal.code()),+ }
            }

            /// What an aggregate of that name says when it does not exist; `None` where there is no
            /// such aggregate.
            #[must_use]
            pub fn not_found(aggregate: &str) -> Option<Self> {
                match aggregate {
                    $($room::$aggregate::NAME =>
                        Some(Self::$variant($room::Rejection::NotFound {})),)+
                    _ => None,
                }
            }

            /// Every refusal of every room.
            #[must_use]
            pub fn catalogue() -> Vec<CatalogueEntry> {
                [$($room::Rejection::CATALOGUE),+].concat()
            }
        }

        impl State {
            /// The state of an aggregate of that name before anything happened.
            #[must_use]
            pub fn initial(aggregate: &str) -> Option<Self> {
                match aggregate {
                    $($room::$aggregate::NAME => Some(Self::$variant($room::$aggregate::initial())),)+
                    _ => None,
                }
            }

            /// The name of the aggregate that it is of.
            #[must_use]
            pub fn aggregate(&self) -> &'static str {
                match self { $(Self::$variant(_) => $room::$aggregate::NAME),+ }
            }

            /// [`Aggregate::size`] of it.
            #[must_use]
            pub fn size(&self) -> u64 {
                match self { $(Self::$variant(state) => state.size()),+ }
            }

            fn read<'de, D: serde::Deserializer<'de>>(
                aggregate: &str,
                body: D,
            ) -> Option<Result<Self, D::Error>> {
                match aggregate {
                    $($room::$aggregate::NAME => Some(
                        <$room::$aggregate as serde::Deserialize>::deserialize(body)
                            .map(Self::$variant)),)+
                    _ => None,
                }
            }

            /// What the command leads to.
            ///
            /// # Errors
            /// The first rule that says no. For a command of another room there is nothing here that
            /// it could be for: its room's `not_found`.
            pub fn decide(
                &self,
                command: &Command,
                context: &Context,
            ) -> Result<Vec<DomainEvent>, Rejection> {
                $(if let (Self::$variant(state), Command::$variant(command)) = (self, command) {
                    let happened = state.decide(command, context)?;
                    return Ok(happened.into_iter().map(DomainEvent::$variant).collect());
                })+
                Err(match command {
                    $(Command::$variant(_) => $room::Rejection::NotFound {}.into()),+
                })
            }

            /// Takes in what happened. A domain event of another room changes nothing.
            pub fn evolve(&mut self, happened: &DomainEvent) {
                $(if let (Self::$variant(state), DomainEvent::$variant(happened)) =
                    (&mut *self, happened) {
                    return state.evolve(happened);
                })+
            }
        }
    };
}

rooms! {
    Venue = venue::Venue,
    Event = event::Event,
    BoxOffice = box_office::BoxOffice,
    Payment = payment::Payment,
}

impl State {
    /// The sales, where it is a box office that was opened.
    #[must_use]
    pub fn sales(&self) -> Option<&box_office::Sales> {
        match self {
            Self::BoxOffice(office) => office.sales(),
            Self::Venue(_) | Self::Event(_) | Self::Payment(_) => None,
        }
    }

    /// The same for who needs them.
    ///
    /// # Errors
    /// `box_office.not_found`.
    pub fn open_sales(&self) -> Result<&box_office::Sales, Rejection> {
        self.sales().ok_or_else(|| box_office::Rejection::NotFound {}.into())
    }

    /// The payment, where it is one.
    #[must_use]
    pub fn payment(&self) -> Option<&payment::Payment> {
        match self {
            Self::Payment(payment) => Some(payment),
            Self::Venue(_) | Self::Event(_) | Self::BoxOffice(_) => None,
        }
    }
}
