//! The encrypted way to a PostgreSQL server.

use tokio_postgres_rustls::MakeRustlsConnect;

use super::sql::StoreError;
use crate::tls::{ServerTrust, TrustError};

/// A connector that checks the server's certificate against the usual authorities, or against `roots` (PEM) alone.
pub(super) fn tls_connector(roots: Option<&[u8]>) -> Result<MakeRustlsConnect, StoreError> {
    let failed = |error: TrustError| StoreError::Database(format!("its certificates: {error}"));
    let trust = roots.map_or_else(|| ServerTrust::of_machine(None), ServerTrust::of_named).map_err(failed)?;
    Ok(MakeRustlsConnect::new(trust.client_config()))
}
