use std::fmt;

use serde::{Serialize, Serializer};

use super::field::FieldId;
use super::reason::{Reason, Warning};
use crate::payments::pix::KeyKind;
use crate::values::Money;

/// What a code is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// It has the key; any number of payments can follow.
    Static,
    /// It has a URL, behind which a charge stands.
    Dynamic,
    /// Static, and a recurrence (Pix Automático) is offered with it.
    StaticWithRecurrence,
    /// Dynamic, and a recurrence is offered with it.
    DynamicWithRecurrence,
    /// A recurrence alone; nothing is paid now.
    RecurrenceOnly,
}

impl Kind {
    /// `static`, `dynamic`, `static+recurrence`, `dynamic+recurrence` or `recurrence_only`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Static => "static",
            Self::Dynamic => "dynamic",
            Self::StaticWithRecurrence => "static+recurrence",
            Self::DynamicWithRecurrence => "dynamic+recurrence",
            Self::RecurrenceOnly => "recurrence_only",
        }
    }

    /// Whether a charge stands behind a URL.
    #[must_use]
    pub const fn is_dynamic(self) -> bool {
        matches!(self, Self::Dynamic | Self::DynamicWithRecurrence)
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// What became of the check value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Crc {
    /// It is right.
    Right,
    /// It is right, in lower case: strict readers refuse it.
    Lowercase,
    /// It is wrong; the text has the other one.
    Mismatch {
        /// The one that stands in the text.
        found: u16,
        /// The one that the text has.
        computed: u16,
    },
    /// The text does not end with one.
    Missing,
}

impl Crc {
    /// `right`, `lowercase`, `mismatch` or `missing`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Lowercase => "lowercase",
            Self::Mismatch { .. } => "mismatch",
            Self::Missing => "missing",
        }
    }

    /// Why strict readers refuse it, if they do.
    #[must_use]
    pub const fn reason(self) -> Option<Reason> {
        match self {
            Self::Right => None,
            Self::Lowercase => Some(Reason::CrcLowercase),
            Self::Mismatch { .. } => Some(Reason::CrcMismatch),
            Self::Missing => Some(Reason::CrcMissing),
        }
    }
}

impl Serialize for Crc {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// A template of 80 to 99, which others may use for their own ends.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Unreserved<'a> {
    /// Its number: 80 to 99.
    pub id: FieldId,
    /// All that stands in it, fields as they are written.
    pub value: &'a str,
}

/// What stands in a code, as it is written there, whether it is right or not. A field that is
/// missing is `None`; nothing is read from a text whose fields cannot be told apart.
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Content<'a> {
    /// What the code is for, when that can be told.
    pub kind: Option<Kind>,
    /// Field 01: `11` for a code that is reusable, `12` for one that is used once.
    pub point_of_initiation: Option<&'a str>,
    /// The number of the account template, 26 to 51.
    pub account_id: Option<FieldId>,
    /// Its globally unique identifier, `br.gov.bcb.pix` in either case.
    pub gui: Option<&'a str>,
    /// The receiver's key. It is personal data.
    pub key: Option<&'a str>,
    /// What the key looks like; `None` for none of them.
    pub key_kind: Option<KeyKind>,
    /// A text for the payer.
    pub description: Option<&'a str>,
    /// The ISPB of who hands out the cash of a withdrawal (*Pix Saque*).
    pub fss: Option<&'a str>,
    /// Where the charge stands, without a scheme.
    pub url: Option<&'a str>,
    /// Field 52: what kind of trade it is.
    pub mcc: Option<&'a str>,
    /// Field 54, when it has the form of an amount. In a dynamic code it only informs.
    pub amount: Option<Money>,
    /// Field 54 as it is written.
    pub amount_text: Option<&'a str>,
    /// Field 59: the receiver's name.
    pub merchant_name: Option<&'a str>,
    /// Field 60: the receiver's city.
    pub merchant_city: Option<&'a str>,
    /// Field 61: the receiver's postal code.
    pub postal_code: Option<&'a str>,
    /// The txid; `***` for none.
    pub txid: Option<&'a str>,
    /// The number of the template with the recurrence, 80 to 99.
    pub recurrence_id: Option<FieldId>,
    /// Where the recurrence stands, without a scheme.
    pub recurrence_url: Option<&'a str>,
    /// All templates of 80 to 99, that of the recurrence too.
    pub unreserved: Vec<Unreserved<'a>>,
}

/// What a text that is meant to be a code says, and all that is wrong with it.
///
/// Three questions are answered apart: whether its fields can be told apart
/// ([`structure`](Self::structure)), whether it was changed on its way ([`crc`](Self::crc)), and
/// whether it says what Pix asks for ([`conformance`](Self::conformance)): a code with a wrong name
/// can have the right check value, and one that was cut can be right up to there. `Debug` shows no
/// key and no name.
#[derive(Clone, PartialEq, Eq)]
pub struct Report<'a> {
    pub(super) structure: Vec<Reason>,
    pub(super) crc: Crc,
    pub(super) conformance: Vec<Reason>,
    pub(super) warnings: Vec<Warning>,
    pub(super) content: Content<'a>,
}

impl<'a> Report<'a> {
    /// Whether it is a code to the letter: what this library builds, and what it draws.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.is_accepted() && self.crc == Crc::Right
    }

    /// Whether it can be paid: valid, but for a check value in lower case.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        self.structure.is_empty()
            && matches!(self.crc, Crc::Right | Crc::Lowercase)
            && self.conformance.is_empty()
    }

    /// Why its fields cannot be told apart.
    #[must_use]
    pub fn structure(&self) -> &[Reason] {
        &self.structure
    }

    /// What became of its check value.
    #[must_use]
    pub const fn crc(&self) -> Crc {
        self.crc
    }

    /// Where it says something else than Pix asks for.
    #[must_use]
    pub fn conformance(&self) -> &[Reason] {
        &self.conformance
    }

    /// What is allowed and still worth a look.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// What stands in it.
    #[must_use]
    pub const fn content(&self) -> &Content<'a> {
        &self.content
    }

    /// All reasons why it is not valid.
    pub fn reasons(&self) -> impl Iterator<Item = Reason> + '_ {
        let structure = self.structure.iter().copied();
        structure.chain(self.crc.reason()).chain(self.conformance.iter().copied())
    }
}

impl fmt::Debug for Content<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = (self.kind, self.key_kind, self.amount);
        f.debug_tuple("Content").field(&shown).finish_non_exhaustive()
    }
}

impl fmt::Debug for Unreserved<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Unreserved").field(&self.id).finish_non_exhaustive()
    }
}

impl fmt::Debug for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Report")
            .field("structure", &self.structure)
            .field("crc", &self.crc)
            .field("conformance", &self.conformance)
            .field("warnings", &self.warnings)
            .field("content", &self.content)
            .finish()
    }
}

/// As it is written: flat, so that it is one object in every language.
#[derive(Serialize)]
struct Written<'r, 'a> {
    valid: bool,
    accepted: bool,
    structure: &'r [Reason],
    crc: Crc,
    conformance: &'r [Reason],
    warnings: &'r [Warning],
    #[serde(flatten)]
    content: &'r Content<'a>,
}

impl Serialize for Report<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Written {
            valid: self.is_valid(),
            accepted: self.is_accepted(),
            structure: &self.structure,
            crc: self.crc,
            conformance: &self.conformance,
            warnings: &self.warnings,
            content: &self.content,
        }
        .serialize(serializer)
    }
}
