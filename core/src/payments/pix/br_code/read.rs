//! The fields of a text, told apart once and looked at where they stand.

use super::conformance;
use super::crc::crc;
use super::field::{FieldId, Fields, Place};
use super::reason::{Reason, Warning};
use super::report::{Content, Crc, Kind, Report, Unreserved};
use super::{CHARACTERS_MAX, GUI};

/// Reads any text as a code, and says all that is wrong with it. Nothing is trimmed or mended.
///
/// ```
/// use palco::payments::pix::br_code::{self, Kind, Reason};
///
/// let text = "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-426655440000\
///     5204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***63041D3D";
/// let read = br_code::read(text);
/// assert!(read.is_valid());
/// assert_eq!(read.content().kind, Some(Kind::Static));
///
/// let changed = text.replace("Fulano", "Sicrano");
/// let read = br_code::read(&changed);
/// assert!(!read.is_accepted());
/// assert!(read.reasons().any(|reason| reason == Reason::CrcMismatch));
/// ```
#[must_use]
pub fn read(text: &str) -> Report<'_> {
    if text.len() > CHARACTERS_MAX && text.chars().count() > CHARACTERS_MAX {
        return Report {
            structure: vec![Reason::TooLong],
            crc: Crc::Missing,
            conformance: Vec::new(),
            warnings: Vec::new(),
            content: Content::default(),
        };
    }
    let mut structure = Vec::new();
    if text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace) {
        structure.push(Reason::SurroundingWhitespace);
    }
    let crc = check(text.trim_end());
    let mut warnings = Vec::new();
    if crc == Crc::Lowercase {
        warnings.push(Warning::CrcLowercaseHex);
    }
    let mut fields = Read { structure, ..Read::default() };
    if !fields.root(text) {
        let (structure, content) = (fields.structure, Content::default());
        return Report { structure, crc, conformance: Vec::new(), warnings, content };
    }
    fields.content.kind = fields.kind();
    let conformance = conformance::check(text, &fields, &mut warnings);
    Report { structure: fields.structure, crc, conformance, warnings, content: fields.content }
}

/// `6304` and four digits at the end, over all that stands before the four.
fn check(text: &str) -> Crc {
    let Some((body, [a, b, c, d])) = text.as_bytes().split_last_chunk::<4>() else {
        return Crc::Missing;
    };
    let digits = [a, b, c, d].map(|byte| char::from(*byte).to_digit(16));
    let [Some(a), Some(b), Some(c), Some(d)] = digits else {
        return Crc::Missing;
    };
    if !body.ends_with(b"6304") {
        return Crc::Missing;
    }
    let found = ((a << 12) | (b << 8) | (c << 4) | d) as u16;
    let computed = crc(body);
    let last = text.as_bytes().iter().rev().take(4);
    match found == computed {
        false => Crc::Mismatch { found, computed },
        true if last.clone().any(u8::is_ascii_lowercase) => Crc::Lowercase,
        true => Crc::Right,
    }
}

/// What was seen of a code's fields.
#[derive(Default)]
pub(super) struct Read<'a> {
    pub(super) content: Content<'a>,
    pub(super) structure: Vec<Reason>,
    pub(super) duplicates: Vec<Reason>,
    pub(super) first: Option<FieldId>,
    pub(super) last: Option<FieldId>,
    pub(super) version: Option<&'a str>,
    pub(super) currency: Option<&'a str>,
    pub(super) country: Option<&'a str>,
    pub(super) has_additional: bool,
    pub(super) accounts: u8,
}

impl<'a> Read<'a> {
    /// Whether all fields of the code could be told apart.
    fn root(&mut self, text: &'a str) -> bool {
        let mut seen = Seen::default();
        for field in Fields::of(Place::Root, text) {
            let (id, value) = match field {
                Ok(field) => field,
                Err(reason) => {
                    self.structure.push(reason);
                    return false;
                }
            };
            self.first = self.first.or(Some(id));
            self.last = Some(id);
            if seen.before(id) {
                self.duplicates.push(Reason::DuplicateField(Place::Root, id));
            } else {
                self.field(id, value);
            }
        }
        true
    }

    fn field(&mut self, id: FieldId, value: &'a str) {
        let content = &mut self.content;
        match id.get() {
            0 => self.version = Some(value),
            1 => content.point_of_initiation = Some(value),
            26..=51 => self.account(id, value),
            52 => content.mcc = Some(value),
            53 => self.currency = Some(value),
            54 => {
                content.amount_text = Some(value);
                content.amount = conformance::amount(value);
            }
            58 => self.country = Some(value),
            59 => content.merchant_name = Some(value),
            60 => content.merchant_city = Some(value),
            61 => content.postal_code = Some(value),
            62 => {
                self.has_additional = true;
                self.content.txid = self.template(id, value, [5])[0];
            }
            64 => drop(self.template(id, value, [])),
            80..=99 => self.unreserved(id, value),
            _ => {}
        }
    }

    fn account(&mut self, id: FieldId, value: &'a str) {
        let [gui, key, description, fss, url] = self.template(id, value, [0, 1, 2, 3, 25]);
        if !gui.is_some_and(|gui| gui.eq_ignore_ascii_case(GUI)) {
            return;
        }
        self.accounts = self.accounts.saturating_add(1);
        if self.accounts == 1 {
            let content = &mut self.content;
            content.account_id = Some(id);
            content.gui = gui;
            content.key = key;
            content.key_kind = key.and_then(super::KeyKind::meant_by);
            content.description = description;
            content.fss = fss;
            content.url = url;
        }
    }

    fn unreserved(&mut self, id: FieldId, value: &'a str) {
        let [gui, url] = self.template(id, value, [0, 25]);
        let content = &mut self.content;
        content.unreserved.push(Unreserved { id, value });
        let of_pix = gui.is_some_and(|gui| gui.eq_ignore_ascii_case(GUI));
        if of_pix && url.is_some() && content.recurrence_url.is_none() {
            content.recurrence_id = Some(id);
            content.recurrence_url = url;
        }
    }

    /// The fields of a template that are asked for, and what is wrong with all of them.
    fn template<const N: usize>(
        &mut self,
        id: FieldId,
        value: &'a str,
        asked: [u8; N],
    ) -> [Option<&'a str>; N] {
        let place = Place::Within(id);
        let mut found = [None; N];
        let mut seen = Seen::default();
        for field in Fields::of(place, value) {
            match field {
                Err(reason) => self.structure.push(reason),
                Ok((inner, _)) if seen.before(inner) => {
                    self.duplicates.push(Reason::DuplicateField(place, inner));
                }
                Ok((inner, value)) => {
                    let wanted = asked.iter().zip(&mut found).find(|(of, _)| **of == inner.get());
                    if let Some((_, place)) = wanted {
                        *place = Some(value);
                    }
                }
            }
        }
        found
    }

    fn kind(&self) -> Option<Kind> {
        let filled = |text: Option<&str>| text.is_some_and(|text| !text.is_empty());
        let content = &self.content;
        let recurs = content.recurrence_url.is_some();
        match (self.accounts > 0, filled(content.url), filled(content.key), recurs) {
            (false, ..) | (true, false, false, false) => None,
            (true, true, _, false) => Some(Kind::Dynamic),
            (true, true, _, true) => Some(Kind::DynamicWithRecurrence),
            (true, false, true, false) => Some(Kind::Static),
            (true, false, true, true) => Some(Kind::StaticWithRecurrence),
            (true, false, false, true) => Some(Kind::RecurrenceOnly),
        }
    }
}

/// The numbers that came before, a bit each.
#[derive(Default)]
struct Seen(u128);

impl Seen {
    /// Whether it came before; from now on it did.
    fn before(&mut self, id: FieldId) -> bool {
        let bit = 1_u128.wrapping_shl(u32::from(id.get()));
        let before = self.0 & bit != 0;
        self.0 |= bit;
        before
    }
}
