//! Where the bank sends its webhooks (*webhook*, by the Pix key).

use palco::ports::GatewayError;
use reqwest::Method;

use crate::{
    client::{Client, Written},
    wire::Registered,
};

pub(crate) async fn register(
    client: &Client,
    pix_key: &str,
    url: &str,
) -> Result<(), GatewayError> {
    let body = serde_json::to_string(&Registered { webhook_url: url.to_owned() })
        .map_err(|_| GatewayError::failed("a registration could not be written"))?;
    match client.change(Method::PUT, &path(pix_key), Some(body)).await? {
        Written::Done(_) => Ok(()),
        Written::Refused(refusal) => Err(refusal),
        Written::Absent => Err(GatewayError::refused("not_found")),
    }
}

pub(crate) async fn registered(
    client: &Client,
    pix_key: &str,
) -> Result<Option<String>, GatewayError> {
    let found = client.get::<Registered>(&path(pix_key)).await?;
    Ok(found.map(|found| found.webhook_url))
}

/// One that is not there is removed.
pub(crate) async fn remove(client: &Client, pix_key: &str) -> Result<(), GatewayError> {
    match client.change(Method::DELETE, &path(pix_key), None).await? {
        Written::Done(_) | Written::Absent => Ok(()),
        Written::Refused(refusal) => Err(refusal),
    }
}

/// A key is a name, a number or an address: `@` and `+` stand in a path as they are, and what does not
/// is written in hexadecimal (RFC 3986).
fn path(pix_key: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~@+".contains(byte);
    let key = pix_key.bytes().map(|byte| match plain(&byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    });
    format!("/webhook/{}", key.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_stands_in_the_path_whatever_it_has() {
        for (key, expected) in [
            ("key@example.com", "/webhook/key@example.com"),
            ("+5521987654321", "/webhook/+5521987654321"),
            ("a/b?c#d%e", "/webhook/a%2Fb%3Fc%23d%25e"),
        ] {
            assert_eq!(path(key), expected);
        }
    }
}
