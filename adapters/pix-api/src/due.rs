//! Charges with a due date (*cobv*): for who may pay until a day, and late.

use std::fmt;

use chrono::{NaiveDate, TimeDelta};
use palco::{
    ports::{Fact, GatewayError, IssueCharge},
    values::{Cnpj, Cpf, Instant, Percent, Timezone},
};
use serde::{Deserialize, Deserializer, de::Error as _};

use crate::{
    charge::{original, put, text_for_payer, there},
    client::{Charges, Client},
    wire::{CobvAsked, CobvValorAsked, Devedor, Encargo, Vencimento},
};

/// Characters of a payer's name.
const NAME_MAX: usize = 200;
/// A fine in percent, once; and interest in percent a month, for calendar days.
const PERCENT_OF_FINE: u8 = 2;
const PERCENT_A_MONTH: u8 = 3;

/// What a charge with a due date (*cobv*) says beyond other charges. Who pays is named to the bank, and
/// kept nowhere else.
///
/// It can be paid up to the end of the day of the charge's `expires_at`, by the clock of Brasília; for
/// longer where a holiday comes between, as the bank's rules have it.
///
/// ```
/// use chrono::NaiveDate;
/// use palco::values::{Cpf, Percent};
/// use palco_pix_api::{DueCharge, Payer, TaxId};
///
/// # fn example() -> Result<DueCharge, Box<dyn std::error::Error>> {
/// let payer = Payer { name: "Fulano de Tal".into(), tax_id: TaxId::Cpf(Cpf::parse("52998224725")?) };
/// let due_on = NaiveDate::from_ymd_opt(2026, 12, 20).ok_or("no such day")?;
/// let due = DueCharge { due_on, payer, fine: Some(Percent::parse("2")?), monthly_interest: None };
/// # Ok(due)
/// # }
/// # example().unwrap();
/// ```
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DueCharge {
    /// The last day on which it costs what was asked.
    #[serde(deserialize_with = "date")]
    pub due_on: NaiveDate,
    /// Who is to pay.
    pub payer: Payer,
    /// What is due on top, once, after that day: with at most 2 decimals.
    #[serde(default)]
    pub fine: Option<Percent>,
    /// What is due on top for each month after that day, by calendar days: with at most 2 decimals.
    #[serde(default)]
    pub monthly_interest: Option<Percent>,
}

/// Who is to pay. It is not shown.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payer {
    /// As the bank shows it; 1 to 200 characters.
    pub name: String,
    /// A person's or a company's.
    pub tax_id: TaxId,
}

/// By which the tax office knows somebody.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxId {
    /// A person's.
    Cpf(Cpf),
    /// A company's.
    Cnpj(Cnpj),
}

impl fmt::Debug for Payer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Payer").finish_non_exhaustive()
    }
}

impl fmt::Debug for TaxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TaxId").finish_non_exhaustive()
    }
}

fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    let text = String::deserialize(deserializer)?;
    let date = text.parse::<NaiveDate>().ok().filter(|date| date.to_string() == text);
    date.ok_or_else(|| D::Error::custom("expected a date, such as 2026-12-31"))
}

pub(crate) async fn issue(
    client: &Client,
    pix_key: &str,
    now: Instant,
    asked: &IssueCharge,
    due: &DueCharge,
) -> Result<Vec<Fact>, GatewayError> {
    if !client.charges().contains(&Charges::Due) {
        return Err(GatewayError::not_supported());
    }
    if asked.amount_may_change {
        return Err(GatewayError::refused("amount_change_not_supported"));
    }
    let valor = CobvValorAsked {
        original: original(asked.amount)?,
        multa: charged(PERCENT_OF_FINE, due.fine)?,
        juros: charged(PERCENT_A_MONTH, due.monthly_interest)?,
    };
    if !(1..=NAME_MAX).contains(&due.payer.name.chars().count()) {
        return Err(GatewayError::refused("payer_name_not_supported"));
    }
    if let Some(facts) = there(client, Charges::Due, asked).await? {
        return Ok(facts);
    }
    if asked.expires_at <= now {
        return Err(GatewayError::refused("expired"));
    }
    let body = CobvAsked {
        calendario: Vencimento {
            data_de_vencimento: due.due_on.to_string(),
            validade_apos_vencimento: days_after(due.due_on, asked.expires_at)?,
        },
        devedor: devedor(&due.payer),
        valor,
        chave: pix_key,
        solicitacao_pagador: text_for_payer(asked.description.as_ref()),
    };
    put(client, Charges::Due, asked, &body).await
}

/// Days after the due date on which it can be paid: the last is the day that ends with the charge's
/// life, or in which that ends.
fn days_after(due_on: NaiveDate, expires_at: Instant) -> Result<u32, GatewayError> {
    let brasilia = Timezone::parse("America/Sao_Paulo")
        .map_err(|_| GatewayError::failed("no such time zone"))?;
    let last = expires_at.to_utc().checked_sub_signed(TimeDelta::milliseconds(1));
    let last = last.and_then(|last| Instant::from_utc(last).ok());
    let last = last.ok_or_else(|| GatewayError::refused("due_after_expiry"))?;
    let days = brasilia.local_date(last).signed_duration_since(due_on).num_days();
    u32::try_from(days).map_err(|_| GatewayError::refused("due_after_expiry"))
}

fn devedor(payer: &Payer) -> Devedor<'_> {
    let (cpf, cnpj) = match &payer.tax_id {
        TaxId::Cpf(cpf) => (Some(cpf.as_str()), None),
        TaxId::Cnpj(cnpj) => (None, Some(cnpj.as_str())),
    };
    Devedor { cpf, cnpj, nome: &payer.name }
}

/// `2.00`: the API has hundredths of a percent.
fn charged(modalidade: u8, percent: Option<Percent>) -> Result<Option<Encargo>, GatewayError> {
    let Some(percent) = percent else { return Ok(None) };
    let (hundredths, rest) = (percent.ten_thousandths() / 100, percent.ten_thousandths() % 100);
    if rest != 0 {
        return Err(GatewayError::refused("percent_not_supported"));
    }
    let valor_perc = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    Ok(Some(Encargo { modalidade, valor_perc }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_is_that_of_the_charges_end_in_brasilia() {
        let due_on = "2026-12-30".parse().unwrap();
        for (expires_at, days) in [
            ("2026-12-31T03:00:00Z", Some(0)),
            ("2026-12-31T03:00:00.001Z", Some(1)),
            ("2027-01-01T02:59:59.999Z", Some(1)),
            ("2027-01-29T03:00:00Z", Some(29)),
            ("2026-12-30T03:00:00Z", None),
        ] {
            let found = days_after(due_on, Instant::parse(expires_at).unwrap());
            assert_eq!(found.ok(), days, "{expires_at}");
        }
    }

    #[test]
    fn percentages_have_two_decimals() {
        for (percent, written) in
            [("2", Some("2.00")), ("0.33", Some("0.33")), ("100", Some("100.00")), ("0.333", None)]
        {
            let found = charged(PERCENT_OF_FINE, Percent::parse(percent).ok()).ok();
            let found = found.map(|charged| charged.unwrap().valor_perc);
            assert_eq!(found.as_deref(), written, "{percent}");
        }
    }

    #[test]
    fn a_due_charge_is_read_strictly_and_its_payer_is_not_shown() {
        let payer = r#"{"name":"Fulano de Tal","tax_id":{"cpf":"52998224725"}}"#;
        let read = |due_on: &str| {
            let text = format!(r#"{{"due_on":"{due_on}","payer":{payer},"fine":"2"}}"#);
            serde_json::from_str::<DueCharge>(&text)
        };
        let shown = format!("{:?}", read("2026-12-31").unwrap());
        assert!(!shown.contains("Fulano") && !shown.contains("529"), "{shown}");
        for wrong in ["2026-2-3", "2026-02-30", "31/12/2026", "2026-12-31T00:00:00Z", ""] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
