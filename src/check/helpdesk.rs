//! Whether the helpdesk answers, is one that deskgram works with, and lets its account in.

use secrecy::SecretString;

use super::finding::{CheckFailure, Finding, clock_remark};
use crate::app;
use crate::config::{Config, ServiceCredentials};
use crate::domain::account::Account;
use crate::helpdesk::{HelpdeskClient, HelpdeskError, ListKind, ProbeResult};
use crate::remedy::helpdesk_remedy;
use crate::tls::CertificateProblem;

/// The API, and the account that reads the lists for everybody, where there is one.
pub async fn check_helpdesk(config: &Config) -> Vec<Finding> {
    let part = "helpdesk";
    let client = match app::helpdesk_client(config) {
        Ok(client) => client,
        Err(error) => {
            let fault = CheckFailure::new(error, "Look at HELPDESK_URL and HELPDESK_CA_FILE.");
            return vec![Finding { part, result: Err(fault) }];
        }
    };
    let result = match client.probe_api().await {
        ProbeResult::Works => Ok(format!("its API answers{}", clock_remark(client.clock_skew()))),
        ProbeResult::SwitchedOff => Err(CheckFailure::new(
            "it answers with nothing, as it does while its API is switched off",
            "Switch the API on in the helpdesk's settings (Administration, Settings, API).",
        )),
        ProbeResult::BrokenDown => Err(CheckFailure::new(
            "it answers HTTP 500 with nothing, as it does while its database is down",
            "Look at the helpdesk's database first, then at the error log of its PHP.",
        )),
        ProbeResult::OtherVersion => Err(CheckFailure::new(
            "it answers as ZENLIX 3 and later do",
            "deskgram works with ZENLIX 2 and its api.php; the later API is another one, and is not supported.",
        )),
        ProbeResult::Foreign(error) | ProbeResult::Unreachable(error) => {
            Err(CheckFailure::new(describe_error(&error), helpdesk_remedy(&error)))
        }
    };
    let account = match &config.helpdesk.service_account {
        Some(account) if result.is_ok() => Some(check_service_account(&client, account).await),
        _ => None,
    };
    [Finding { part, result }].into_iter().chain(account).collect()
}

/// Whether the account that reads the lists gets in, and sees anything.
async fn check_service_account(client: &HelpdeskClient, account: &ServiceCredentials) -> Finding {
    let ServiceCredentials { login, password } = account;
    let result = match read_list(client, login, password).await {
        Ok(0) => Ok(format!(
            "{login} signs in, and its list is empty\n  → If there are open tickets, give it units or make it a head chief."
        )),
        Ok(count) => Ok(format!("{login} signs in, and its list has {count} tickets")),
        Err(HelpdeskError::KeyRefused | HelpdeskError::Refused(_)) => Err(CheckFailure::new(
            format!("the helpdesk does not let {login} in"),
            "Look at HELPDESK_SERVICE_ACCOUNT_LOGIN and its password, and whether the account is active.",
        )),
        Err(error) => Err(CheckFailure::new(describe_error(&error), helpdesk_remedy(&error))),
    };
    Finding { part: "service account", result }
}

async fn read_list(
    client: &HelpdeskClient,
    login: &str,
    password: &SecretString,
) -> Result<usize, HelpdeskError> {
    let key = client.sign_in(login, password).await?.key;
    let profile = client.find_profile(&key, login, "").await?;
    let me = Account::of(login, None, profile.as_ref()).me;
    Ok(client.list_tickets(&key, ListKind::Incoming, &me).await?.len())
}

/// An error with its cause: "can't be reached" alone would leave the administrator guessing.
fn describe_error(error: &HelpdeskError) -> String {
    let mut text = error.to_string();
    if let Some(problem) = CertificateProblem::find_in(error) {
        return format!("{text}: {problem}");
    }
    let mut cause = std::error::Error::source(error);
    while let Some(next) = cause {
        text = format!("{text}: {next}");
        cause = next.source();
    }
    text
}
