//! A row for every reason, and for what is near it and right.

use std::collections::BTreeSet;

use super::super::{Crc, Warning, read};
use super::{REASONS, checked, number, reasons, vectors};

const ACCOUNT: &str = "26580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-426655440000";
const DYNAMIC: &str = "26390014br.gov.bcb.pix2517pix.example.com/x";
const REST: &str = "5204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***";

/// Around an account, with `more` between the city and the additional data.
fn code(account: &str, more: &str) -> String {
    let rest = REST.replace("62070503***", &format!("{more}62070503***"));
    checked(&format!("000201{account}{rest}"))
}

/// A static code with one part replaced.
fn with(part: &str, other: &str) -> String {
    let body = format!("000201{ACCOUNT}{REST}");
    assert!(body.contains(part), "{part}");
    checked(&body.replacen(part, other, 1))
}

fn account(fields: &str) -> String {
    code(&format!("26{:02}0014br.gov.bcb.pix{fields}", 18 + fields.len()), "")
}

fn rows() -> Vec<(&'static str, String, Vec<&'static str>)> {
    let key = "0136123e4567-e12b-12d1-a456-426655440000";
    vec![
        ("a static code", code(ACCOUNT, ""), vec![]),
        ("a dynamic code", code(DYNAMIC, ""), vec![]),
        (
            "nothing",
            String::new(),
            vec![
                "crc_field_missing_or_not_last",
                "00_not_first",
                "00_not_01",
                "pix_account_template_count_0",
                "52_malformed",
                "53_not_986",
                "58_not_BR",
                "59_missing",
                "60_missing",
                "62_missing",
                "63_not_last",
            ],
        ),
        ("513 characters", "0".repeat(513), vec!["over_512", "crc_field_missing_or_not_last"]),
        (
            "513 of two bytes",
            "\u{e9}".repeat(513),
            vec!["over_512", "crc_field_missing_or_not_last"],
        ),
        (
            "a line break after it",
            code(ACCOUNT, "") + "\n",
            vec!["surrounding_whitespace", "non_numeric_id_or_length:root"],
        ),
        (
            "no digits",
            "x".into(),
            vec!["non_numeric_id_or_length:root", "crc_field_missing_or_not_last"],
        ),
        (
            "digits missing in a template",
            code("2605x0014", ""),
            vec!["non_numeric_id_or_length:26", "pix_account_template_count_0"],
        ),
        ("an overflow in field 64", code(ACCOUNT, "64060003pt"), vec!["length_overflow:64:00"]),
        ("an overflow in field 80", code(ACCOUNT, "80060003pt"), vec!["length_overflow:80:00"]),
        (
            "a check value of no digits",
            code(ACCOUNT, "").replace("1D3D", "ZZZZ"),
            vec!["crc_field_missing_or_not_last"],
        ),
        (
            "a letter outside ASCII",
            with("13Fulano de Tal", "13F\u{fa}lano de Tal"),
            vec!["non_ascii"],
        ),
        ("a control character", with("Fulano", "Fula\u{7}o"), vec!["control_character"]),
        ("a name twice", code(ACCOUNT, "5905Outro"), vec!["duplicate_field:root:59"]),
        ("a key twice", account("0106a@b.co0106c@d.co"), vec!["duplicate_field:26:01"]),
        ("field 00 second", checked(&format!("{ACCOUNT}000201{REST}")), vec!["00_not_first"]),
        ("version 02", with("000201", "000202"), vec!["00_not_01"]),
        ("initiation 10", with("000201", "000201010210"), vec!["01_not_11_or_12"]),
        ("initiation 11", with("000201", "000201010211"), vec![]),
        ("another's account", code("26120008com.acme", ""), vec!["pix_account_template_count_0"]),
        ("another's account beside", code(&format!("{ACCOUNT}27120008com.acme"), ""), vec![]),
        (
            "two accounts",
            code(&format!("{ACCOUNT}27{}", &DYNAMIC[2..]), ""),
            vec!["pix_account_template_count_2"],
        ),
        ("account 51", code(&format!("51{}", &ACCOUNT[2..]), ""), vec![]),
        (
            "template 52 is no account",
            with("26580014", "52580014"),
            vec!["pix_account_template_count_0", "52_malformed", "duplicate_field:root:52"],
        ),
        ("key and url", account("0106a@b.co2517pix.example.com/x"), vec!["both_key_and_url"]),
        ("neither", account("0202oi"), vec!["neither_key_nor_url"]),
        ("an empty key", account("0100"), vec!["key_empty", "key_invalid"]),
        ("a key in upper case", account("0106A@b.co"), vec!["key_invalid"]),
        ("a phone", account("0114+5521912345678"), vec![]),
        ("a phone without +", account("01135521912345678"), vec!["key_invalid"]),
        ("a facilitator", account(&format!("{key}030812345678")), vec![]),
        ("letters in it", account(&format!("{key}0308ABCD5678")), vec![]),
        ("seven digits in it", account(&format!("{key}03071234567")), vec!["fss_malformed"]),
        ("lower case in it", account(&format!("{key}0308abcd5678")), vec!["fss_malformed"]),
        ("a scheme", account("2525https://pix.example.com/x"), vec!["url_has_scheme"]),
        ("an empty url", account("2500"), vec!["url_malformed"]),
        ("a host without a dot", account("2511localhost/x"), vec!["url_malformed"]),
        ("a host with a port", account("2517pix.example.com:1"), vec![]),
        ("an empty label", account("2510pix..com/x"), vec!["url_malformed"]),
        ("a space", account("2517pix.example.com/ "), vec!["url_malformed"]),
        ("a quotation mark", account("2517pix.example.com/\""), vec!["url_malformed"]),
        (
            "a scheme in a recurrence",
            code(ACCOUNT, "80390014br.gov.bcb.pix2517https://ex.com/xy"),
            vec!["url_has_scheme"],
        ),
        ("a recurrence", code(ACCOUNT, "80390014br.gov.bcb.pix2517pix.example.com/x"), vec![]),
        ("another's template", code(ACCOUNT, "99120008com.acme"), vec![]),
        ("category of five", with("52040000", "520500000"), vec!["52_malformed"]),
        ("category of letters", with("52040000", "5204000x"), vec!["52_malformed"]),
        ("no category", with("52040000", ""), vec!["52_malformed"]),
        ("no currency", with("5303986", ""), vec!["53_not_986"]),
        ("no country", with("5802BR", ""), vec!["58_not_BR"]),
        ("an empty name", with("5913Fulano de Tal", "5900"), vec!["59_missing"]),
        ("no name", with("5913Fulano de Tal", ""), vec!["59_missing"]),
        (
            "a long name",
            with("5913Fulano de Tal", "5926abcdefghijklmnopqrstuvwxyz"),
            vec!["59_over_25"],
        ),
        ("no city", with("6008BRASILIA", ""), vec!["60_missing"]),
        ("an empty city", with("6008BRASILIA", "6000"), vec!["60_missing"]),
        ("a long city", with("6008BRASILIA", "6016abcdefghijklmnop"), vec!["60_over_15"]),
        ("no additional data", with("62070503***", ""), vec!["62_missing"]),
        ("no txid", with("62070503***", "62070303abc"), vec!["txid_missing"]),
        ("a txid and more", with("62070503***", "62110503***0300"), vec![]),
        (
            "a txid of 26",
            with("62070503***", "62300526abcdefghijklmnopqrstuvwxyz"),
            vec!["txid_bad_charset_or_length"],
        ),
        (
            "a txid of four stars",
            with("62070503***", "62080504****"),
            vec!["txid_bad_charset_or_length"],
        ),
        (
            "any txid of a dynamic code",
            checked(&format!("000201{DYNAMIC}{}", REST.replace("62070503***", "62080504a-b*"))),
            vec![],
        ),
        (
            "field 64 after the last",
            code(ACCOUNT, "") + "64060002pt",
            vec!["63_not_last", "crc_field_missing_or_not_last"],
        ),
    ]
}

#[test]
fn each_reason_and_what_is_near_it() {
    for (name, text, expected) in rows() {
        assert_eq!(sorted(reasons(&text)), sorted(expected), "{name}: {text}");
    }
}

fn sorted<T: Ord>(mut of: Vec<T>) -> Vec<T> {
    of.sort();
    of
}

#[test]
fn every_reason_has_a_vector_or_a_row() {
    let vectors = vectors::all();
    let rows = rows();
    let texts = vectors.iter().map(vectors::payload).chain(rows.iter().map(|(_, text, _)| &**text));
    let seen: BTreeSet<_> = texts
        .chain([&*amount("0.00")])
        .flat_map(|text| read(text).reasons().map(number).collect::<Vec<_>>())
        .collect();
    let missing: Vec<_> = (0..REASONS).filter(|reason| !seen.contains(reason)).collect();
    assert_eq!(missing, [] as [usize; 0]);
}

fn amount(text: &str) -> String {
    with("5802BR", &format!("54{:02}{text}5802BR", text.len()))
}

#[test]
fn amounts_are_read_as_cents_and_never_guessed() {
    for (text, cents, canonical) in [
        ("0.01", Some(1), true),
        ("120.00", Some(12_000), true),
        ("9999999999.99", Some(999_999_999_999), true),
        ("198", Some(19_800), false),
        ("98.", Some(9_800), false),
        ("98.7", Some(9_870), false),
        ("00098.70", Some(9_870), false),
        ("9999999999999", Some(999_999_999_999_900), false),
        ("", None, false),
        (".50", None, false),
        ("1,00", None, false),
        ("1.000", None, false),
        ("1.0.0", None, false),
        ("+1.00", None, false),
        ("-1.00", None, false),
        ("1e3", None, false),
        (" 1.00", None, false),
        ("10000000000.00", None, false),
    ] {
        let code = amount(text);
        let report = read(&code);
        let content = report.content();
        assert_eq!(content.amount_text, Some(text));
        assert_eq!(content.amount.map(crate::values::Money::minor), cents, "{text}");
        let wrong = if cents.is_none() { vec!["54_malformed"] } else { vec![] };
        assert_eq!(reasons(&code), wrong, "{text}");
        let told = report.warnings().contains(&Warning::AmountNotCanonical);
        assert_eq!(told, cents.is_some() && !canonical, "{text}");
    }
    assert_eq!(reasons(&amount("0.00")), ["54_zero"]);
    let dynamic = code(DYNAMIC, "").replace("5802BR", "54040.005802BR");
    assert_eq!(reasons(&checked(&dynamic[..dynamic.len() - 8])), [] as [&str; 0]);
    let withdrawal = account("0106a@b.co030812345678").replace("5802BR", "54040.005802BR");
    assert_eq!(reasons(&checked(&withdrawal[..withdrawal.len() - 8])), [] as [&str; 0]);
}

#[test]
fn both_check_values_are_told() {
    let text = code(ACCOUNT, "");
    assert!(text.ends_with("63041D3D"));
    assert_eq!(read(&text).crc(), Crc::Right);
    let lower = text.replace("1D3D", "1d3D");
    assert_eq!(read(&lower).crc(), Crc::Lowercase);
    let wrong = text.replace("1D3D", "0a0B");
    assert_eq!(read(&wrong).crc(), Crc::Mismatch { found: 0x0a0b, computed: 0x1d3d });
}

#[test]
fn debug_shows_no_key_and_no_name() {
    let text = account("0114+5521912345678");
    let shown = format!("{:?}", read(&text));
    assert!(shown.contains("Phone"), "{shown}");
    for hidden in ["5521912345678", "Fulano"] {
        assert!(!shown.contains(hidden), "{shown}");
    }
}
