//! The law that every room obeys.
//!
//! An aggregate guards a set of rules that must hold at every instant. It is two pure functions: one
//! decides what a command leads to, the other takes what happened into the state. Neither does I/O,
//! reads a clock or draws a random number, so the same inputs give the same outputs in every
//! language and on every store.

use serde_json::{Map, Value};

use crate::values::{ActorId, CommandId, Instant, TenantId};

/// One thing happens.
pub(crate) fn happens<E, R>(domain_event: impl Into<E>) -> Result<Vec<E>, R> {
    Ok(vec![domain_event.into()])
}

/// The command changes nothing.
pub(crate) fn nothing<E, R>() -> Result<Vec<E>, R> {
    Ok(Vec::new())
}

/// A consistency boundary: the state that one stream of domain events describes, and its rules.
///
/// ```
/// use palco::{Aggregate, Context, planning::venue};
/// # fn example(context: &Context, command: &venue::Command) -> Result<(), venue::Rejection> {
/// let mut hall = venue::Venue::initial();
/// for happened in hall.decide(command, context)? {
///     hall.evolve(&happened);
/// }
/// # Ok(())
/// # }
/// ```
pub trait Aggregate: Sized {
    /// What can be asked of it, in the imperative.
    type Command;
    /// What can happen to it, in the past tense.
    type DomainEvent;
    /// Why it can say no.
    type Rejection;

    /// The stream type and the prefix of every wire name, `box_office` for example.
    const NAME: &'static str;

    /// From every form that a domain event once had to the next one; see
    /// `docs/how-to/change-a-domain-event.md`.
    const UPCASTS: &'static [Upcast] = &[];

    /// The state before anything happened.
    fn initial() -> Self;

    /// What the command leads to, in order; empty when it changes nothing.
    ///
    /// # Errors
    /// The first rule that says no, in the documented order of checks.
    fn decide(
        &self,
        command: &Self::Command,
        context: &Context,
    ) -> Result<Vec<Self::DomainEvent>, Self::Rejection>;

    /// Takes in what happened. Total and without rules: what happened cannot be refused.
    fn evolve(&mut self, happened: &Self::DomainEvent);

    /// About how many records' worth of facts the state keeps, where it grows with its stream: it is
    /// how much there is to write in a snapshot of it.
    fn size(&self) -> u64 {
        1
    }
}

/// A step from a form that a domain event once had to the next one. Records are never rewritten: what
/// stands in them is brought to today's form whenever it is read.
#[derive(Debug, Clone, Copy)]
pub struct Upcast {
    /// The wire name and the schema version of what it reads.
    pub from: (&'static str, u16),
    /// Those of what it makes: the next version, or the first one of another name.
    pub to: (&'static str, u16),
    /// The fields of the new form from those of the old, `type` apart. Pure, and total: what is not
    /// of the old form comes out as something that is not of the new.
    pub fields: fn(Map<String, Value>) -> Map<String, Value>,
}

impl Upcast {
    /// From the first version to the second, which has one more field that may be left out: what was
    /// written before has the new form already.
    #[must_use]
    pub const fn with_a_new_field(wire_name: &'static str) -> Self {
        Self { from: (wire_name, 1), to: (wire_name, 2), fields: |fields| fields }
    }
}

/// Who asks, for whom, when, and under which command id. Never part of a command's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Context {
    /// The instant of the decision, from the server's clock.
    pub now: Instant,
    /// Who acts. For a hold this is the buyer.
    pub actor: ActorId,
    /// The organizer whose data this is; nothing crosses from one to another.
    pub tenant: TenantId,
    /// The idempotency key: a command id takes effect once per tenant, for ever.
    pub command_id: CommandId,
}

/// A command or a domain event: it has a permanent wire name, and can be read when that name is known.
pub trait Message: Sized + serde::Serialize {
    /// Every wire name of this kind of message, in the order of declaration.
    const WIRE_NAMES: &'static [&'static str];

    /// Which revision of its form each of them has, in the same order; 1 unless it is declared as
    /// `= "box_office.opened" @ 2`.
    const SCHEMA_VERSIONS: &'static [u16];

    /// `box_office.hold_tickets`, for example: what stands in the field `type`.
    fn wire_name(&self) -> &'static str;

    /// Reads the body of the variant called `wire_name`; `None` when there is none of that name.
    ///
    /// # Errors
    /// What the deserializer says of a body that is not of that variant's form.
    fn read<'de, D: serde::Deserializer<'de>>(
        wire_name: &str,
        body: D,
    ) -> Option<Result<Self, D::Error>>;
}

/// What every room's refusals have in common.
pub trait Refusal: serde::Serialize + std::fmt::Display {
    /// Every refusal, in the order of declaration.
    const CATALOGUE: &'static [CatalogueEntry];

    /// The stable code, `box_office.sold_out` for example.
    fn code(&self) -> &'static str;
}

/// One refusal of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct CatalogueEntry {
    /// The stable code.
    pub code: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// The message, with the names of its figures in braces.
    pub message: &'static str,
}

/// Declares a room's commands or domain events: an enum of structs, one wire name each.
///
/// The names are written in full so that a search for one finds it. A domain event whose form was
/// changed has the number of the revision behind an `@`.
macro_rules! messages {
    ($(#[$meta:meta])* $vis:vis enum $name:ident {
        $($variant:ident = $wire:literal $(@ $revision:literal)?),+ $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(tag = "type")]
        #[expect(missing_docs, reason = "each variant is the struct of its name, which says what it is")]
        $vis enum $name {
            $(
                #[serde(rename = $wire)]
                $variant($variant),
            )+
        }

        $(impl From<$variant> for $name {
            fn from(message: $variant) -> Self { Self::$variant(message) }
        })+

        impl $crate::aggregate::Message for $name {
            const WIRE_NAMES: &'static [&'static str] = &[$($wire),+];
            const SCHEMA_VERSIONS: &'static [u16] = &[
                $($crate::aggregate::messages!(@revision $($revision)?)),+
            ];

            fn wire_name(&self) -> &'static str {
                match self { $(Self::$variant(_) => $wire),+ }
            }

            fn read<'de, D: serde::Deserializer<'de>>(
                wire_name: &str,
                body: D,
            ) -> Option<Result<Self, D::Error>> {
                match wire_name {
                    $($wire => {
                        let read = <$variant as serde::Deserialize>::deserialize(body);
                        Some(read.map(Self::$variant))
                    })+
                    _ => None,
                }
            }
        }
    };
    (@revision) => { 1 };
    (@revision $revision:literal) => { $revision };
}

/// Declares a room's refusals: the code is both the wire name and the key of the catalogue.
macro_rules! rejections {
    ($(#[$meta:meta])* $vis:vis enum $name:ident {
        $($(#[doc = $doc:literal])+ $code:literal $message:literal $variant:ident {
            $($(#[$field_meta:meta])* $field:ident: $type:ty),* $(,)?
        }),+ $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, thiserror::Error)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(tag = "code", content = "details")]
        $vis enum $name {
            $(
                $(#[doc = $doc])+
                #[error($message)]
                #[serde(rename = $code)]
                $variant { $($(#[$field_meta])* $field: $type),* },
            )+
        }

        impl $crate::aggregate::Refusal for $name {
            const CATALOGUE: &'static [$crate::aggregate::CatalogueEntry] = &[$(
                $crate::aggregate::CatalogueEntry {
                    code: $code,
                    meaning: concat!($($doc),+),
                    message: $message,
                }
            ),+];

            fn code(&self) -> &'static str {
                match self { $(Self::$variant { .. } => $code),+ }
            }
        }
    };
}

pub(crate) use {messages, rejections};
