//! The encrypted way to a PostgreSQL server: whom to trust, and nothing else.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::sql::StoreError;

/// A connector that checks the server's certificate against the usual authorities, or against `roots` (PEM) alone.
pub(super) fn tls_connector(roots: Option<&[u8]>) -> Result<MakeRustlsConnect, StoreError> {
    let failed = |what: &str| StoreError::Database(format!("encryption can't be set up: {what}"));
    let mut trusted = RootCertStore::empty();
    match roots {
        None => trusted.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        Some(pem) => {
            for certificate in CertificateDer::pem_slice_iter(pem) {
                let certificate = certificate.map_err(|error| failed(&error.to_string()))?;
                trusted.add(certificate).map_err(|error| failed(&error.to_string()))?;
            }
        }
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| failed(&error.to_string()))?
        .with_root_certificates(trusted)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}
