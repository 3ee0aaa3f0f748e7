//! The forms of the Pix API, as far as they are read. Fields that are not known are passed by, and
//! a word that is not known is kept: the API may gain both without a new version.

use palco::values::{Currency, EndToEndId, Instant, Money, PixCode, RtrId, Txid};
use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned, de::Error as _};
use serde_json::Value;

/// A charge (*cobrança imediata*).
#[derive(Deserialize)]
pub(crate) struct Cob {
    pub(crate) txid: String,
    pub(crate) calendario: Calendario,
    pub(crate) status: CobStatus,
    pub(crate) valor: CobValor,
    #[serde(default, rename = "pixCopiaECola")]
    pub(crate) pix_copia_e_cola: Option<PixCode>,
    #[serde(default, deserialize_with = "one_or_many")]
    pub(crate) pix: Vec<Value>,
}

#[derive(Deserialize)]
pub(crate) struct Calendario {
    pub(crate) criacao: Instant,
}

#[derive(Deserialize)]
pub(crate) struct CobValor {
    #[serde(deserialize_with = "reais")]
    pub(crate) original: Money,
}

/// The state of the record: one that has expired is still active.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub(crate) enum CobStatus {
    #[serde(rename = "ATIVA")]
    Active,
    #[serde(rename = "CONCLUIDA")]
    Concluded,
    #[serde(rename = "REMOVIDA_PELO_USUARIO_RECEBEDOR")]
    RemovedByReceiver,
    #[serde(rename = "REMOVIDA_PELO_PSP")]
    RemovedByBank,
    #[serde(untagged)]
    Other(String),
}

/// A Pix that came in. Who paid and what they wrote is not read.
#[derive(Deserialize)]
pub(crate) struct Pix {
    #[serde(rename = "endToEndId")]
    pub(crate) e2eid: EndToEndId,
    /// One that is no txid is none: the Pix then leads to no payment, and is kept as such.
    #[serde(default, deserialize_with = "txid")]
    pub(crate) txid: Option<Txid>,
    #[serde(deserialize_with = "reais")]
    pub(crate) valor: Money,
    pub(crate) horario: Instant,
    #[serde(default, rename = "componentesValor")]
    pub(crate) componentes_valor: Option<ComponentesValor>,
    #[serde(default, deserialize_with = "one_or_many")]
    pub(crate) devolucoes: Vec<Value>,
}

#[derive(Deserialize)]
pub(crate) struct ComponentesValor {
    #[serde(default)]
    pub(crate) original: Option<Parcela>,
    #[serde(default)]
    pub(crate) multa: Option<Parcela>,
    #[serde(default)]
    pub(crate) juros: Option<Parcela>,
    #[serde(default)]
    pub(crate) desconto: Option<Parcela>,
    #[serde(default)]
    pub(crate) abatimento: Option<Parcela>,
}

#[derive(Clone, Copy, Deserialize)]
pub(crate) struct Parcela {
    #[serde(deserialize_with = "reais")]
    pub(crate) valor: Money,
}

/// Money that goes back.
#[derive(Deserialize)]
pub(crate) struct Devolucao {
    pub(crate) id: String,
    /// The official document has examples that are of another length.
    #[serde(default, rename = "rtrId", deserialize_with = "rtr_id")]
    pub(crate) rtr_id: Option<RtrId>,
    #[serde(deserialize_with = "reais")]
    pub(crate) valor: Money,
    pub(crate) horario: DevolucaoHorario,
    pub(crate) status: DevolucaoStatus,
    #[serde(default)]
    pub(crate) natureza: Option<Natureza>,
    #[serde(default)]
    pub(crate) motivo: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct DevolucaoHorario {
    #[serde(default)]
    pub(crate) solicitacao: Option<Instant>,
    #[serde(default)]
    pub(crate) liquidacao: Option<Instant>,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
pub(crate) enum DevolucaoStatus {
    #[serde(rename = "EM_PROCESSAMENTO")]
    UnderWay,
    #[serde(rename = "DEVOLVIDO")]
    Returned,
    #[serde(rename = "NAO_REALIZADO")]
    Failed,
    #[serde(untagged)]
    Other(String),
}

/// Why it goes back: because the receiver wants it, or by the rules for fraud and failures, whose
/// words all begin with `MED_`.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub(crate) enum Natureza {
    #[serde(rename = "ORIGINAL")]
    Original,
    #[serde(rename = "RETIRADA")]
    Withdrawal,
    #[serde(untagged)]
    Other(String),
}

impl Natureza {
    pub(crate) fn is_med(&self) -> bool {
        match self {
            Self::Original | Self::Withdrawal => false,
            Self::Other(word) => word.starts_with("MED_"),
        }
    }
}

/// A page of what came in.
#[derive(Deserialize)]
pub(crate) struct Page {
    pub(crate) parametros: Parametros,
    #[serde(default, deserialize_with = "one_or_many")]
    pub(crate) pix: Vec<Value>,
}

#[derive(Deserialize)]
pub(crate) struct Parametros {
    pub(crate) paginacao: Paginacao,
}

#[derive(Deserialize)]
pub(crate) struct Paginacao {
    #[serde(rename = "quantidadeDePaginas")]
    pub(crate) pages: u32,
}

/// What a charge is asked for with.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CobAsked<'a> {
    pub(crate) calendario: Expiracao,
    pub(crate) valor: CobValorAsked,
    pub(crate) chave: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) solicitacao_pagador: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct Expiracao {
    pub(crate) expiracao: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CobValorAsked {
    pub(crate) original: String,
    pub(crate) modalidade_alteracao: u8,
}

/// What a charge with a due date is asked for with.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CobvAsked<'a> {
    pub(crate) calendario: Vencimento,
    pub(crate) devedor: Devedor<'a>,
    pub(crate) valor: CobvValorAsked,
    pub(crate) chave: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) solicitacao_pagador: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Vencimento {
    pub(crate) data_de_vencimento: String,
    pub(crate) validade_apos_vencimento: u32,
}

#[derive(Serialize)]
pub(crate) struct Devedor<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cpf: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cnpj: Option<&'a str>,
    pub(crate) nome: &'a str,
}

#[derive(Serialize)]
pub(crate) struct CobvValorAsked {
    pub(crate) original: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) multa: Option<Encargo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) juros: Option<Encargo>,
}

/// A fine or interest.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Encargo {
    pub(crate) modalidade: u8,
    pub(crate) valor_perc: String,
}

/// Where webhooks are sent.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Registered {
    pub(crate) webhook_url: String,
}

/// Reads an answer. The error names the field, and never what stood in it.
pub(crate) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    serde_path_to_error::deserialize(&mut deserializer)
        .map_err(|error| format!("an answer could not be read at {}", error.path()))
}

/// The same of a part of an answer.
pub(crate) fn read_part<T: DeserializeOwned>(part: &Value) -> Result<T, String> {
    serde_path_to_error::deserialize(part).map_err(|error| error.path().to_string())
}

/// An official example has an object where the schema has a list.
pub(crate) fn one_or_many<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<Value>, D::Error> {
    let found = Value::deserialize(deserializer)?;
    if found.is_null() {
        return Ok(Vec::new());
    }
    Ok(match found {
        Value::Array(many) => many,
        one @ (Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Object(_)) => vec![one],
    })
}

fn reais<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Money, D::Error> {
    let text = String::deserialize(deserializer)?;
    Money::parse(&text, Currency::BRL).map_err(|_| D::Error::custom("expected an amount"))
}

fn txid<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Txid>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.and_then(|text| Txid::parse(&text).ok()))
}

fn rtr_id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<RtrId>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.and_then(|text| RtrId::parse(&text).ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_are_not_known_are_kept() {
        let status: CobStatus = serde_json::from_str("\"SUSPENSA\"").unwrap();
        assert_eq!(status, CobStatus::Other("SUSPENSA".into()));
        let status: CobStatus = serde_json::from_str("\"ATIVA\"").unwrap();
        assert_eq!(status, CobStatus::Active);
        let status: DevolucaoStatus = serde_json::from_str("\"AGENDADA\"").unwrap();
        assert_eq!(status, DevolucaoStatus::Other("AGENDADA".into()));
        for (word, is_med) in [
            ("ORIGINAL", false),
            ("RETIRADA", false),
            ("MED_FRAUDE", true),
            ("MED_OPERACIONAL", true),
            ("MED_PIX_AUTOMATICO", true),
            ("MED_OF_TOMORROW", true),
            ("OUTRA", false),
        ] {
            let natureza: Natureza = serde_json::from_str(&format!("\"{word}\"")).unwrap();
            assert_eq!(natureza.is_med(), is_med, "{word}");
        }
    }

    #[test]
    fn an_error_names_the_field_and_not_what_stood_in_it() {
        let body = br#"{"endToEndId":"E12345678202601101430ghijk789012","valor":"52998224725,00",
            "horario":"2026-01-10T14:30:00Z"}"#;
        let error = read::<Pix>(body).err().unwrap();
        assert_eq!(error, "an answer could not be read at valor");
    }

    #[test]
    fn an_amount_is_a_text_and_never_a_number() {
        for (valor, cents) in [
            (r#""150.00""#, Some(15_000)),
            (r#""0.01""#, Some(1)),
            (r#""9999999999.99""#, Some(999_999_999_999)),
            (r#""150.001""#, None),
            (r#""1e2""#, None),
            ("150.0", None),
        ] {
            let read = read::<Parcela>(format!("{{\"valor\":{valor}}}").as_bytes());
            assert_eq!(read.ok().map(|part| part.valor.minor()), cents, "{valor}");
        }
    }
}
