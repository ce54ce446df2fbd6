//! What a person can do about a refusal: one table for each of those who refuse.

use crate::helpdesk::{HelpdeskError, UnclearAnswer};
use crate::telegram::api::ApiFailure;
use crate::tls::CertificateProblem;

/// The address in full, or something else answers.
const HELPDESK_ADDRESS: &str = "Is HELPDESK_URL the full address of api.php, as in https://desk.example.com/api.php? deskgram \
     works with ZENLIX 2; later versions have no api.php.";

/// What to do about a helpdesk that does not answer as it should.
pub fn helpdesk_remedy(error: &HelpdeskError) -> String {
    if let Some(problem) = CertificateProblem::find_in(error) {
        return certificate_remedy(&problem, "HELPDESK_URL", "HELPDESK_CA_FILE");
    }
    let remedy = match error {
        HelpdeskError::NotSent(_) | HelpdeskError::Unclear(UnclearAnswer::TimedOut) => {
            "Is the address right, and can this machine reach it?"
        }
        HelpdeskError::Unclear(UnclearAnswer::Moved { .. }) => {
            "Put that address into HELPDESK_URL: neither keys nor passwords follow it by themselves."
        }
        HelpdeskError::Unclear(UnclearAnswer::Status(401 | 407)) => {
            "A proxy in front of the helpdesk wants a password of its own: have it let this machine through to api.php."
        }
        HelpdeskError::Unclear(UnclearAnswer::Status(403)) => {
            "A proxy or firewall in front of the helpdesk turns this machine away: have it let it through to api.php."
        }
        HelpdeskError::Unclear(UnclearAnswer::Status(404 | 405 | 410)) => HELPDESK_ADDRESS,
        HelpdeskError::Unclear(UnclearAnswer::Status(429)) => {
            "What stands in front of the helpdesk finds deskgram too busy: raise its limit for this machine."
        }
        HelpdeskError::Unclear(UnclearAnswer::Status(500..)) => {
            "The helpdesk, or what stands in front of it, breaks down: its own error log says why."
        }
        HelpdeskError::Unclear(UnclearAnswer::Garbled(_)) => {
            "A web page answers there, a login page perhaps: HELPDESK_URL has to be the full address of api.php."
        }
        _ => HELPDESK_ADDRESS,
    };
    remedy.to_owned()
}

/// What to do about a Telegram that does not answer as it should.
pub fn telegram_remedy(failure: &ApiFailure) -> String {
    let remedy = match failure {
        ApiFailure::Distrusted(problem) => {
            return certificate_remedy(problem, "TELOXIDE_API_URL", "TELEGRAM_CA_FILE");
        }
        ApiFailure::NotSent(_) => {
            "Is the network up? Where api.telegram.org is blocked, set TELOXIDE_PROXY or TELOXIDE_API_URL."
        }
        ApiFailure::Refused { code: 401 | 404, .. } => {
            "Copy the token from @BotFather into TELOXIDE_TOKEN once more; /revoke there makes a new one."
        }
        ApiFailure::Refused { code: 409, description, .. } if description.contains("webhook") => {
            "Another program has set a webhook for this token: stop it. deskgram removes the webhook when it starts."
        }
        ApiFailure::Refused { code: 409, .. } => {
            "Another program takes the updates of this token: stop it, or have @BotFather make a new token with /revoke."
        }
        ApiFailure::Refused { code: 420 | 429, .. } => "Telegram asks for a pause: try again later.",
        ApiFailure::Refused { code: 500.., .. } => "Telegram is unwell: try again later.",
        ApiFailure::Refused { .. } => "Telegram's own words say why.",
        ApiFailure::Unclear(_) => {
            "Is TELOXIDE_API_URL the root of a Bot API server, and no proxy in between?"
        }
    };
    remedy.to_owned()
}

/// What to do about a server's certificate; the settings are that server's.
fn certificate_remedy(problem: &CertificateProblem, address: &str, file: &str) -> String {
    match problem {
        CertificateProblem::UnknownAuthority => format!(
            "Put the certificate of whoever has signed it, or the server's own, as PEM into a file and name the file in {file}."
        ),
        CertificateProblem::Expired => {
            "Have it renewed. If it is still good, this machine's clock is wrong.".to_owned()
        }
        CertificateProblem::NotYetValid => {
            "Is this machine's clock right? If so, have the certificate made anew.".to_owned()
        }
        CertificateProblem::WrongName(_) => {
            format!("Write the name that it is for into {address}, or have one made for the name there.")
        }
        CertificateProblem::Unusable(_) => format!(
            "Have a new one made for the name in {address}, such as with `openssl req -x509 -addext subjectAltName=DNS:NAME`."
        ),
        CertificateProblem::NotEncrypted => {
            format!("Is the port in {address} right, or has it to begin with http://?")
        }
    }
}

/// The words, lower case, with which a machine and its database refuse, and what to do. The first that is found decides.
pub const SYSTEM_REFUSALS: &[(&str, &str)] = &[
    ("address already in use", "Another program has the port: stop it, or choose another port."),
    ("cannot assign requested address", "The address is not this machine's: 127.0.0.1 and 0.0.0.0 are."),
    ("address not available", "The address is not this machine's: 127.0.0.1 and 0.0.0.0 are."),
    ("read-only file system", "Nothing can be written there: name a place on another disk in DATABASE_URL."),
    ("readonly database", "Let the user as whom deskgram runs write to the database and its folder."),
    ("no space left on device", "The disk is full: make room on it."),
    ("database or disk is full", "The disk is full: make room on it."),
    ("quota exceeded", "The user as whom deskgram runs has no room left on that disk: raise its quota."),
    (
        "permission denied",
        "Let the user as whom deskgram runs do that; ports below 1024 are for root: choose a higher one.",
    ),
    ("operation not permitted", "Let the user as whom deskgram runs do that, or run it as the files' owner."),
    (
        "unable to open database file",
        "Is its folder there, and may the user as whom deskgram runs write to it?",
    ),
    ("disk i/o error", "The disk, or the way to it, fails: the machine's own log says more."),
    ("input/output error", "The disk, or the way to it, fails: the machine's own log says more."),
    ("database is locked", "Another program holds the database: close it."),
    ("file is not a database", "Name another file in DATABASE_URL, or put a backup in its place."),
    ("disk image is malformed", "The file is damaged: put the last backup in its place."),
    ("too many open files", "Raise the number of files that it may have open: `ulimit -n`, LimitNOFILE."),
    ("no such file or directory", "Make the folder, or name another place."),
    ("not a directory", "Name a place in a folder that is there."),
    ("is a directory", "Name a file, not a folder."),
];

/// What to do about a refusal of the machine's, by its words.
pub fn system_remedy(words: &str) -> Option<&'static str> {
    let words = words.to_lowercase();
    SYSTEM_REFUSALS.iter().find(|(wording, _)| words.contains(wording)).map(|(_, remedy)| *remedy)
}
