//! What holds of every code.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::super::{Code, Crc, Initiation, Key, Merchant, Parts, Txid, read};
use super::vectors;
use crate::values::{Currency, Money};

/// A code, and the parts that it was built of.
#[derive(Debug)]
struct Built {
    text: String,
    name: String,
    city: String,
    key: Option<Key>,
    url: Option<String>,
    amount: Option<Money>,
    txid: Option<Txid>,
    description: Option<String>,
    fss: Option<String>,
    recurrence: Option<String>,
    unreserved: Option<(u8, String)>,
}

fn key() -> impl Strategy<Value = Key> {
    let parsed = |text: String| Key::parse(&text).unwrap();
    prop_oneof![
        "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}".prop_map(parsed),
        "\\+55[1-9]{2}9[0-9]{8}".prop_map(parsed),
        "[a-z0-9._-]{1,60}@[a-z0-9]{1,10}\\.com".prop_map(parsed),
        Just(parsed("12345678909".into())),
        Just(parsed("12ABC34501DE35".into())),
    ]
}

fn url() -> impl Strategy<Value = String> {
    "[a-z0-9]{1,10}\\.[a-z]{2,3}/[A-Za-z0-9/_-]{0,50}"
}

/// Printable, and with no white space at its ends.
fn text(most: usize) -> impl Strategy<Value = String> {
    vec(prop_oneof![prop::char::range('!', '~'), Just(' ')], 1..=most)
        .prop_map(|letters| letters.into_iter().collect::<String>().trim().to_owned())
        .prop_filter("a character", |text| !text.is_empty())
}

fn built() -> impl Strategy<Value = Built> {
    let amount = (1_i64..=999_999_999_999)
        .prop_map(|cents| Money::from_minor(cents, Currency::BRL).unwrap());
    let txid = "[A-Za-z0-9]{1,25}".prop_map(|text| Txid::parse(&text).unwrap());
    let account = prop_oneof![key().prop_map(Ok), url().prop_map(Err)];
    let template = (81_u8..=99, text(40))
        .prop_map(|(id, text)| (id, format!("0008com.acme07{:02}{text}", text.len())));
    let fss = option::of("[0-9A-Z]{8}");
    let of_static = (option::of(txid), option::of(text(40)), fss);
    let others = (option::of(amount), option::of(url()), option::of(template), any::<bool>());
    (account, text(25), text(15), of_static, others).prop_map(
        |(
            account,
            name,
            city,
            (txid, description, fss),
            (amount, recurrence, unreserved, once),
        )| {
            let merchant = Merchant::parse(&name, &city).unwrap();
            // What 99 characters leave, with 4 before each field.
            let key = account.as_ref().map_or(99, |key| key.as_str().len());
            let fss = fss.filter(|_| key <= 65);
            let room = 73_usize.saturating_sub(key + fss.as_ref().map_or(0, |_| 12));
            let description = description.filter(|text| text.len() <= room);
            let txid = txid.filter(|_| account.is_ok());
            let mut code = match &account {
                Ok(key) => Code::of_key(&merchant, key),
                Err(url) => Code::of_url(&merchant, url),
            };
            if once {
                code = code.initiation(Initiation::SingleUse);
            }
            code = amount.into_iter().fold(code, Code::amount);
            code = txid.iter().fold(code, Code::txid);
            code = description.as_deref().into_iter().fold(code, Code::description);
            code = fss.as_deref().into_iter().fold(code, Code::fss);
            code = recurrence.as_deref().into_iter().fold(code, Code::recurrence);
            code = unreserved.iter().fold(code, |code, (id, value)| code.unreserved(*id, value));
            let text = code.build().unwrap();
            let (key, url) = (account.clone().ok(), account.err());
            Built {
                text,
                name,
                city,
                key,
                url,
                amount,
                txid,
                description,
                fss,
                recurrence,
                unreserved,
            }
        },
    )
}

/// All that stands in a valid code, built again.
fn rebuilt(text: &str) -> String {
    let report = read(text);
    let content = report.content();
    let amount = content.amount.map(|amount| amount.amount().to_string());
    let is_static = !content.kind.is_some_and(|kind| kind.is_dynamic());
    let txid = content.txid.filter(|txid| is_static && *txid != "***" && content.key.is_some());
    let ids: Vec<_> = content.unreserved.iter().map(|of| of.id.to_string()).collect();
    let mut parts = Parts::default();
    for (name, value) in [
        ("key", content.key),
        ("url", content.url),
        ("merchant_name", content.merchant_name),
        ("merchant_city", content.merchant_city),
        ("amount", amount.as_deref()),
        ("txid", txid),
        ("description", content.description),
        ("fss", content.fss),
        ("point_of_initiation", content.point_of_initiation),
    ] {
        if let Some(value) = value {
            parts.set(name, value).unwrap();
        }
    }
    let recurs_alone = content.key.is_none() && content.url.is_none();
    if recurs_alone {
        parts.set("recurrence_url", content.recurrence_url.unwrap()).unwrap();
    }
    for (id, template) in ids.iter().zip(&content.unreserved) {
        if !recurs_alone || id != "80" {
            parts.set(id, template.value).unwrap();
        }
    }
    parts.build().unwrap()
}

/// That no single character can be another without being noticed.
fn every_change_is_noticed(text: &str, others: &[char]) {
    for (at, letter) in text.char_indices() {
        for other in others.iter().filter(|other| **other != letter) {
            let mut changed = text.to_owned();
            changed.replace_range(at..at + letter.len_utf8(), other.encode_utf8(&mut [0; 4]));
            let report = read(&changed);
            assert!(!report.is_valid(), "{at} of {text} to {other}");
            if report.is_accepted() {
                let of_crc = at + 4 >= text.len() && other.eq_ignore_ascii_case(&letter);
                assert!(of_crc && report.crc() == Crc::Lowercase, "{at} of {text} to {other}");
            }
        }
    }
}

#[test]
fn of_published_codes_no_character_can_be_another() {
    let others: Vec<char> = (' '..='~').chain(['\n', '\u{e9}', '\u{665}', '\u{1f600}']).collect();
    let vectors = vectors::all();
    for vector in vectors.iter().filter(|vector| vector["valid"] == true).step_by(7) {
        every_change_is_noticed(vectors::payload(vector), &others);
    }
}

#[test]
fn published_codes_keep_their_meaning_when_they_are_built_again() {
    for vector in vectors::all().iter().filter(|vector| vector["valid"] == true) {
        let text = vectors::payload(vector);
        let again = rebuilt(text);
        let (before, after) = (read(text), read(&again));
        assert!(after.is_valid());
        let meaning = |report: &super::super::Report<'_>| {
            let content = report.content();
            let fields = [content.key, content.url, content.description, content.recurrence_url];
            let receiver = [content.merchant_name, content.merchant_city];
            (content.kind, content.amount, fields.map(owned), receiver.map(owned))
        };
        assert_eq!(meaning(&before), meaning(&after), "{text}");
        let templates = |report: &super::super::Report<'_>| {
            let all = report.content().unreserved.iter();
            all.map(|of| (of.id, of.value.to_owned())).collect::<Vec<_>>()
        };
        assert_eq!(templates(&before), templates(&after), "{text}");
    }
}

fn owned(text: Option<&str>) -> Option<String> {
    text.map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn no_character_can_be_another(code in built(), others: [char; 3]) {
        every_change_is_noticed(&code.text, &others);
    }

    #[test]
    fn what_is_built_is_read(code in built()) {
        let report = read(&code.text);
        prop_assert!(report.is_valid(), "{report:?}");
        let content = report.content();
        prop_assert_eq!(content.merchant_name, Some(&*code.name));
        prop_assert_eq!(content.merchant_city, Some(&*code.city));
        prop_assert_eq!(content.key, code.key.as_ref().map(Key::as_str));
        prop_assert_eq!(content.url, code.url.as_deref());
        prop_assert_eq!(content.amount, code.amount);
        prop_assert_eq!(content.txid, Some(code.txid.as_ref().map_or("***", Txid::as_str)));
        prop_assert_eq!(content.description, code.description.as_deref());
        prop_assert_eq!(content.fss, code.fss.as_deref());
        prop_assert_eq!(content.recurrence_url, code.recurrence.as_deref());
        if let Some((id, value)) = &code.unreserved {
            let last = content.unreserved.last().map(|of| (of.id.get(), of.value));
            prop_assert_eq!(last, Some((*id, &**value)));
        }
        prop_assert_eq!(rebuilt(&code.text), code.text);
    }
}

proptest! {
    #[test]
    fn any_text_is_answered(text: String) {
        let report = read(&text);
        prop_assert!(!report.is_accepted());
        prop_assert!(report.reasons().next().is_some());
    }

    #[test]
    fn a_code_that_was_cut_is_noticed(code in built(), at in 0_usize..512) {
        if at < code.text.len() {
            prop_assert!(!read(&code.text[..at]).is_accepted());
        }
    }
}
