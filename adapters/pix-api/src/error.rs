use thiserror::Error;

/// Why there is no gateway. Neither a secret nor a key is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PixApiError {
    /// An address is not one of HTTPS.
    #[error("expected an address that starts with https://")]
    Address,
    /// The Pix key is not of the length of one.
    #[error("expected a Pix key of 1 to 77 printable characters")]
    PixKey,
    /// The client id or the secret cannot be sent.
    #[error("expected a client id and a secret of printable characters")]
    Credentials,
    /// The client's certificate or its private key cannot be read, or are not a pair.
    #[error("expected a certificate chain and its private key, both in PEM")]
    Certificate,
    /// The roots cannot be read.
    #[error("expected at least one root certificate, in PEM")]
    Roots,
    /// The client could not be made of it all.
    #[error("the HTTP client could not be made")]
    Client,
}
