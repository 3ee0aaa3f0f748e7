//! What the API says when it does not do what it was asked (RFC 7807).

use palco::ports::GatewayError;
use serde::Deserialize;

use crate::client::Answer;

#[derive(Deserialize)]
struct Problem {
    #[serde(rename = "type")]
    kind: String,
}

/// The problem's own name: `PixDevolucaoInvalida` of `https://.../error/PixDevolucaoInvalida`. The
/// rest is left alone: it may repeat what was asked.
fn name(answer: &Answer) -> Option<String> {
    let problem: Problem = serde_json::from_slice(&answer.body).ok()?;
    let name = problem.kind.rsplit('/').next()?.to_owned();
    let plain = (1..=64).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    plain.then_some(name)
}

/// Whether it is the API that has no such thing. A 404 of a proxy before it says nothing, and taken
/// for an answer it would have money sent twice.
pub(crate) fn says_absent(answer: &Answer) -> bool {
    let of_absence = |name: String| {
        ["NaoEncontrado", "NaoEncontrada", "PermanentementeRemovido"]
            .iter()
            .any(|ending| name.ends_with(ending))
    };
    matches!(answer.status, 404 | 410) && name(answer).is_some_and(of_absence)
}

/// A no that stays a no: a problem with a name, or a status that speaks of the request itself.
pub(crate) fn refusal(answer: &Answer) -> Option<GatewayError> {
    let named = || name(answer).map(GatewayError::refused);
    match answer.status {
        401 | 408 | 425 | 429 => None,
        400 | 409 | 422 => Some(
            named().unwrap_or_else(|| GatewayError::refused(format!("http_{}", answer.status))),
        ),
        402..500 => named(),
        _ => None,
    }
}

/// Whether a status that is neither a success nor a refusal says that nothing was done. One of 500
/// and above says nothing.
pub(crate) fn had_no_effect(answer: &Answer) -> bool {
    (400..500).contains(&answer.status) && answer.status != 408
}

#[cfg(test)]
mod tests {
    use super::*;

    const INVALID: &str = r#"{"type":"https://pix.bcb.gov.br/api/v2/error/PixDevolucaoInvalida",
        "title":"t","status":400,"detail":"Fulano de Tal","violacoes":[]}"#;
    const ABSENT: &str = r#"{"type":"https://pix.bcb.gov.br/api/v2/error/CobNaoEncontrado"}"#;

    #[test]
    fn a_refusal_an_absence_and_what_says_nothing_are_told_apart() {
        for (status, body, refusal_code, absent, no_effect) in [
            (400, INVALID, Some("PixDevolucaoInvalida"), false, true),
            (400, "<html>", Some("http_400"), false, true),
            (422, "", Some("http_422"), false, true),
            (403, ABSENT, Some("CobNaoEncontrado"), false, true),
            (403, "<html>", None, false, true),
            (404, ABSENT, Some("CobNaoEncontrado"), true, true),
            (404, "<html>", None, false, true),
            (404, r#"{"message":"no route"}"#, None, false, true),
            (404, r#"{"type":"about:blank"}"#, None, false, true),
            (401, INVALID, None, false, true),
            (408, INVALID, None, false, false),
            (429, INVALID, None, false, true),
            (500, INVALID, None, false, false),
            (503, ABSENT, None, false, false),
            (302, "", None, false, false),
        ] {
            let answer = Answer { status, body: body.into() };
            let found = refusal(&answer).map(|error| error.to_string());
            let expected = refusal_code.map(|code| format!("the gateway refused: {code}"));
            assert_eq!(found, expected, "{status} {body}");
            assert_eq!(says_absent(&answer), absent, "{status} {body}");
            assert_eq!(had_no_effect(&answer), no_effect, "{status} {body}");
        }
    }
}
