//! Webhooks: `POST {url}/pix`. They carry no signature, so the body is a hint: what it names is
//! asked for, and only the answer is a fact.

use std::collections::BTreeMap;

use futures_util::{StreamExt, TryStreamExt, stream};
use palco::{
    ports::{Fact, NotVerified, Webhook},
    values::EndToEndId,
};
use serde_json::{Map, Value};
use tokio::time::timeout;

use crate::{
    client::Client,
    facts::{of_devolucao, of_pix, payment_of},
    refund,
    wire::{self, Devolucao, Pix},
};

const BODY_BYTES_MAX: usize = 1_048_576;
const PIX_MAX: usize = 1_000;
/// Questions to the bank at a time.
const AT_ONCE: usize = 8;

/// What a webhook speaks of: Pix, each with the ids of what went back of it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Named {
    pix: BTreeMap<EndToEndId, Vec<String>>,
    /// Those that cannot be asked for.
    unreadable: usize,
}

/// What was found of one Pix; `None` where the API does not know it, or not all of it.
type Confirmed = Option<Vec<Fact>>;

pub(crate) async fn verify(client: &Client, webhook: &Webhook) -> Result<Vec<Fact>, NotVerified> {
    let named = named(webhook)?;
    let asked = stream::iter(named.pix)
        .map(|(e2eid, ids)| confirm(client, e2eid, ids))
        .buffered(AT_ONCE)
        .try_collect::<Vec<Confirmed>>();
    // Questions of one webhook end together, however many they are.
    let found = match timeout(client.patience().saturating_mul(3), asked).await {
        Ok(found) => found.map_err(NotVerified::unavailable)?,
        Err(_) => return Err(NotVerified::unavailable("the gateway did not confirm it in time")),
    };
    let missing = found.iter().filter(|of_one| of_one.is_none()).count();
    let open = missing.saturating_add(named.unreadable);
    if open > 0 {
        let all = found.len().saturating_add(named.unreadable);
        tracing::warn!(open, all, "a webhook names Pix that the gateway does not confirm");
        return Err(NotVerified::unavailable(format!("{open} of {all} Pix are not confirmed")));
    }
    Ok(found.into_iter().flatten().flatten().collect())
}

/// Asks for a Pix, and for what went back of it where the Pix does not show that.
async fn confirm(
    client: &Client,
    e2eid: EndToEndId,
    ids: Vec<String>,
) -> Result<Confirmed, String> {
    let pix = client.get::<Pix>(&format!("/pix/{e2eid}")).await.map_err(|no| no.to_string())?;
    let Some(pix) = pix.filter(|pix| pix.e2eid == e2eid) else { return Ok(None) };
    let mut facts = of_pix(&pix, None)?;
    // One that is shown and cannot be read is asked for as well: then it waits.
    let readable = |part: &Value| {
        let devolucao = wire::read_part::<Devolucao>(part).ok()?;
        of_devolucao(&e2eid, &devolucao, None).ok().map(|_| devolucao.id)
    };
    let shown: Vec<_> = pix.devolucoes.iter().filter_map(readable).collect();
    for id in ids.iter().filter(|id| !shown.contains(*id)) {
        let path = refund::path(&e2eid, id);
        let devolucao = client.get::<Devolucao>(&path).await.map_err(|no| no.to_string())?;
        let Some(devolucao) = devolucao.filter(|found| found.id == *id) else { return Ok(None) };
        let payment = pix.txid.as_ref().and_then(payment_of);
        facts.extend(of_devolucao(&e2eid, &devolucao, payment)?);
    }
    Ok(Some(facts))
}

/// What the body names, each once. Nothing else of it is read.
fn named(webhook: &Webhook) -> Result<Named, NotVerified> {
    let forged = NotVerified::forged;
    if !webhook.peer_verified {
        return Err(forged("the peer's certificate was not verified"));
    }
    if webhook.body.len() > BODY_BYTES_MAX {
        return Err(forged("the body is larger than 1 MiB"));
    }
    let body: Map<String, Value> = serde_json::from_slice(&webhook.body)
        .map_err(|_| forged("the body is not of a webhook"))?;
    // A body without Pix brings no news: banks send one to try the address.
    let pix = body.get("pix").unwrap_or(&Value::Null);
    let pix = wire::one_or_many(pix).map_err(|_| forged("the body is not of a webhook"))?;
    if pix.len() > PIX_MAX {
        return Err(forged("the body names more than 1000 Pix"));
    }
    let mut named = Named::default();
    for entry in &pix {
        let e2eid = entry.get("endToEndId").and_then(Value::as_str);
        match e2eid.and_then(|text| EndToEndId::parse(text).ok()).zip(ids_of(entry)) {
            Some((e2eid, ids)) => named.pix.entry(e2eid).or_default().extend(ids),
            None => named.unreadable = named.unreadable.saturating_add(1),
        }
    }
    Ok(named)
}

fn ids_of(entry: &Value) -> Option<Vec<String>> {
    match entry.get("devolucoes") {
        None => Some(Vec::new()),
        Some(devolucoes) => wire::one_or_many(devolucoes).ok()?.iter().map(id_of).collect(),
    }
}

/// An id that can stand in a path.
fn id_of(devolucao: &Value) -> Option<String> {
    let id = devolucao.get("id").and_then(Value::as_str)?;
    let plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (plain && (1..=35).contains(&id.len())).then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use palco::values::{Instant, TenantId};
    use uuid::Uuid;

    use super::*;

    fn webhook(body: &str) -> Webhook {
        Webhook {
            tenant: TenantId::derive(Uuid::NAMESPACE_OID, "tenant"),
            body: body.into(),
            headers: Vec::new(),
            peer_verified: true,
            received_at: Instant::MIN,
        }
    }

    const ONE: &str = "E12345678202601101430ghijk789012";

    #[test]
    fn what_a_body_names_is_read_and_nothing_else() {
        let entry = |rest: &str| format!(r#"{{"endToEndId":"{ONE}"{rest}}}"#);
        for (name, pix, ids, unreadable) in [
            ("one", format!("[{}]", entry("")), Some(vec![]), 0),
            ("twice", format!("[{},{}]", entry(""), entry("")), Some(vec![]), 0),
            ("an object for a list", entry(r#","valor":1"#), Some(vec![]), 0),
            ("devolucoes", entry(r#","devolucoes":[{"id":"1A"}]"#), Some(vec!["1A"]), 0),
            ("as an object", entry(r#","devolucoes":{"id":"1A"}"#), Some(vec!["1A"]), 0),
            ("as nothing", entry(r#","devolucoes":null"#), Some(vec![]), 0),
            ("out of its path", entry(r#","devolucoes":{"id":"../1"}"#), None, 1),
            ("of 34 characters", format!(r#"{{"endToEndId":"{ONE}34"}}"#), None, 1),
            ("no object", "[7]".into(), None, 1),
            ("nothing", "[]".into(), None, 0),
        ] {
            let found = named(&webhook(&format!(r#"{{"pix":{pix}}}"#))).unwrap();
            assert_eq!(found.unreadable, unreadable, "{name}");
            let one = EndToEndId::parse(ONE).unwrap();
            let ids = ids.map(|ids| ids.iter().map(ToString::to_string).collect::<Vec<_>>());
            assert_eq!(found.pix.get(&one), ids.as_ref(), "{name}");
        }
    }

    #[test]
    fn what_cannot_be_of_the_bank_is_forged() {
        let many = format!(r#"{{"pix":[{}7]}}"#, "7,".repeat(PIX_MAX));
        for body in ["", "no JSON", "[]", many.as_str(), &" ".repeat(BODY_BYTES_MAX + 1)] {
            assert!(matches!(named(&webhook(body)), Err(NotVerified::Forged { .. })));
        }
        let mut unseen = webhook("{}");
        assert_eq!(named(&unseen), Ok(Named::default()));
        unseen.peer_verified = false;
        assert!(matches!(named(&unseen), Err(NotVerified::Forged { .. })));
    }
}
