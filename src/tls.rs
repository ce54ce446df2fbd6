//! Whom to trust on an encrypted connection: the authorities that are built in, those of the machine, and what an administrator
//! names. A certificate that is named is also trusted as itself. Connects to nothing.

use std::error::Error;
use std::io;
use std::sync::{Arc, LazyLock};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};

/// The machine's own authorities, or those of SSL_CERT_FILE and SSL_CERT_DIR; read once.
static MACHINE_CERTIFICATES: LazyLock<Vec<CertificateDer<'static>>> = LazyLock::new(|| {
    let found = rustls_native_certs::load_native_certs();
    for error in &found.errors {
        log::warn!("a certificate of this machine can't be read: {error}");
    }
    found.certs
});

/// Whom a connection trusts.
#[derive(Clone, Debug)]
pub struct ServerTrust(ClientConfig);

/// Why certificates can't be used.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    #[error("it holds no certificate")]
    Empty,
    #[error("a certificate in it can't be read: {0}")]
    Unreadable(String),
    #[error("encryption can't be set up: {0}")]
    Setup(#[from] rustls::Error),
}

impl ServerTrust {
    /// The authorities that are built in, those of the machine, and the certificates in a PEM file, if there is one.
    pub fn of_machine(pem: Option<&[u8]>) -> Result<Self, TrustError> {
        let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        roots.add_parsable_certificates(MACHINE_CERTIFICATES.iter().cloned());
        let named = pem.map(parse_certificates).transpose()?.unwrap_or_default();
        Self::build_config(roots, named)
    }

    /// The certificates in a PEM file, and no others.
    pub fn of_named(pem: &[u8]) -> Result<Self, TrustError> {
        Self::build_config(RootCertStore::empty(), parse_certificates(pem)?)
    }

    fn build_config(
        mut roots: RootCertStore,
        named: Vec<CertificateDer<'static>>,
    ) -> Result<Self, TrustError> {
        add_roots(&mut roots, &named)?;
        let provider = Arc::new(ring::default_provider());
        let usual = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
            .build()
            .map_err(|error| rustls::Error::General(error.to_string()))?;
        let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
        // It asks all that the usual one asks, and forgives a named certificate only who has signed it, and for what.
        let verifier = Arc::new(NamedVerifier { usual, named });
        Ok(Self(config.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth()))
    }

    /// What a connection begins with.
    pub fn client_config(&self) -> ClientConfig {
        self.0.clone()
    }
}

/// The certificates in a PEM file; there is one at least.
pub fn parse_certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, TrustError> {
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let certificates = certificates.map_err(|error| TrustError::Unreadable(error.to_string()))?;
    if certificates.is_empty() {
        return Err(TrustError::Empty);
    }
    add_roots(&mut RootCertStore::empty(), &certificates)?;
    Ok(certificates)
}

fn add_roots(roots: &mut RootCertStore, named: &[CertificateDer<'static>]) -> Result<(), TrustError> {
    let mut add = |certificate: &CertificateDer<'static>| roots.add(certificate.clone());
    named.iter().try_for_each(&mut add).map_err(|error| TrustError::Unreadable(error.to_string()))
}

/// Trusts a named certificate as itself, also where it calls itself an authority, as what `openssl req -x509` makes does.
#[derive(Debug)]
struct NamedVerifier {
    usual: Arc<WebPkiServerVerifier>,
    named: Vec<CertificateDer<'static>>,
}

impl ServerCertVerifier for NamedVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let usual = self.usual.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        let Err(error) = usual else { return usual };
        if !self.named.iter().any(|named| named == end_entity) {
            return Err(error);
        }
        let named = match error {
            // Its time is looked at before who has signed it, and for what.
            rustls::Error::InvalidCertificate(
                CertificateError::UnknownIssuer
                | CertificateError::BadSignature
                | CertificateError::UnsupportedSignatureAlgorithmContext { .. }
                | CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext { .. }
                | CertificateError::Other(_),
            ) => verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name),
            other => Err(other),
        };
        match named {
            // It names no server at all; the administrator has, by naming it.
            Err(rustls::Error::InvalidCertificate(CertificateError::NotValidForNameContext {
                presented,
                ..
            })) if presented.is_empty() => Ok(ServerCertVerified::assertion()),
            named => named.map(|()| ServerCertVerified::assertion()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.usual.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.usual.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.usual.supported_verify_schemes()
    }
}

/// Why a server is not trusted, in words for whoever can change that.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateProblem {
    #[error("its certificate is signed by nobody who is trusted here")]
    UnknownAuthority,
    #[error("its certificate has expired")]
    Expired,
    #[error("its certificate is not valid yet")]
    NotYetValid,
    #[error("its certificate is for another name ({0})")]
    WrongName(String),
    #[error("its certificate can't be used: {0}")]
    Unusable(String),
    #[error("it does not speak TLS there")]
    NotEncrypted,
}

/// A name as people write it, of `DnsName("desk.example.com")` or `IpAddress(10.0.0.1)`.
fn bare_name(presented: &str) -> &str {
    let inner = presented.split_once('(').map_or(presented, |(_, rest)| rest);
    inner.trim_end_matches(')').trim_matches('"')
}

impl CertificateProblem {
    /// Finds the problem among the causes of an error.
    pub fn find_in(error: &(dyn Error + 'static)) -> Option<Self> {
        let mut next = Some(error);
        while let Some(error) = next {
            if let Some(error) = error.downcast_ref::<rustls::Error>() {
                return Self::from_tls(error);
            }
            next = match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
                // Its own source is the one behind this.
                Some(inner) => Some(inner),
                None => error.source(),
            };
        }
        None
    }

    fn from_tls(error: &rustls::Error) -> Option<Self> {
        let problem = match error {
            rustls::Error::InvalidMessage(_) => return Some(Self::NotEncrypted),
            rustls::Error::InvalidCertificate(problem) => problem,
            _ => return None,
        };
        Some(match problem {
            CertificateError::UnknownIssuer | CertificateError::BadSignature => Self::UnknownAuthority,
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => Self::Expired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => Self::NotYetValid,
            CertificateError::NotValidForName => Self::WrongName("it does not say which".to_owned()),
            CertificateError::NotValidForNameContext { presented, .. } if presented.is_empty() => {
                Self::WrongName("none at all".to_owned())
            }
            CertificateError::NotValidForNameContext { presented, .. } => {
                Self::WrongName(presented.iter().map(|name| bare_name(name)).collect::<Vec<_>>().join(", "))
            }
            // An authority's certificate, or one that signs itself, that nobody has named.
            CertificateError::Other(error) if error.to_string() == "CaUsedAsEndEntity" => {
                Self::UnknownAuthority
            }
            other => Self::Unusable(format!("{other:?}")),
        })
    }
}
