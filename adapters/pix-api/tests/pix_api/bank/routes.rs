//! What the Pix API does, as its document says.

use std::collections::BTreeMap;

use palco::values::{Currency, Instant, Money};
use serde_json::{Value, json};

use super::{Request, State, http::Answer};
use crate::{NOW, at, money};

/// 90 days.
const WINDOW_MILLIS: i64 = 90 * 86_400_000;
/// Of who is paid.
const CNPJ: &str = "12345678000195";

pub(super) fn answer(request: &Request, state: &mut State) -> Answer {
    let (path, query) = request.path.split_once('?').unwrap_or((&request.path, ""));
    if path == "/oauth/token" {
        return token(request, state);
    }
    let number = request.authorization.strip_prefix("Bearer token-").unwrap_or("0");
    if number.parse::<u32>().unwrap() <= state.revoked {
        return Answer(401, String::new());
    }
    let parts: Vec<&str> = path.strip_prefix("/api/v2/").unwrap_or("").split('/').collect();
    match (request.method.as_str(), parts.as_slice()) {
        ("PUT", ["cob", txid]) => put_charge(state, txid, &json_of(request)),
        ("PUT", ["cobv", txid]) => put_due_charge(state, txid, &json_of(request)),
        ("PATCH", ["cob", txid]) => patch_charge(&mut state.charges, txid, &json_of(request)),
        ("PATCH", ["cobv", txid]) => patch_charge(&mut state.due_charges, txid, &json_of(request)),
        ("GET", ["cob", txid]) => {
            let with_pix = |charge: &Value| shown(state, charge);
            found(state.charges.get(*txid).map(with_pix), "CobNaoEncontrado")
        }
        ("GET", ["cobv", txid]) => {
            let with_pix = |charge: &Value| shown(state, charge);
            found(state.due_charges.get(*txid).map(with_pix), "CobVNaoEncontrada")
        }
        ("PUT", ["webhook", "key@example.com"]) => {
            state.webhook = json_of(request)["webhookUrl"].as_str().map(str::to_owned);
            match state.webhook.as_ref().is_some_and(|url| url.starts_with("https://")) {
                true => Answer(200, String::new()),
                false => problem(400, "WebhookOperacaoInvalida"),
            }
        }
        ("GET", ["webhook", "key@example.com"]) => {
            let shown = |url: &String| json!({"webhookUrl": url, "cnpj": CNPJ, "criacao": NOW});
            found(state.webhook.as_ref().map(shown), "WebhookNaoEncontrado")
        }
        ("DELETE", ["webhook", "key@example.com"]) => match state.webhook.take() {
            Some(_) => Answer(204, String::new()),
            None => problem(404, "WebhookNaoEncontrado"),
        },
        ("GET", ["pix"]) => list(state, query),
        ("GET", ["pix", e2eid]) => found(state.pix.get(*e2eid).cloned(), "PixNaoEncontrado"),
        ("PUT", ["pix", e2eid, "devolucao", id]) => give_back(state, e2eid, id, &json_of(request)),
        ("GET", ["pix", e2eid, "devolucao", id]) => {
            let of_pix = state.pix.get(*e2eid).map(returns).unwrap_or_default();
            let of_id = of_pix.into_iter().find(|devolucao| devolucao["id"] == *id);
            found(of_id, "PixDevolucaoNaoEncontrada")
        }
        _ => Answer(404, "<html>".into()),
    }
}

fn token(request: &Request, state: &mut State) -> Answer {
    let by_header = request.authorization == "Basic Y2xpZW50Omh1c2g=";
    let by_body = request.body.contains("client_id=client&client_secret=hush");
    let asked = request.body.contains("grant_type=client_credentials");
    if !asked || by_header == by_body {
        return Answer(401, r#"{"error":"invalid_client"}"#.into());
    }
    state.tokens += 1;
    let issued = json!({"access_token": format!("token-{}", state.tokens),
        "token_type": "Bearer", "expires_in": state.expires_in});
    Answer(200, issued.to_string())
}

fn put_charge(state: &mut State, txid: &str, asked: &Value) -> Answer {
    let lives = asked["calendario"]["expiracao"].as_i64().is_some_and(|seconds| seconds > 0);
    if !lives || !is_charge(txid, asked) || is_ended(state.charges.get(txid)) {
        return problem(400, "CobOperacaoInvalida");
    }
    let charge = made(txid, asked, state.charges.get(txid));
    state.charges.insert(txid.to_owned(), charge.clone());
    Answer(201, charge.to_string())
}

fn put_due_charge(state: &mut State, txid: &str, asked: &Value) -> Answer {
    let days = &asked["calendario"]["validadeAposVencimento"];
    let named = asked["devedor"]["nome"].is_string()
        && asked["devedor"]["cpf"].is_string() != asked["devedor"]["cnpj"].is_string();
    let is_due = asked["calendario"]["dataDeVencimento"].is_string() && days.is_u64();
    if !named || !is_due || !is_charge(txid, asked) || is_ended(state.due_charges.get(txid)) {
        return problem(400, "CobVOperacaoInvalida");
    }
    let mut charge = made(txid, asked, state.due_charges.get(txid));
    charge["recebedor"] = json!({"nome": "Palco", "cnpj": CNPJ, "logradouro": "Rua dos Arcos",
        "cidade": "Rio de Janeiro", "uf": "RJ", "cep": "20230060"});
    state.due_charges.insert(txid.to_owned(), charge.clone());
    Answer(201, charge.to_string())
}

fn is_charge(txid: &str, asked: &Value) -> bool {
    asked["chave"].is_string()
        && is_amount(asked["valor"]["original"].as_str().unwrap_or_default())
        && asked["solicitacaoPagador"].as_str().is_none_or(|text| text.chars().count() <= 140)
        && (26..=35).contains(&txid.len())
}

fn is_ended(before: Option<&Value>) -> bool {
    before.is_some_and(|charge| charge["status"] != "ATIVA")
}

fn made(txid: &str, asked: &Value, before: Option<&Value>) -> Value {
    let revisao = before.map_or(0, |charge| charge["revisao"].as_i64().unwrap() + 1);
    let mut charge = asked.clone();
    charge["txid"] = json!(txid);
    charge["revisao"] = json!(revisao);
    charge["status"] = json!("ATIVA");
    charge["calendario"]["criacao"] = json!(NOW);
    charge["pixCopiaECola"] = json!(format!("00020126-{txid}"));
    charge["location"] = json!("pix.example.com/qr/1");
    charge
}

fn patch_charge(charges: &mut BTreeMap<String, Value>, txid: &str, asked: &Value) -> Answer {
    let Some(charge) = charges.get_mut(txid) else {
        return problem(404, "CobNaoEncontrado");
    };
    if charge["status"] != "ATIVA" || asked.as_object().is_none_or(|fields| fields.len() != 1) {
        return problem(400, "CobOperacaoInvalida");
    }
    charge["status"] = asked["status"].clone();
    Answer(200, charge.to_string())
}

fn shown(state: &State, charge: &Value) -> Value {
    let of_charge = |pix: &&Value| pix["txid"] == charge["txid"];
    let mut charge = charge.clone();
    charge["pix"] = state.pix.values().filter(of_charge).cloned().collect();
    charge
}

fn list(state: &State, query: &str) -> Answer {
    let value = |name: &str| {
        let pair = query.split('&').find_map(|pair| pair.strip_prefix(name));
        pair.unwrap().strip_prefix('=').unwrap()
    };
    let (from, to) = (at(value("inicio")), at(value("fim")));
    let (page, size): (usize, usize) = (
        value("paginacao.paginaAtual").parse().unwrap(),
        value("paginacao.itensPorPagina").parse().unwrap(),
    );
    let within = |pix: &&Value| {
        let settled = pix["horario"].as_str().and_then(|text| Instant::parse(text).ok());
        settled.is_some_and(|settled| from <= settled && settled <= to)
    };
    let all: Vec<&Value> = state.pix.values().filter(within).collect();
    let shown: Vec<_> = all.iter().skip(page * size).take(size).collect();
    let body = json!({
        "parametros": {"inicio": value("inicio"), "fim": value("fim"), "paginacao": {
            "paginaAtual": page, "itensPorPagina": size,
            "quantidadeDePaginas": all.len().div_ceil(size).max(1),
            "quantidadeTotalDeItens": all.len(),
        }},
        "pix": shown,
    });
    Answer(200, body.to_string())
}

fn give_back(state: &mut State, e2eid: &str, id: &str, asked: &Value) -> Answer {
    let status = state.returns_are;
    let Some(pix) = state.pix.get_mut(e2eid) else { return problem(404, "PixNaoEncontrado") };
    let earlier = returns(pix);
    let valor = asked["valor"].as_str().unwrap_or_default();
    let cents = |value: &Value| money(value.as_str().unwrap()).minor();
    let sum: i64 = earlier
        .iter()
        .filter(|devolucao| devolucao["status"] != "NAO_REALIZADO")
        .map(|devolucao| cents(&devolucao["valor"]))
        .sum();
    let too_late = at(NOW).millis_since(at(pix["horario"].as_str().unwrap())) > WINDOW_MILLIS;
    let used = earlier.iter().any(|devolucao| devolucao["id"] == id);
    if !is_amount(valor) || used || too_late || sum + money(valor).minor() > cents(&pix["valor"]) {
        return problem(400, "PixDevolucaoInvalida");
    }
    let devolucao = json!({
        "id": id, "rtrId": "D12345678202601101400ghijk789012", "valor": valor,
        "natureza": "ORIGINAL", "status": status, "horario": {"solicitacao": NOW},
    });
    let mut all = earlier;
    all.push(devolucao.clone());
    pix["devolucoes"] = json!(all);
    Answer(201, devolucao.to_string())
}

fn returns(pix: &Value) -> Vec<Value> {
    pix["devolucoes"].as_array().cloned().unwrap_or_default()
}

/// `\d{1,10}\.\d{2}`, and above zero.
fn is_amount(text: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let form = text.split_once('.').is_some_and(|(whole, cents)| {
        (1..=10).contains(&whole.len()) && cents.len() == 2 && digits(whole) && digits(cents)
    });
    form && Money::parse(text, Currency::BRL).is_ok_and(Money::is_positive)
}

fn json_of(request: &Request) -> Value {
    serde_json::from_str(&request.body).unwrap()
}

fn found(value: Option<Value>, otherwise: &str) -> Answer {
    value.map_or_else(|| problem(404, otherwise), |value| Answer(200, value.to_string()))
}

fn problem(status: u16, name: &str) -> Answer {
    let body = json!({
        "type": format!("https://pix.bcb.gov.br/api/v2/error/{name}"), "status": status,
        "title": "x", "detail": "Fulano, 52998224725",
    });
    Answer(status, body.to_string())
}
