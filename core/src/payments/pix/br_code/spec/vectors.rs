//! The codes of others, `core/tests/br_code.json`: each has what is wrong with it, and its fields.

use serde_json::Value;

use super::super::{Content, Crc, Warning, read};

pub(super) fn all() -> Vec<Value> {
    let all: Vec<_> =
        serde_json::from_str(include_str!("../../../../../tests/br_code.json")).unwrap();
    assert_eq!(all.len(), 86);
    all
}

pub(super) fn payload(vector: &Value) -> &str {
    vector["payload"].as_str().unwrap()
}

fn sorted(mut texts: Vec<String>) -> Vec<String> {
    texts.sort();
    texts
}

#[test]
fn all_that_is_wrong_is_said_and_nothing_else() {
    for vector in all() {
        let text = payload(&vector);
        let given = vector["reasons"].as_array().unwrap().iter();
        let given = given.map(|reason| reason.as_str().unwrap().to_owned()).collect();
        assert_eq!(sorted(super::reasons(text)), sorted(given), "{text}");
        let report = read(text);
        assert_eq!(report.is_valid(), vector["valid"] == true, "{text}");
        let crc_alone = vector["reasons"] == serde_json::json!(["crc_lowercase_hex"]);
        assert_eq!(report.is_accepted(), report.is_valid() || crc_alone, "{text}");
        let root = |reason: &super::Reason| reason.to_string().contains(":root");
        assert_eq!(!report.structure().iter().any(root), vector["tlv_ok"] == true, "{text}");
        let right = ["right", "lowercase"].contains(&report.crc().name());
        assert_eq!(right, vector["crc_ok"] == true, "{text}");
    }
}

#[test]
fn fields_are_read_as_they_are_written() {
    for vector in all() {
        let text = payload(&vector);
        let Content {
            kind,
            point_of_initiation,
            account_id,
            gui,
            key,
            key_kind,
            description,
            fss,
            url,
            mcc,
            amount_text,
            merchant_name,
            merchant_city,
            postal_code,
            txid,
            recurrence_id,
            recurrence_url,
            ..
        } = read(text).content().clone();
        let id = |id: Option<super::super::FieldId>| id.map(|id| id.to_string());
        let key_type = key_kind.map(|kind| kind.name()).or(key.map(|_| "unknown"));
        for (name, found) in [
            ("kind", kind.map(|kind| kind.name())),
            ("point_of_initiation", point_of_initiation),
            ("account_id", id(account_id).as_deref()),
            ("gui", gui),
            ("key", key),
            ("key_type", key_type),
            ("description", description),
            ("fss", fss),
            ("url", url),
            ("mcc", mcc),
            ("amount", amount_text),
            ("merchant_name", merchant_name),
            ("merchant_city", merchant_city),
            ("postal_code", postal_code),
            ("txid", txid),
            ("recurrence_id", id(recurrence_id).as_deref()),
            ("recurrence_url", recurrence_url),
        ] {
            assert_eq!(found, vector[name].as_str(), "{name} of {text}");
        }
        if let Some(key_ok) = vector["key_ok"].as_bool() {
            let key = key.unwrap();
            assert_eq!(key_kind.is_some_and(|kind| kind.is_canonical(key)), key_ok, "{text}");
        }
    }
}

#[test]
fn what_is_worth_a_look_is_told() {
    for vector in all() {
        let text = payload(&vector);
        let report = read(text);
        let found = |warning| report.warnings().contains(&warning);
        for (warning, mark) in [
            (Warning::AmountNotCanonical, "amount_not_canonical"),
            (Warning::PostalCodeNotCep, "postal_code_not_cep"),
            (Warning::DynamicTxidIgnored, "note_dynamic_txid_ignored"),
        ] {
            assert_eq!(found(warning), vector[mark] == true, "{mark} of {text}");
        }
        let lowercase = super::reasons(text) == ["crc_lowercase_hex"];
        assert_eq!(found(Warning::CrcLowercaseHex), lowercase, "{text}");
    }
}

#[test]
fn both_check_values_are_those_of_the_vectors() {
    let mut mismatches = 0;
    for vector in all() {
        let text = payload(&vector);
        let upper = |name: &str| vector[name].as_str().map(str::to_uppercase);
        match read(text).crc() {
            Crc::Right | Crc::Lowercase => {
                assert_eq!(upper("crc"), upper("crc_computed"), "{text}")
            }
            Crc::Missing => assert_eq!(upper("crc_computed"), None, "{text}"),
            Crc::Mismatch { found, computed } => {
                mismatches += 1;
                assert_eq!(upper("crc"), Some(format!("{found:04X}")), "{text}");
                // The one with a line break at its end counts that as one of the four digits.
                let computed = Some(format!("{computed:04X}"));
                assert_eq!(upper("crc_computed") == computed, !text.ends_with('\n'), "{text}");
            }
        }
    }
    assert_eq!(mismatches, 5);
}
