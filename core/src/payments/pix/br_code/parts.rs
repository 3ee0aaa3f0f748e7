use super::write::InvalidPart;
use super::{Code, Initiation, Key, Merchant, Txid};
use crate::values::{Currency, Money};

/// The names of the parts that a code is built of, where all of them are text.
pub const PART_NAMES: [&str; 11] = [
    "key",
    "url",
    "recurrence_url",
    "merchant_name",
    "merchant_city",
    "postal_code",
    "amount",
    "txid",
    "description",
    "fss",
    "point_of_initiation",
];

/// The parts of a code as text, by their names: how a form, a file or another language has them.
///
/// ```
/// use palco::payments::pix::br_code::Parts;
///
/// let mut parts = Parts::default();
/// for (name, text) in [
///     ("key", "123e4567-e12b-12d1-a456-426655440000"),
///     ("merchant_name", "Fulano de Tal"),
///     ("merchant_city", "Brasília"),
///     ("amount", "120.00"),
/// ] {
///     parts.set(name, text)?;
/// }
/// assert!(parts.build()?.contains("5406120.00"));
///
/// parts.set("amount", "1e2")?;
/// assert_eq!(parts.build().unwrap_err().part(), "amount");
/// # Ok::<(), palco::payments::pix::br_code::InvalidPart>(())
/// ```
#[derive(Clone, Default)]
pub struct Parts<'a> {
    texts: [Option<&'a str>; PART_NAMES.len()],
    unreserved: Vec<(u8, &'a str)>,
}

impl<'a> Parts<'a> {
    /// Sets a part of [`PART_NAMES`], or a template by its number from `80` to `99`.
    ///
    /// # Errors
    /// [`InvalidPart`] when there is no part of that name.
    pub fn set(&mut self, name: &str, text: &'a str) -> Result<(), InvalidPart> {
        if let Some(place) = self.place(name) {
            *place = Some(text);
            return Ok(());
        }
        match name.parse() {
            Ok(id @ 80..=99) => self.unreserved.push((id, text)),
            _ => {
                let expected = "the name of a part, or a number from 80 to 99";
                return Err(InvalidPart::new("unreserved", expected, name));
            }
        }
        Ok(())
    }

    /// Reads every part and writes the code.
    ///
    /// # Errors
    /// [`InvalidPart`] with the first part that is missing, not of its form, or does not go with
    /// the rest.
    pub fn build(&self) -> Result<String, InvalidPart> {
        let mut merchant =
            Merchant::parse(self.needed("merchant_name")?, self.needed("merchant_city")?)?;
        if let Some(text) = self.text("postal_code") {
            merchant = merchant.with_postal_code(text)?;
        }
        let key = self.read("key", Key::parse)?;
        let txid = self.read("txid", Txid::parse)?;
        let amount = self.read("amount", |text| Money::parse(text, Currency::BRL))?;
        let mut code = match (&key, self.text("url"), self.text("recurrence_url")) {
            (Some(key), None, _) => Code::of_key(&merchant, key),
            (None, Some(url), _) => Code::of_url(&merchant, url),
            (None, None, Some(url)) => Code::of_recurrence(&merchant, url),
            (Some(_), Some(_), _) => {
                return Err(InvalidPart::new("url", "none beside a key", "one"));
            }
            (None, None, None) => {
                return Err(InvalidPart::new("key", "a key, or a url", "neither"));
            }
        };
        code = match self.text("point_of_initiation") {
            None => code,
            Some("11") => code.initiation(Initiation::Reusable),
            Some("12") => code.initiation(Initiation::SingleUse),
            Some(other) => {
                return Err(InvalidPart::new("point_of_initiation", "11 or 12", other));
            }
        };
        code = amount.into_iter().fold(code, Code::amount);
        code = txid.iter().fold(code, Code::txid);
        code = self.text("description").into_iter().fold(code, Code::description);
        code = self.text("fss").into_iter().fold(code, Code::fss);
        code = self.text("recurrence_url").into_iter().fold(code, Code::recurrence);
        let templates = self.unreserved.iter();
        templates.fold(code, |code, (id, value)| code.unreserved(*id, value)).build()
    }

    fn place(&mut self, name: &str) -> Option<&mut Option<&'a str>> {
        let named = PART_NAMES.iter().zip(&mut self.texts).find(|(of, _)| **of == name);
        named.map(|(_, place)| place)
    }

    fn text(&self, name: &str) -> Option<&'a str> {
        PART_NAMES.iter().zip(&self.texts).find(|(of, _)| **of == name).and_then(|(_, text)| *text)
    }

    fn needed(&self, name: &'static str) -> Result<&'a str, InvalidPart> {
        self.text(name).ok_or_else(|| InvalidPart::new(name, "text", "nothing"))
    }

    fn read<T>(
        &self,
        name: &'static str,
        parse: impl Fn(&str) -> Result<T, crate::values::Invalid>,
    ) -> Result<Option<T>, InvalidPart> {
        let read = self.text(name).map(parse).transpose();
        read.map_err(|invalid| InvalidPart::of(name, invalid))
    }
}
