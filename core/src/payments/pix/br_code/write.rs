use std::borrow::Cow;
use std::fmt;

use smol_str::format_smolstr;

use super::conformance::{is_ispb, url_fault};
use super::crc;
use super::merchant::folded;
use super::read::read;
use super::{CHARACTERS_MAX, FIELD_CHARACTERS_MAX, GUI, Key, Merchant, NO_TXID, Txid};
use crate::values::{Currency, Invalid, Money};

/// Number and length, of two digits each.
const HEAD: usize = 4;
/// The template in which a recurrence is written.
const RECURRENCE: u8 = 80;
const UNRESERVED: &str = "templates of 80 to 99, each once, of at most 99 characters of ASCII \
     that are fields, in a code of at most 512";

/// Why a code was not built: which part of it, and what was expected there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{part}: {invalid}")]
pub struct InvalidPart {
    part: Cow<'static, str>,
    invalid: Invalid,
}

impl InvalidPart {
    pub(super) fn new(
        part: impl Into<Cow<'static, str>>,
        expected: impl Into<Cow<'static, str>>,
        got: impl fmt::Display,
    ) -> Self {
        Self::of(part, Invalid::new(expected, got))
    }

    pub(super) fn of(part: impl Into<Cow<'static, str>>, invalid: Invalid) -> Self {
        Self { part: part.into(), invalid }
    }

    /// The part: `key`, `merchant_name`, `amount`...
    #[must_use]
    pub fn part(&self) -> &str {
        &self.part
    }

    /// What was expected, and what came.
    #[must_use]
    pub const fn invalid(&self) -> &Invalid {
        &self.invalid
    }
}

/// How often a code can be used, as it says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Initiation {
    /// `11`: any number of times.
    Reusable,
    /// `12`: once.
    SingleUse,
}

#[derive(Clone, Copy)]
enum Account<'a> {
    Key(&'a Key),
    Url(&'a str),
    Recurrence,
}

/// A code that is to be written.
///
/// What is written is valid to the letter, or nothing is: amounts with exactly two decimals, the
/// check value in upper case, no accents, and no text that was cut to fit.
///
/// ```
/// use palco::payments::pix::{Key, Txid, br_code::{Code, Initiation, Merchant}};
/// use palco::values::{Currency, Money};
///
/// let merchant = Merchant::parse("Fulano de Tal", "BRASILIA")?;
/// let key = Key::parse("123e4567-e12b-12d1-a456-426655440000")?;
/// let code = Code::of_key(&merchant, &key).build()?;
/// assert!(code.ends_with("62070503***63041D3D"));
///
/// let txid = Txid::parse("INGRESSO42")?;
/// let amount = Money::parse("120", Currency::BRL)?;
/// let code = Code::of_key(&merchant, &key).amount(amount).txid(&txid).build()?;
/// assert!(code.contains("5406120.00"));
///
/// let url = "pix.example.com/8b3da2f39a4140d1a91abd93113bd441";
/// let code = Code::of_url(&merchant, url).initiation(Initiation::SingleUse).build()?;
/// assert!(code.ends_with("630464E4"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[must_use = "it is written by `build`"]
pub struct Code<'a> {
    merchant: &'a Merchant,
    account: Account<'a>,
    initiation: Option<Initiation>,
    amount: Option<Money>,
    txid: Option<&'a Txid>,
    description: Option<&'a str>,
    fss: Option<&'a str>,
    recurrence: Option<&'a str>,
    unreserved: Vec<(u8, &'a str)>,
}

impl<'a> Code<'a> {
    /// A static code, paid to this key.
    pub const fn of_key(merchant: &'a Merchant, key: &'a Key) -> Self {
        Self::of(merchant, Account::Key(key))
    }

    /// A dynamic code, whose charge stands at this URL: at most 77 characters, a host with a dot,
    /// and no scheme, as the field `location` of the Pix API has it.
    pub const fn of_url(merchant: &'a Merchant, url: &'a str) -> Self {
        Self::of(merchant, Account::Url(url))
    }

    /// A code for a recurrence alone (Pix Automático), which stands at this URL.
    pub const fn of_recurrence(merchant: &'a Merchant, url: &'a str) -> Self {
        Self::of(merchant, Account::Recurrence).recurrence(url)
    }

    const fn of(merchant: &'a Merchant, account: Account<'a>) -> Self {
        Self {
            merchant,
            account,
            initiation: None,
            amount: None,
            txid: None,
            description: None,
            fss: None,
            recurrence: None,
            unreserved: Vec::new(),
        }
    }

    /// Says how often it can be used. Left out, it does not say.
    pub const fn initiation(mut self, initiation: Initiation) -> Self {
        self.initiation = Some(initiation);
        self
    }

    /// The amount, in BRL and from 0.01 to 9999999999.99; in a dynamic code it only informs. Left
    /// out, the payer of a static code fills it in. 0.00 is for a cash withdrawal alone.
    pub const fn amount(mut self, amount: Money) -> Self {
        self.amount = Some(amount);
        self
    }

    /// The txid of a static code: at most 25 characters. A dynamic code has that of its charge.
    pub const fn txid(mut self, txid: &'a Txid) -> Self {
        self.txid = Some(txid);
        self
    }

    /// A text for the payer of a static code: what room the key leaves of 73 characters.
    pub const fn description(mut self, text: &'a str) -> Self {
        self.description = Some(text);
        self
    }

    /// The ISPB of who hands out the cash of a withdrawal (*Pix Saque*), for a static code.
    pub const fn fss(mut self, ispb: &'a str) -> Self {
        self.fss = Some(ispb);
        self
    }

    /// Offers a recurrence (Pix Automático), which stands at this URL, with the payment.
    pub const fn recurrence(mut self, url: &'a str) -> Self {
        self.recurrence = Some(url);
        self
    }

    /// A template of 80 to 99, as it stands in a code that was read. Templates are written in the
    /// order in which they were added, after that of a recurrence, which is 80.
    pub fn unreserved(mut self, id: u8, value: &'a str) -> Self {
        self.unreserved.push((id, value));
        self
    }

    /// Writes it.
    ///
    /// # Errors
    /// [`InvalidPart`] with the part that is not of its form, does not fit, or does not go with the
    /// rest.
    pub fn build(&self) -> Result<String, InvalidPart> {
        self.check()?;
        // `d+.dd`, always: one bank read `198` as 1.98.
        let amount = self.amount.map(|amount| format_smolstr!("{}", amount.amount()));
        let description = match self.description {
            Some(text) => {
                let room = self.room().unwrap_or_default().saturating_sub(HEAD);
                Some(folded("description", text, room)?)
            }
            None => None,
        };
        let mut code = String::with_capacity(CHARACTERS_MAX);
        put(&mut code, 0, "01");
        if let Some(initiation) = self.initiation {
            put(&mut code, 1, if initiation == Initiation::Reusable { "11" } else { "12" });
        }
        self.put_account(&mut code, description.as_deref());
        put(&mut code, 52, "0000");
        put(&mut code, 53, "986");
        if let Some(amount) = amount {
            put(&mut code, 54, &amount);
        }
        put(&mut code, 58, "BR");
        put(&mut code, 59, self.merchant.name());
        put(&mut code, 60, self.merchant.city());
        if let Some(postal_code) = self.merchant.postal_code() {
            put(&mut code, 61, postal_code);
        }
        let txid = self.txid.map_or(NO_TXID, Txid::as_str);
        put_template(&mut code, 62, &[(5, txid)]);
        if let Some(url) = self.recurrence {
            put_template(&mut code, RECURRENCE, &[(0, GUI), (25, url)]);
        }
        for (id, value) in &self.unreserved {
            put(&mut code, *id, value);
        }
        code.push_str("6304");
        code.extend(crc::digits(crc::crc(code.as_bytes())));
        self.check_unreserved(&code)?;
        Ok(code)
    }

    fn put_account(&self, code: &mut String, description: Option<&str>) {
        let (id, named) = match self.account {
            Account::Key(key) => (1, Some(key.as_str())),
            Account::Url(url) => (25, Some(url)),
            Account::Recurrence => (0, None),
        };
        let fields = [(0, Some(GUI)), (id, named), (2, description), (3, self.fss)];
        let mut given = [(0, ""); 4];
        let fields = fields.into_iter().filter_map(|(id, value)| value.map(|value| (id, value)));
        let count = given.iter_mut().zip(fields).map(|(place, field)| *place = field).count();
        put_template(code, 26, given.get(..count).unwrap_or_default());
    }

    /// What 99 characters leave beside the identifier, the key and the facilitator.
    fn room(&self) -> Option<usize> {
        let key = if let Account::Key(key) = self.account { key.as_str() } else { "" };
        [GUI, key].into_iter().chain(self.fss).try_fold(FIELD_CHARACTERS_MAX, |room, text| {
            room.checked_sub(HEAD)?.checked_sub(text.len())
        })
    }

    fn check(&self) -> Result<(), InvalidPart> {
        match self.account {
            Account::Key(key) if !key.is_brazilian() => {
                let got = "a phone of another form";
                Err(InvalidPart::new("key", "a phone of Brazil: +55, area and number", got))
            }
            Account::Url(url) => check_url("url", url),
            Account::Key(_) | Account::Recurrence => Ok(()),
        }?;
        self.check_static_parts()?;
        if let Some(amount) = self.amount {
            check_amount(amount, self.fss.is_some())?;
        }
        self.recurrence.map_or(Ok(()), |url| check_url("recurrence_url", url))?;
        self.unreserved.iter().try_for_each(|(id, value)| {
            let of_text = |byte| matches!(byte, b' '..=b'~');
            let fits = (80..=99).contains(id) && value.len() <= FIELD_CHARACTERS_MAX;
            if fits && value.bytes().all(of_text) {
                return Ok(());
            }
            Err(InvalidPart::new("unreserved", UNRESERVED, "another number, length or character"))
        })
    }

    /// What others made of their templates is known when all of it is read again.
    fn check_unreserved(&self, code: &str) -> Result<(), InvalidPart> {
        if self.unreserved.is_empty() {
            return Ok(());
        }
        match read(code).reasons().next() {
            Some(reason) => Err(InvalidPart::new("unreserved", UNRESERVED, reason)),
            None => Ok(()),
        }
    }

    fn check_static_parts(&self) -> Result<(), InvalidPart> {
        let is_static = matches!(self.account, Account::Key(_));
        let given = [
            ("txid", self.txid.is_some()),
            ("description", self.description.is_some()),
            ("fss", self.fss.is_some()),
        ];
        if let Some((part, _)) = given.iter().find(|(_, given)| *given && !is_static) {
            return Err(InvalidPart::new(*part, "none in a code without a key", "one"));
        }
        if self.txid.is_some_and(|txid| !txid.fits_static_code()) {
            return Err(InvalidPart::new("txid", "at most 25 characters", "more"));
        }
        if self.fss.is_some_and(|fss| !is_ispb(fss)) {
            let expected = "an ISPB of 8 digits or upper-case letters";
            return Err(InvalidPart::new("fss", expected, "another form"));
        }
        if self.room().is_none() {
            let expected = "none beside a key of more than 65 characters";
            return Err(InvalidPart::new("fss", expected, "one"));
        }
        Ok(())
    }
}

fn check_url(part: &'static str, url: &str) -> Result<(), InvalidPart> {
    const EXPECTED: &str = "a URL of at most 77 characters, without scheme, whose host has a dot";
    if let Some(reason) = url_fault(url) {
        return Err(InvalidPart::new(part, EXPECTED, reason));
    }
    let room = FIELD_CHARACTERS_MAX.saturating_sub(GUI.len()).saturating_sub(2 * HEAD);
    if url.len() > room {
        return Err(InvalidPart::new(part, EXPECTED, format_args!("{} characters", url.len())));
    }
    Ok(())
}

fn check_amount(amount: Money, is_withdrawal: bool) -> Result<(), InvalidPart> {
    let expected = "an amount in BRL from 0.01 to 9999999999.99";
    let least = if is_withdrawal { 0 } else { 1 };
    let in_range = (least..=999_999_999_999).contains(&amount.minor());
    if in_range && amount.currency() == Currency::BRL {
        return Ok(());
    }
    Err(InvalidPart::new("amount", expected, amount))
}

fn put_head(code: &mut String, id: u8, length: usize) {
    for number in [usize::from(id), length] {
        for digit in [number / 10 % 10, number % 10] {
            code.push(char::from(b'0' | digit as u8));
        }
    }
}

fn put(code: &mut String, id: u8, value: &str) {
    put_head(code, id, value.len());
    code.push_str(value);
}

fn put_template(code: &mut String, id: u8, fields: &[(u8, &str)]) {
    let length = fields.iter().map(|(_, value)| value.len().saturating_add(HEAD)).sum();
    put_head(code, id, length);
    for (id, value) in fields {
        put(code, *id, value);
    }
}
