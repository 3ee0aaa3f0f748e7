//! Money that goes back (*devolução*).

use palco::{
    ports::{Fact, GatewayError, Inquiry, Refund},
    values::{EndToEndId, Target},
};
use reqwest::Method;

use crate::{
    charge::original,
    client::{Client, Written},
    facts::{devolucao_id, of_devolucao},
    wire::Devolucao,
};

pub(crate) async fn give_back(client: &Client, asked: &Refund) -> Result<Vec<Fact>, GatewayError> {
    let path = path(pix_of(asked)?, &devolucao_id(asked.refund_id));
    let body = format!(r#"{{"valor":"{}"}}"#, original(asked.amount)?);
    match client.write::<Devolucao>(Method::PUT, &path, body).await? {
        Written::Done(devolucao) => ended(asked, &devolucao).map(|fact| fact.into_iter().collect()),
        // An id that was used is refused as well: then it is this refund.
        Written::Refused(refusal) => match find(client, asked).await {
            Ok(Inquiry::Known { facts }) => Ok(facts),
            Ok(Inquiry::UnderWay) => Ok(Vec::new()),
            Ok(Inquiry::Absent | Inquiry::Refused { .. }) => Err(refusal),
            Err(error @ GatewayError::Refused { .. }) => Err(error),
            Err(error) => Err(GatewayError::unknown(error.to_string())),
        },
        Written::Absent => Err(GatewayError::refused("pix_not_found")),
    }
}

/// What became of a refund.
pub(crate) async fn find(client: &Client, asked: &Refund) -> Result<Inquiry, GatewayError> {
    let path = path(pix_of(asked)?, &devolucao_id(asked.refund_id));
    let Some(devolucao) = client.get::<Devolucao>(&path).await? else {
        return Ok(Inquiry::Absent);
    };
    match ended(asked, &devolucao) {
        Ok(Some(fact)) => Ok(Inquiry::Known { facts: vec![fact] }),
        Ok(None) => Ok(Inquiry::UnderWay),
        // Asked again it says the same: an operator has to look.
        Err(_) => Err(GatewayError::refused("refund_not_as_asked")),
    }
}

/// What became of the devolução that was asked for; nothing while that is not known.
fn ended(asked: &Refund, devolucao: &Devolucao) -> Result<Option<Fact>, GatewayError> {
    if devolucao.id != devolucao_id(asked.refund_id) || devolucao.valor != asked.amount {
        return Err(GatewayError::unknown(
            "the gateway's devolução is not the one that was asked for",
        ));
    }
    of_devolucao(pix_of(asked)?, devolucao, Some(asked.payment))
        .map_err(|at| GatewayError::unknown(format!("an answer could not be read at {at}")))
}

fn pix_of(asked: &Refund) -> Result<&EndToEndId, GatewayError> {
    match &asked.of {
        Target::Pix { e2eid } => Ok(e2eid),
        Target::Capture { .. } => Err(GatewayError::not_supported()),
    }
}

pub(crate) fn path(e2eid: &EndToEndId, id: &str) -> String {
    format!("/pix/{e2eid}/devolucao/{id}")
}
