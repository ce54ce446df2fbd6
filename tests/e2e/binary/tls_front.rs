//! Real TLS before a simulated server, with a certificate made for the test: what a server within a company answers with.

use std::net::SocketAddr;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// A certificate and its key, and those who have signed it.
#[derive(Clone)]
pub struct TestCertificate {
    der: CertificateDer<'static>,
    key: Vec<u8>,
    /// The certificate as text.
    pub pem: String,
    /// That of whoever has signed it.
    pub authority: String,
}

/// For when a certificate is good.
#[derive(Clone, Copy)]
pub enum Validity {
    Now,
    Past,
    Future,
}

fn parameters(names: &[&str], validity: Validity) -> CertificateParams {
    let names: Vec<_> = names.iter().map(ToString::to_string).collect();
    let mut parameters = CertificateParams::new(names).unwrap();
    let (from, to) = match validity {
        Validity::Now => (2020, 2090),
        Validity::Past => (2020, 2021),
        Validity::Future => (2090, 2091),
    };
    (parameters.not_before, parameters.not_after) = (date_time_ymd(from, 1, 1), date_time_ymd(to, 1, 1));
    parameters
}

impl TestCertificate {
    /// What `openssl req -x509` makes: signed by itself, and calling itself an authority.
    pub fn own_authority(names: &[&str], validity: Validity) -> Self {
        let mut parameters = parameters(names, validity);
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self::self_signed(&parameters)
    }

    /// Signed by itself, and no authority.
    pub fn self_signed_leaf(names: &[&str]) -> Self {
        Self::self_signed(&parameters(names, Validity::Now))
    }

    fn self_signed(parameters: &CertificateParams) -> Self {
        let key = KeyPair::generate().unwrap();
        let made = parameters.self_signed(&key).unwrap();
        let (pem, der) = (made.pem(), made.der().clone());
        Self { der, key: key.serialize_der(), authority: pem.clone(), pem }
    }

    /// Signed by a company's authority.
    pub fn signed_by_authority(names: &[&str]) -> Self {
        let mut above = parameters(&[], Validity::Now);
        above.distinguished_name.push(DnType::CommonName, "Company");
        Self::signed_by(above, names)
    }

    /// The same where the authority goes by the same name as what it signs.
    pub fn signed_by_namesake(names: &[&str]) -> Self {
        Self::signed_by(parameters(&[], Validity::Now), names)
    }

    fn signed_by(mut above: CertificateParams, names: &[&str]) -> Self {
        above.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority_key = KeyPair::generate().unwrap();
        let authority = above.self_signed(&authority_key).unwrap().pem();
        let (key, issuer) = (KeyPair::generate().unwrap(), Issuer::new(above, authority_key));
        let made = parameters(names, Validity::Now).signed_by(&key, &issuer).unwrap();
        Self { der: made.der().clone(), key: key.serialize_der(), pem: made.pem(), authority }
    }
}

/// A port that speaks TLS and passes on what it hears to `server`.
pub async fn start_tls_front(server: SocketAddr, certificate: &TestCertificate) -> SocketAddr {
    let key = PrivateKeyDer::try_from(certificate.key.clone()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der.clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                // Who does not trust it hangs up.
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                let Ok(mut behind) = TcpStream::connect(server).await else { return };
                let _ = copy_bidirectional(&mut stream, &mut behind).await;
            });
        }
    });
    address
}
