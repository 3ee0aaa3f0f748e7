//! Mutual TLS: who the bank has to be, and who we are.

use std::{error::Error, io, sync::Arc};

use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};

use crate::{Account, PixApiError};

pub(crate) fn config(account: &Account) -> Result<ClientConfig, PixApiError> {
    let with_roots = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|_| PixApiError::Client)?
        .with_root_certificates(roots(account.roots.as_deref())?);
    match &account.certificate {
        Some((chain, key)) => {
            let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| PixApiError::Certificate)?;
            with_roots
                .with_client_auth_cert(certificates(chain, PixApiError::Certificate)?, key)
                .map_err(|_| PixApiError::Certificate)
        }
        None => Ok(with_roots.with_no_client_auth()),
    }
}

fn roots(named: Option<&[u8]>) -> Result<RootCertStore, PixApiError> {
    let Some(pem) = named else {
        return Ok(RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()));
    };
    let mut roots = RootCertStore::empty();
    for root in certificates(pem, PixApiError::Roots)? {
        roots.add(root).map_err(|_| PixApiError::Roots)?;
    }
    Ok(roots)
}

fn certificates(
    pem: &[u8],
    otherwise: PixApiError,
) -> Result<Vec<CertificateDer<'static>>, PixApiError> {
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    read.ok().filter(|found| !found.is_empty()).ok_or(otherwise)
}

/// What TLS says of a connection that failed, without the names that stand in a certificate.
pub(crate) fn reason(error: &(dyn Error + 'static)) -> Option<&'static str> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(tls) = error.downcast_ref::<rustls::Error>() {
            return Some(of_tls(tls));
        }
        // An I/O error shows the source of what it carries, and not what it carries.
        next = match error.downcast_ref::<io::Error>() {
            Some(io) => io.get_ref().map(|carried| carried as &(dyn Error + 'static)),
            None => error.source(),
        };
    }
    None
}

fn of_tls(error: &rustls::Error) -> &'static str {
    use rustls::CertificateError::{Expired, ExpiredContext};
    if matches!(error, rustls::Error::InvalidCertificate(Expired | ExpiredContext { .. })) {
        "the gateway's certificate has expired"
    } else if matches!(error, rustls::Error::InvalidCertificate(_)) {
        "the gateway's certificate is not trusted, or not of its host"
    } else if matches!(error, rustls::Error::AlertReceived(_)) {
        "the gateway refused the connection: it may not take the client's certificate"
    } else {
        "TLS failed"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_a_certificate_is_refused_when_it_is_named() {
        let account = Account::new("https://bank", "https://bank/token", "key");
        assert!(config(&account).is_ok());
        let roots = config(&account.clone().roots("no certificate"));
        assert_eq!(roots.err(), Some(PixApiError::Roots));
        let certificate = config(&account.certificate("no certificate", "no key"));
        assert_eq!(certificate.err(), Some(PixApiError::Certificate));
    }
}
