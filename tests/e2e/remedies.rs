//! Whatever refuses in a way that a person can mend is told with the fix: the table, row by row.

use std::io;

use deskgram::helpdesk::{HelpdeskError, UnclearAnswer};
use deskgram::remedy::{SYSTEM_REFUSALS, helpdesk_remedy, system_remedy, telegram_remedy};
use deskgram::store::StoreError;
use deskgram::telegram::api::ApiFailure;
use deskgram::tls::CertificateProblem;

fn refused(code: u16, description: &str) -> ApiFailure {
    ApiFailure::Refused { code, description: description.into(), retry_after: None, migrate_to: None }
}

#[test]
fn every_refusal_has_its_fix() {
    let telegram = |failure: &ApiFailure| telegram_remedy(failure);
    let helpdesk = |unclear| helpdesk_remedy(&HelpdeskError::Unclear(unclear));
    let moved = UnclearAnswer::Moved { status: 301, to: "https://desk.example.com/api.php".into() };
    let cases = [
        ("Telegram 401", telegram(&refused(401, "Unauthorized")), "TELOXIDE_TOKEN"),
        ("Telegram 404", telegram(&refused(404, "Not Found")), "TELOXIDE_TOKEN"),
        (
            "Telegram 409",
            telegram(&refused(409, "Conflict: terminated by other getUpdates request")),
            "stop it",
        ),
        (
            "a webhook",
            telegram(&refused(409, "Conflict: can't use getUpdates while webhook is active")),
            "webhook",
        ),
        ("Telegram 429", telegram(&refused(429, "Too Many Requests")), "later"),
        ("Telegram 502", telegram(&refused(502, "Bad Gateway")), "later"),
        ("no Bot API", telegram(&ApiFailure::Unclear("HTTP status 200".into())), "TELOXIDE_API_URL"),
        ("no network", telegram(&ApiFailure::NotSent("no route".into())), "TELOXIDE_PROXY"),
        (
            "no trust",
            telegram(&ApiFailure::Distrusted(CertificateProblem::UnknownAuthority)),
            "TELEGRAM_CA_FILE",
        ),
        ("no TLS", telegram(&ApiFailure::Distrusted(CertificateProblem::NotEncrypted)), "TELOXIDE_API_URL"),
        ("helpdesk 301", helpdesk(moved), "into HELPDESK_URL"),
        ("helpdesk 401", helpdesk(UnclearAnswer::Status(401)), "a password of its own"),
        ("helpdesk 403", helpdesk(UnclearAnswer::Status(403)), "turns this machine away"),
        ("helpdesk 404", helpdesk(UnclearAnswer::Status(404)), "ZENLIX 2"),
        ("helpdesk 429", helpdesk(UnclearAnswer::Status(429)), "raise its limit"),
        ("helpdesk 503", helpdesk(UnclearAnswer::Status(503)), "error log"),
        ("a page", helpdesk(UnclearAnswer::NO_JSON), "login page"),
        ("no answer", helpdesk(UnclearAnswer::TimedOut), "can this machine reach it"),
    ];
    for (what, remedy, words) in cases {
        assert!(remedy.contains(words), "{what}: {remedy}");
    }
}

/// What the system and the database say, in their own words.
#[test]
fn what_the_machine_refuses_has_its_fix_too() {
    // EPERM, ENOENT, EIO, EACCES, ENOTDIR, EISDIR, EMFILE, ENOSPC, EROFS, EADDRINUSE, EADDRNOTAVAIL, EDQUOT.
    #[cfg(target_os = "linux")]
    for code in [1, 2, 5, 13, 20, 21, 24, 28, 30, 98, 99, 122] {
        let error = io::Error::from_raw_os_error(code);
        assert!(system_remedy(&error.to_string()).is_some(), "nothing helps against {error}");
    }
    for said in [
        "attempt to write a readonly database",
        "database or disk is full",
        "unable to open database file",
        "disk I/O error",
        "database is locked",
        "file is not a database",
        "database disk image is malformed",
    ] {
        let error = StoreError::Database(said.to_owned());
        assert!(system_remedy(&error.to_string()).is_some(), "nothing helps against {error}");
    }
}

#[test]
fn each_wording_is_found_by_its_own_row() {
    for (wording, remedy) in SYSTEM_REFUSALS {
        assert_eq!(*wording, wording.to_lowercase());
        assert_eq!(
            system_remedy(&format!("it can't: {} (os error 7)", wording.to_uppercase())),
            Some(*remedy)
        );
    }
    assert_eq!(system_remedy("something that nobody knows"), None);
}
