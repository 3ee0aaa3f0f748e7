//! Pix for other languages: text comes in, text or JSON text goes out.

use serde::Serialize;

use super::{Invalid, to_json};
use crate::payments::pix::{EndToEndId, Key, KeyKind, RtrId, Txid, br_code};
use crate::values::{self, Cnpj, Cpf, Instant};

/// What there is to know of one value, once it is right.
#[derive(Serialize)]
#[serde(untagged)]
enum Known<'a> {
    Document { text: &'a str, masked: String },
    Key { text: &'a str, kind: KeyKind, brazilian: bool },
    Txid { text: &'a str, fits_static_code: bool, fits_charge: bool },
    Settlement { text: &'a str, ispb: &'a str, minute: Instant },
}

/// Reads a `cpf`, a `cnpj`, a `key`, a `txid`, an `end_to_end_id` or an `rtr_id`, and tells its
/// canonical text and what there is to know of it, as a JSON object.
///
/// ```
/// use palco::contract::pix::value;
/// let known = value("key", "+55 21 91234-5678")?;
/// assert_eq!(known, r#"{"text":"+5521912345678","kind":"phone","brazilian":true}"#);
/// let wrong = value("txid", "PEDIDO 42").unwrap_err();
/// assert_eq!(wrong.path, "txid");
/// # Ok::<(), palco::contract::Invalid>(())
/// ```
///
/// # Errors
/// [`Invalid`], with the kind as its path.
pub fn value(kind: &str, text: &str) -> Result<String, Invalid> {
    let known = match kind {
        "cpf" => Cpf::parse(text)
            .map(|cpf| to_json(&Known::Document { text: cpf.as_str(), masked: cpf.masked() })),
        "cnpj" => Cnpj::parse(text)
            .map(|cnpj| to_json(&Known::Document { text: cnpj.as_str(), masked: cnpj.masked() })),
        "key" => Key::parse(text).map(|key| {
            let (kind, brazilian) = (key.kind(), key.is_brazilian());
            to_json(&Known::Key { text: key.as_str(), kind, brazilian })
        }),
        "txid" => Txid::parse(text).map(|txid| {
            let (fits_static_code, fits_charge) = (txid.fits_static_code(), txid.fits_charge());
            to_json(&Known::Txid { text: txid.as_str(), fits_static_code, fits_charge })
        }),
        "end_to_end_id" => EndToEndId::parse(text).map(|id| {
            let (ispb, minute) = (id.ispb(), id.minute());
            to_json(&Known::Settlement { text: id.as_str(), ispb, minute })
        }),
        "rtr_id" => RtrId::parse(text).map(|id| {
            let (ispb, minute) = (id.ispb(), id.minute());
            to_json(&Known::Settlement { text: id.as_str(), ispb, minute })
        }),
        _ => Err(values::Invalid::new("a kind of value", "another")),
    };
    known.map_err(|invalid| Invalid::field(kind, invalid))
}

/// Builds a code of its parts by their names, as [`br_code::Parts`] has them.
///
/// # Errors
/// [`Invalid`], with the name of the part as its path.
pub fn build<'a>(parts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<String, Invalid> {
    let mut given = br_code::Parts::default();
    let set = parts.into_iter().try_for_each(|(name, text)| given.set(name, text));
    let built = set.and_then(|()| given.build());
    built.map_err(|wrong| Invalid::field(wrong.part(), wrong.invalid()))
}

/// Reads any text as a code, and tells what stands in it and all that is wrong with it, as JSON.
///
/// ```
/// use palco::contract::pix::read;
/// let report = read("000201");
/// assert!(report.starts_with(r#"{"valid":false,"accepted":false,"structure":[],"crc":"missing""#));
/// ```
#[must_use]
pub fn read(text: &str) -> String {
    to_json(&br_code::read(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_tells_what_is_known_of_it() {
        for (kind, text, known) in [
            ("cpf", "52998224725", r#"{"text":"52998224725","masked":"529.982.247-25"}"#),
            (
                "cnpj",
                "12abc34501de35",
                r#"{"text":"12ABC34501DE35","masked":"12.ABC.345/01DE-35"}"#,
            ),
            ("key", "A@b.co", r#"{"text":"a@b.co","kind":"email","brazilian":true}"#),
            ("txid", "a1", r#"{"text":"a1","fits_static_code":true,"fits_charge":false}"#),
            (
                "end_to_end_id",
                "E12345678202601101430ghijk789012",
                r#"{"text":"E12345678202601101430ghijk789012","ispb":"12345678","minute":"2026-01-10T14:30:00.000Z"}"#,
            ),
            (
                "rtr_id",
                "D12345678202601101430ghijk789012",
                r#"{"text":"D12345678202601101430ghijk789012","ispb":"12345678","minute":"2026-01-10T14:30:00.000Z"}"#,
            ),
        ] {
            assert_eq!(value(kind, text).unwrap(), known);
            assert_eq!(value(kind, "").unwrap_err().path, kind);
        }
        assert!(value("phone", "+5521912345678").is_err());
    }

    #[test]
    fn a_part_that_is_wrong_is_the_path() {
        let parts = [("merchant_name", "a"), ("merchant_city", "b"), ("key", "52998224724")];
        assert_eq!(build(parts).unwrap_err().path, "key");
        assert_eq!(build([("name", "a")]).unwrap_err().path, "unreserved");
        let url = [("merchant_name", "a"), ("merchant_city", "b"), ("url", "a.b/c")];
        let code = build(url).unwrap();
        let told: serde_json::Value = serde_json::from_str(&read(&code)).unwrap();
        assert_eq!(told["valid"], true);
        assert_eq!(told["kind"], "dynamic");
        assert_eq!(told["account_id"], "26");
    }
}
