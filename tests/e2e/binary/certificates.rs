//! Whom the program trusts, with real certificates before the two servers, and what it says of those that it does not.

use std::fs;
use std::net::SocketAddr;

use super::program::{Ended, Program};
use super::tls_front::{TestCertificate, Validity, start_tls_front};
use super::{Site, borrowed};

/// The two servers behind TLS, each with this certificate.
struct EncryptedSite {
    site: Site,
    telegram: String,
    helpdesk: String,
}

/// Where a server behind an address of this machine listens.
fn socket(url: &str) -> SocketAddr {
    let host = url.split('/').nth(2).unwrap();
    host.parse().unwrap()
}

/// The same address, by name, over TLS at another port.
fn encrypted_url(url: &str, front: SocketAddr) -> String {
    let behind = format!("http://{}", socket(url));
    url.replace(&behind, &format!("https://localhost:{}", front.port()))
}

impl EncryptedSite {
    async fn open(certificate: &TestCertificate) -> Self {
        let site = Site::open().await;
        let (telegram, helpdesk) = (site.telegram.api_url(), site.zenlix.url());
        let telegram_front = start_tls_front(socket(&telegram), certificate).await;
        let helpdesk_front = start_tls_front(socket(&helpdesk), certificate).await;
        let telegram = encrypted_url(&telegram, telegram_front);
        let helpdesk = encrypted_url(&helpdesk, helpdesk_front);
        Self { site, telegram, helpdesk }
    }

    /// Writes a file with certificates; gives its name.
    fn write_pem(&self, pem: &str) -> &'static str {
        fs::write(self.site.folder().join("trusted.pem"), pem).unwrap();
        "trusted.pem"
    }

    fn settings<'a>(&'a self, others: &[(&'a str, &'a str)]) -> Vec<(String, String)> {
        let addresses =
            [("TELOXIDE_API_URL", self.telegram.as_str()), ("HELPDESK_URL", self.helpdesk.as_str())];
        self.site.settings(&[&addresses[..], others].concat())
    }

    async fn check(&self, others: &[(&str, &str)]) -> Ended {
        Program::run(self.site.folder(), &["check"], &borrowed(&self.settings(others))).await
    }

    /// What `check` says with these certificates trusted for both servers.
    async fn check_with(&self, pem: &str) -> Ended {
        let file = self.write_pem(pem);
        self.check(&[("HELPDESK_CA_FILE", file), ("TELEGRAM_CA_FILE", file)]).await
    }
}

#[tokio::test]
async fn a_named_certificate_is_trusted_as_itself_and_so_is_whoever_has_signed_it() {
    let own = TestCertificate::own_authority(&["localhost"], Validity::Now);
    let nameless = TestCertificate::own_authority(&[], Validity::Now);
    let leaf = TestCertificate::self_signed_leaf(&["localhost"]);
    let signed = TestCertificate::signed_by_authority(&["localhost"]);
    let namesake = TestCertificate::signed_by_namesake(&["localhost"]);
    let marked = format!("\u{feff}{}", own.pem);
    let cases = [
        ("openssl req -x509", &own, own.pem.as_str()),
        ("the same without a name", &nameless, &nameless.pem),
        ("no authority", &leaf, &leaf.pem),
        ("a company's authority", &signed, &signed.authority),
        ("what it has signed", &signed, &signed.pem),
        ("what an authority of its own name has signed", &namesake, &namesake.pem),
        ("with a byte order mark", &own, &marked),
    ];
    for (what, certificate, trusted) in cases {
        let ended = EncryptedSite::open(certificate).await.check_with(trusted).await;
        assert_eq!(ended.code, Some(0), "{what}: {}", ended.said);
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_certificate_is_named_with_the_fix() {
    let own = TestCertificate::own_authority(&["localhost"], Validity::Now);
    let other = TestCertificate::own_authority(&["localhost"], Validity::Now);
    let signed = TestCertificate::signed_by_authority(&["localhost"]);
    let past = TestCertificate::own_authority(&["localhost"], Validity::Past);
    let future = TestCertificate::own_authority(&["localhost"], Validity::Future);
    let elsewhere = TestCertificate::own_authority(&["desk.example.com"], Validity::Now);
    let cases = [
        (
            &own,
            other.pem.as_str(),
            "signed by nobody who is trusted here",
            "name the file in HELPDESK_CA_FILE",
        ),
        (&own, &other.pem, "signed by nobody who is trusted here", "name the file in TELEGRAM_CA_FILE"),
        (&signed, &other.pem, "signed by nobody who is trusted here", "name the file in HELPDESK_CA_FILE"),
        (&past, &past.pem, "has expired", "Have it renewed"),
        (&future, &future.pem, "is not valid yet", "this machine's clock"),
        (&elsewhere, &elsewhere.pem, "for another name (desk.example.com)", "into HELPDESK_URL"),
        (&elsewhere, &elsewhere.pem, "for another name (desk.example.com)", "into TELOXIDE_API_URL"),
    ];
    for (certificate, trusted, wrong, todo) in cases {
        let ended = EncryptedSite::open(certificate).await.check_with(trusted).await;
        assert_eq!(ended.code, Some(1), "{wrong}: {}", ended.said);
        for (part, server) in [("Bot API", "Telegram"), ("helpdesk", "the helpdesk")] {
            let words = format!("✘ {part}: {server} can't be reached: its certificate");
            assert!(ended.said.contains(&words), "{wrong}: {}", ended.said);
        }
        assert_eq!(ended.said.matches(wrong).count(), 2, "{}", ended.said);
        assert!(ended.said.contains(todo), "{todo}: {}", ended.said);
    }
}

#[tokio::test]
async fn a_port_without_tls_is_named() {
    let site = Site::open().await;
    let address = encrypted_url(&site.zenlix.url(), socket(&site.zenlix.url()));
    let settings = site.settings(&[("HELPDESK_URL", &address)]);
    let ended = Program::run(site.folder(), &["check"], &borrowed(&settings)).await;
    assert!(
        ended.said.contains("✘ helpdesk: the helpdesk can't be reached: it does not speak TLS"),
        "{}",
        ended.said
    );
    assert!(ended.said.contains("Is the port in HELPDESK_URL right"), "{}", ended.said);
}

#[tokio::test]
async fn the_machines_own_authorities_count_for_both_servers() {
    let site = EncryptedSite::open(&TestCertificate::own_authority(&[], Validity::Now)).await;
    assert_eq!(site.check(&[]).await.code, Some(1), "nobody has named it");
    let signed = TestCertificate::signed_by_authority(&["localhost"]);
    let site = EncryptedSite::open(&signed).await;
    let file = site.site.folder().join(site.write_pem(&signed.authority));
    let ended = site.check(&[("SSL_CERT_FILE", file.to_str().unwrap())]).await;
    assert_eq!(ended.code, Some(0), "{}", ended.said);
}

#[tokio::test]
async fn it_serves_with_certificates_that_only_their_files_know() {
    let own = TestCertificate::own_authority(&["localhost"], Validity::Now);
    let site = EncryptedSite::open(&own).await;
    let file = site.write_pem(&own.pem);
    let settings = site.settings(&[("HELPDESK_CA_FILE", file), ("TELEGRAM_CA_FILE", file)]);
    let program = Program::start(site.site.folder(), &["run"], &borrowed(&settings));
    site.site.served().await;
    program.signal("TERM");
    assert_eq!(program.ends().await.code, Some(0));
}

#[tokio::test]
async fn what_holds_no_certificate_is_refused_by_its_settings_name() {
    let site = EncryptedSite::open(&TestCertificate::self_signed_leaf(&["localhost"])).await;
    for (pem, wrong) in [
        ("nothing of the kind", "it holds no certificate"),
        ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "can't be read"),
    ] {
        let ended = site.check_with(pem).await;
        assert_eq!(ended.code, Some(2), "{}", ended.said);
        for name in ["HELPDESK_CA_FILE: ", "TELEGRAM_CA_FILE: "] {
            let line = ended.said.lines().find(|line| line.contains(name)).unwrap_or_default();
            assert!(line.contains(wrong), "{name}: {}", ended.said);
        }
    }
}
