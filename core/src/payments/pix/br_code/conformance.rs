//! Whether a code says what Pix asks for, field by field in their order.

use super::field::FieldId;
use super::read::Read;
use super::reason::{Reason, Warning};
use super::report::Content;
use super::{CITY_CHARACTERS_MAX, NAME_CHARACTERS_MAX, NO_TXID};
use crate::payments::pix::txid::is_of_static_code;
use crate::values::{Currency, Money};

const AMOUNT_CHARACTERS_MAX: usize = 13;

pub(super) fn check(text: &str, read: &Read<'_>, warnings: &mut Vec<Warning>) -> Vec<Reason> {
    let mut found = Vec::new();
    let mut demand = |kept: bool, reason: Reason| {
        if !kept {
            found.push(reason);
        }
    };
    let content = &read.content;
    demand(text.is_ascii(), Reason::NonAscii);
    demand(!text.trim().chars().any(char::is_control), Reason::ControlCharacter);
    demand(read.first == Some(FieldId::of(0)), Reason::VersionNotFirst);
    demand(read.version == Some("01"), Reason::VersionNot01);
    demand(
        matches!(content.point_of_initiation, None | Some("11" | "12")),
        Reason::InitiationUnknown,
    );
    account(read, &mut demand);
    demand(content.mcc.is_some_and(|mcc| digits(mcc, 4)), Reason::CategoryMalformed);
    demand(read.currency == Some("986"), Reason::CurrencyNot986);
    amount_of(content, &mut demand, warnings);
    demand(read.country == Some("BR"), Reason::CountryNotBr);
    receiver(content, &mut demand);
    if content.postal_code.is_some_and(|code| !digits(code, 8)) {
        warnings.push(Warning::PostalCodeNotCep);
    }
    txid(read, &mut demand, warnings);
    demand(read.last == Some(FieldId::of(63)), Reason::CrcNotLast);
    found.extend(&read.duplicates);
    found
}

fn account(read: &Read<'_>, demand: &mut impl FnMut(bool, Reason)) {
    let content = &read.content;
    demand(read.accounts == 1, Reason::AccountTemplates(read.accounts));
    match (content.key, content.url) {
        (Some(_), Some(_)) => demand(false, Reason::BothKeyAndUrl),
        (None, None) => {
            let named = read.accounts == 0 || content.recurrence_url.is_some();
            demand(named, Reason::NeitherKeyNorUrl);
        }
        (Some(_), None) | (None, Some(_)) => {}
    }
    if let Some(key) = content.key {
        demand(!key.is_empty(), Reason::KeyEmpty);
        let right = content.key_kind.is_some_and(|kind| kind.is_canonical(key));
        demand(right, Reason::KeyInvalid);
    }
    demand(content.fss.is_none_or(is_ispb), Reason::FacilitatorMalformed);
    for url in [content.url, content.recurrence_url].into_iter().flatten() {
        if let Some(reason) = url_fault(url) {
            demand(false, reason);
        }
    }
}

fn amount_of(
    content: &Content<'_>,
    demand: &mut impl FnMut(bool, Reason),
    warnings: &mut Vec<Warning>,
) {
    let Some(text) = content.amount_text else { return };
    demand(content.amount.is_some(), Reason::AmountMalformed);
    let informs = content.kind.is_some_and(|kind| kind.is_dynamic()) || content.fss.is_some();
    demand(informs || content.amount.is_none_or(Money::is_positive), Reason::AmountZero);
    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let padded = text.len() > 4 && text.starts_with('0');
    if content.amount.is_some() && (decimals != 2 || padded) {
        warnings.push(Warning::AmountNotCanonical);
    }
}

fn receiver(content: &Content<'_>, demand: &mut impl FnMut(bool, Reason)) {
    let name = content.merchant_name.unwrap_or_default();
    demand(!name.is_empty(), Reason::NameMissing);
    demand(name.chars().count() <= NAME_CHARACTERS_MAX, Reason::NameTooLong);
    let city = content.merchant_city.unwrap_or_default();
    demand(!city.is_empty(), Reason::CityMissing);
    demand(city.chars().count() <= CITY_CHARACTERS_MAX, Reason::CityTooLong);
}

fn txid(read: &Read<'_>, demand: &mut impl FnMut(bool, Reason), warnings: &mut Vec<Warning>) {
    demand(read.has_additional, Reason::AdditionalMissing);
    let Some(txid) = read.content.txid else {
        return demand(!read.has_additional, Reason::TxidMissing);
    };
    if txid == NO_TXID {
        return;
    }
    if read.content.kind.is_some_and(|kind| kind.is_dynamic()) {
        warnings.push(Warning::DynamicTxidIgnored);
    } else {
        demand(is_of_static_code(txid), Reason::TxidMalformed);
    }
}

/// Field 54: digits, and at most two decimals. `100`, `98.` and `98.7` are allowed.
pub(super) fn amount(text: &str) -> Option<Money> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || text.len() > AMOUNT_CHARACTERS_MAX || decimals.len() > 2 {
        return None;
    }
    if !digits(whole) || !digits(decimals) {
        return None;
    }
    let padding = 2_usize.saturating_sub(decimals.len());
    let all = whole.bytes().chain(decimals.bytes()).chain(std::iter::repeat_n(b'0', padding));
    let cents = all.fold(0_i64, |cents, digit| {
        cents.saturating_mul(10).saturating_add(i64::from(digit & 0x0f))
    });
    Money::from_minor(cents, Currency::BRL).ok()
}

pub(super) fn digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
}

pub(super) fn is_ispb(text: &str) -> bool {
    text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
}

/// What is wrong with a URL that is to have no scheme and a host with a dot.
pub(super) fn url_fault(url: &str) -> Option<Reason> {
    if url.contains("://") {
        return Some(Reason::UrlHasScheme);
    }
    let of_url = |byte: u8| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte);
    let host = url.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let of_host = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let labels = || host.split('.');
    let named = labels().count() > 1
        && labels().all(|label| !label.is_empty() && label.bytes().all(of_host));
    if named && url.bytes().all(of_url) { None } else { Some(Reason::UrlMalformed) }
}
