//! What is built, and what is refused.

use super::super::{Code, Initiation, Key, Merchant, Parts, Txid, read};
use super::vectors;
use crate::values::{Currency, Money};

const EVP: &str = "123e4567-e12b-12d1-a456-426655440000";
const URL: &str = "pix.example.com/8b3da2f39a4140d1a91abd93113bd441";

fn merchant() -> Merchant {
    Merchant::parse("Fulano de Tal", "BRASILIA").unwrap()
}

/// A static code of texts, with some parts set to others.
fn built(others: &[(&str, &str)]) -> Result<String, String> {
    let mut parts = Parts::default();
    let usual = [("key", EVP), ("merchant_name", "Fulano de Tal"), ("merchant_city", "BRASILIA")];
    let kept = usual.iter().filter(|(name, _)| *name != "key" || !others.contains(&("key", "")));
    let set = others.iter().filter(|part| **part != ("key", ""));
    for (name, text) in kept.chain(set) {
        parts.set(name, text).map_err(|wrong| wrong.to_string())?;
    }
    parts.build().map_err(|wrong| wrong.to_string())
}

#[test]
fn the_published_codes_are_built_byte_for_byte() {
    let published = vectors::all();
    let published: Vec<_> = published.iter().take(3).map(vectors::payload).collect();
    let merchant = merchant();
    let key = Key::parse(EVP).unwrap();
    assert_eq!(Code::of_key(&merchant, &key).build().unwrap(), published[0]);
    let dynamic = Code::of_url(&merchant, URL).initiation(Initiation::SingleUse);
    assert_eq!(dynamic.build().unwrap(), published[1]);
    let recurrence = "pix.example.com/rec/2353c790eefb11eaadc10242ac120002";
    let amount = Money::parse("100.50", Currency::BRL).unwrap();
    let both = Code::of_key(&merchant, &key).amount(amount).recurrence(recurrence);
    assert_eq!(both.build().unwrap(), published[2]);
    assert!(published[0].ends_with("63041D3D") && published[1].ends_with("630464E4"));
}

#[test]
fn every_part_is_written_in_its_place() {
    let code = built(&[
        ("amount", "1.5"),
        ("txid", "INGRESSO42"),
        ("description", "Mesa 7, São João"),
        ("fss", "12345678"),
        ("postal_code", "70074-900"),
        ("point_of_initiation", "11"),
        ("recurrence_url", "pix.example.com/rec/1"),
        ("81", "0008com.acme"),
    ])
    .unwrap();
    let report = read(&code);
    assert!(report.is_valid(), "{report:?}");
    let content = report.content();
    assert_eq!(content.kind.unwrap().name(), "static+recurrence");
    assert_eq!(content.amount_text, Some("1.50"));
    assert_eq!(content.txid, Some("INGRESSO42"));
    assert_eq!(content.description, Some("Mesa 7, Sao Joao"));
    assert_eq!(content.fss, Some("12345678"));
    assert_eq!(content.postal_code, Some("70074900"));
    assert_eq!(content.point_of_initiation, Some("11"));
    assert_eq!(content.recurrence_url, Some("pix.example.com/rec/1"));
    let templates: Vec<_> = content.unreserved.iter().map(|of| (of.id.get(), of.value)).collect();
    assert_eq!(templates[1], (81, "0008com.acme"));
}

#[test]
fn what_does_not_fit_or_go_together_is_refused_by_its_part() {
    let seven = "pix.example.com/".to_owned() + &"a".repeat(61);
    let eight = seven.clone() + "a";
    let key_of = |length: usize| "a".repeat(length - "@example.com".len()) + "@example.com";
    let (key_65, key_66, key_77) = (key_of(65), key_of(66), key_of(77));
    let long = "0095".to_owned() + &"a".repeat(95);
    for (name, others, part) in [
        ("a url of 77", vec![("key", ""), ("url", &*seven)], None),
        ("a url of 78", vec![("key", ""), ("url", &eight)], Some("url")),
        ("a scheme", vec![("key", ""), ("url", "https://pix.example.com")], Some("url")),
        ("neither key nor url", vec![("key", "")], Some("key")),
        ("key and url", vec![("url", URL)], Some("url")),
        ("no key", vec![("key", "52998224724")], Some("key")),
        ("a phone of elsewhere", vec![("key", "+351912345678")], Some("key")),
        (
            "a name of 26",
            vec![("merchant_name", "abcdefghijklmnopqrstuvwxyz")],
            Some("merchant_name"),
        ),
        ("an empty city", vec![("merchant_city", "")], Some("merchant_city")),
        ("a postal code of 7", vec![("postal_code", "7007490")], Some("postal_code")),
        ("the most", vec![("amount", "9999999999.99")], None),
        ("more", vec![("amount", "10000000000.00")], Some("amount")),
        ("nothing", vec![("amount", "0.00")], Some("amount")),
        ("nothing of a withdrawal", vec![("amount", "0.00"), ("fss", "12345678")], None),
        ("less", vec![("amount", "-1.00"), ("fss", "12345678")], Some("amount")),
        ("three decimals", vec![("amount", "1.001")], Some("amount")),
        ("an exponent", vec![("amount", "1e2")], Some("amount")),
        ("a txid of 25", vec![("txid", "abcdefghijklmnopqrstuvwxy")], None),
        ("a txid of 26", vec![("txid", "abcdefghijklmnopqrstuvwxyz")], Some("txid")),
        ("a txid with a hyphen", vec![("txid", "INGRESSO-42")], Some("txid")),
        (
            "the txid of a dynamic code",
            vec![("key", ""), ("url", URL), ("txid", "a")],
            Some("txid"),
        ),
        (
            "a description of 37",
            vec![("description", "abcdefghijklmnopqrstuvwxyz 0123456789")],
            None,
        ),
        (
            "a description of 38",
            vec![("description", "abcdefghijklmnopqrstuvwxyz 01234567890")],
            Some("description"),
        ),
        (
            "one of 26 beside a facilitator",
            vec![("description", "abcdefghijklmnopqrstuvwxyz"), ("fss", "12345678")],
            Some("description"),
        ),
        (
            "one of 25 beside a facilitator",
            vec![("description", "abcdefghijklmnopqrstuvwxy"), ("fss", "12345678")],
            None,
        ),
        (
            "the description of a dynamic code",
            vec![("key", ""), ("url", URL), ("description", "a")],
            Some("description"),
        ),
        ("a key of 77", vec![("key", &key_77)], None),
        (
            "a key of 77 and a description",
            vec![("key", &key_77), ("description", "a")],
            Some("description"),
        ),
        ("a key of 65 beside a facilitator", vec![("key", &key_65), ("fss", "12345678")], None),
        (
            "a key of 66 beside a facilitator",
            vec![("key", &key_66), ("fss", "12345678")],
            Some("fss"),
        ),
        ("a facilitator of 7", vec![("fss", "1234567")], Some("fss")),
        ("initiation 13", vec![("point_of_initiation", "13")], Some("point_of_initiation")),
        ("a recurrence alone", vec![("key", ""), ("recurrence_url", URL)], None),
        ("a recurrence of 78", vec![("recurrence_url", &eight)], Some("recurrence_url")),
        ("a recurrence without a host", vec![("recurrence_url", "x")], Some("recurrence_url")),
        (
            "template 80 twice",
            vec![("recurrence_url", URL), ("80", "0008com.acme")],
            Some("unreserved"),
        ),
        ("template 79", vec![("79", "0008com.acme")], Some("unreserved")),
        ("a template of no fields", vec![("81", "com.acme")], Some("unreserved")),
        ("a template of 99", vec![("81", &long)], None),
        ("a template outside ASCII", vec![("81", "0001\u{e9}")], Some("unreserved")),
        (
            "a template of Pix with a scheme",
            vec![("81", "0014br.gov.bcb.pix2511https://a.b")],
            Some("unreserved"),
        ),
        (
            "more than 512",
            vec![("81", &long), ("82", &long), ("83", &long), ("84", &long)],
            Some("unreserved"),
        ),
        ("another part", vec![("name", "Fulano")], Some("unreserved")),
    ] {
        match (built(&others), part) {
            (Ok(code), None) => assert!(read(&code).is_valid(), "{name}"),
            (Err(wrong), Some(part)) => assert!(wrong.starts_with(&format!("{part}: ")), "{wrong}"),
            (result, _) => panic!("{name}: {result:?}"),
        }
    }
}

#[test]
fn what_is_refused_is_not_echoed() {
    for (part, secret) in [
        ("key", "52998224724"),
        ("key", "+351912345678"),
        ("merchant_name", "Fulano de Tal e Sicrano da Silva"),
        ("description", "Para a Maria, de quem espera por ela \u{1f339}"),
        ("postal_code", "7007490"),
    ] {
        let wrong = built(&[(part, secret)]).unwrap_err();
        assert!(!wrong.contains(secret), "{wrong}");
    }
}

#[test]
fn an_amount_is_in_reais() {
    let (merchant, key) = (merchant(), Key::parse(EVP).unwrap());
    let dollars = Money::parse("1.00", Currency::USD).unwrap();
    let wrong = Code::of_key(&merchant, &key).amount(dollars).build().unwrap_err();
    assert_eq!(wrong.part(), "amount");
    let txid = Txid::of_uuid(uuid::Uuid::nil());
    let wrong = Code::of_key(&merchant, &key).txid(&txid).build().unwrap_err();
    assert_eq!(wrong.part(), "txid");
}
