//! Charges: issued without a due date (*cob*); withdrawn and looked for, whichever they are.

use palco::{
    ports::{CancelCharge, Fact, GatewayError, Inquiry, IssueCharge},
    values::{Currency, Instant, Label, Money, Txid},
};
use reqwest::Method;
use serde::Serialize;

use crate::{
    client::{Charges, Client, Found, Written},
    facts,
    report::{ReportPixChargeIssued, fact},
    wire::{Cob, CobAsked, CobStatus, CobValorAsked, Expiracao},
};

/// Ten digits before the point, as the API has them.
const CENTS_MAX: i64 = 999_999_999_999;
/// Characters of a text for the payer; what is beyond is cut off.
const TEXT_MAX: usize = 140;

const WITHDRAWN: &str = r#"{"status":"REMOVIDA_PELO_USUARIO_RECEBEDOR"}"#;

pub(crate) async fn issue(
    client: &Client,
    pix_key: &str,
    now: Instant,
    asked: &IssueCharge,
) -> Result<Vec<Fact>, GatewayError> {
    let original = original(asked.amount)?;
    // The API counts a charge's life in seconds from its making on. To ask anew for one that is
    // there would end it too early, by the time that has gone by.
    if let Some(facts) = there(client, Charges::Immediate, asked).await? {
        return Ok(facts);
    }
    let seconds = asked.expires_at.millis_since(now).checked_div(1_000).unwrap_or_default();
    if seconds <= 0 {
        return Err(GatewayError::refused("expired"));
    }
    let body = CobAsked {
        calendario: Expiracao { expiracao: seconds },
        valor: CobValorAsked { original, modalidade_alteracao: u8::from(asked.amount_may_change) },
        chave: pix_key,
        solicitacao_pagador: text_for_payer(asked.description.as_ref()),
    };
    put(client, Charges::Immediate, asked, &body).await
}

/// The charge that stands there under that txid already.
pub(crate) async fn there(
    client: &Client,
    charges: Charges,
    asked: &IssueCharge,
) -> Result<Option<Vec<Fact>>, GatewayError> {
    if !asked.txid.fits_charge() {
        return Err(GatewayError::refused("txid_too_short"));
    }
    match client.look::<Cob>(&charges.path(&asked.txid)).await? {
        Found::There(cob) => known(asked, &cob).map(Some),
        Found::Absent | Found::Unclear(_) => Ok(None),
    }
}

pub(crate) fn text_for_payer(description: Option<&Label>) -> Option<String> {
    description.map(|text| text.as_str().chars().take(TEXT_MAX).collect())
}

/// Makes a charge.
pub(crate) async fn put(
    client: &Client,
    charges: Charges,
    asked: &IssueCharge,
    body: &impl Serialize,
) -> Result<Vec<Fact>, GatewayError> {
    let body = serde_json::to_string(body)
        .map_err(|_| GatewayError::failed("a charge could not be written"))?;
    match client.write(Method::PUT, &charges.path(&asked.txid), body).await? {
        Written::Done(cob) => issued(asked, &cob),
        // It may be there already, and not to be changed any more: then it is this one.
        Written::Refused(refusal) => standing(client, asked, refusal).await,
        Written::Absent => Err(GatewayError::refused("not_found")),
    }
}

pub(crate) async fn cancel(
    client: &Client,
    asked: &CancelCharge,
) -> Result<Vec<Fact>, GatewayError> {
    for charges in client.charges() {
        let path = charges.path(&asked.txid);
        match client.write::<Cob>(Method::PATCH, &path, WITHDRAWN.into()).await? {
            Written::Done(_) => break,
            Written::Absent => {}
            Written::Refused(refusal) => {
                return match withdrawn(client, asked).await {
                    Ok(Inquiry::Known { facts }) => Ok(facts),
                    Ok(Inquiry::Absent | Inquiry::UnderWay | Inquiry::Refused { .. }) => {
                        Err(refusal)
                    }
                    Err(error) => Err(GatewayError::unknown(error.to_string())),
                };
            }
        }
    }
    Ok(Vec::new())
}

/// The charge of that txid, of whichever kind.
async fn of_txid(client: &Client, txid: &Txid) -> Result<Option<Cob>, GatewayError> {
    for charges in client.charges() {
        if let Some(cob) = client.get(&charges.path(txid)).await? {
            return Ok(Some(cob));
        }
    }
    Ok(None)
}

/// Whether a charge was issued.
pub(crate) async fn find(client: &Client, asked: &IssueCharge) -> Result<Inquiry, GatewayError> {
    match of_txid(client, &asked.txid).await? {
        None => Ok(Inquiry::Absent),
        Some(cob) => known(asked, &cob).map(|facts| Inquiry::Known { facts }),
    }
}

/// A charge that stands there under our txid. If it is another one, it will be the next time as
/// well: an operator has to look.
fn known(asked: &IssueCharge, cob: &Cob) -> Result<Vec<Fact>, GatewayError> {
    issued(asked, cob).map_err(|_| GatewayError::refused("charge_not_as_asked"))
}

/// Whether a charge was withdrawn. One that was paid is none that is to be withdrawn.
pub(crate) async fn withdrawn(
    client: &Client,
    asked: &CancelCharge,
) -> Result<Inquiry, GatewayError> {
    let Some(cob) = of_txid(client, &asked.txid).await? else {
        return Ok(Inquiry::Known { facts: Vec::new() });
    };
    match cob.status {
        CobStatus::Active => Ok(Inquiry::Absent),
        CobStatus::Concluded | CobStatus::RemovedByReceiver | CobStatus::RemovedByBank => {
            Ok(Inquiry::Known { facts: facts::of_list(&cob.pix, Some(asked.payment)) })
        }
        CobStatus::Other(_) => Err(GatewayError::refused("unknown_status")),
    }
}

/// The charge as it stands, or the refusal where there is none. While that cannot be asked, it is
/// not known.
async fn standing(
    client: &Client,
    asked: &IssueCharge,
    refusal: GatewayError,
) -> Result<Vec<Fact>, GatewayError> {
    match find(client, asked).await {
        Ok(Inquiry::Known { facts }) => Ok(facts),
        Ok(Inquiry::Absent | Inquiry::UnderWay | Inquiry::Refused { .. }) => Err(refusal),
        Err(error @ GatewayError::Refused { .. }) => Err(error),
        Err(error) => Err(GatewayError::unknown(error.to_string())),
    }
}

/// The charge that was asked for, and what was paid on it.
fn issued(asked: &IssueCharge, cob: &Cob) -> Result<Vec<Fact>, GatewayError> {
    if cob.txid != asked.txid.as_str() || cob.valor.original != asked.amount {
        return Err(GatewayError::unknown(
            "the gateway's charge is not the one that was asked for",
        ));
    }
    let Some(code) = cob.pix_copia_e_cola.clone() else {
        return Err(GatewayError::unknown("the gateway's charge has no pixCopiaECola"));
    };
    let report =
        ReportPixChargeIssued { txid: asked.txid.clone(), code, at: cob.calendario.criacao };
    let mut facts = vec![fact(Some(asked.payment), report).map_err(GatewayError::unknown)?];
    facts.extend(facts::of_list(&cob.pix, Some(asked.payment)));
    Ok(facts)
}

/// `150.00`: of reais, above 0, and of a size that the API takes.
pub(crate) fn original(amount: Money) -> Result<String, GatewayError> {
    if amount.currency() != Currency::BRL {
        return Err(GatewayError::refused("currency_not_supported"));
    }
    if !(1..=CENTS_MAX).contains(&amount.minor()) {
        return Err(GatewayError::refused("amount_not_supported"));
    }
    Ok(amount.amount().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_written_with_two_decimals_and_never_rounded() {
        let real = Currency::BRL;
        for (cents, currency, written) in [
            (1, real, Some("0.01")),
            (10, real, Some("0.10")),
            (15_000, real, Some("150.00")),
            (999_999_999_999, real, Some("9999999999.99")),
            (1_000_000_000_000, real, None),
            (0, real, None),
            (-1, real, None),
            (15_000, Currency::USD, None),
        ] {
            let amount = Money::from_minor(cents, currency).unwrap();
            assert_eq!(original(amount).ok().as_deref(), written, "{amount}");
        }
    }
}
