//! What an administrator can do about a helpdesk that does not answer as it should: one table.

use crate::helpdesk::{HelpdeskError, UnclearAnswer};

/// The address in full, or something else answers.
const ADDRESS: &str = "Is HELPDESK_URL the full address of api.php, as in https://desk.example.com/api.php?";

/// The fix for what was answered.
pub(super) fn remedy(error: &HelpdeskError) -> &'static str {
    match error {
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
        HelpdeskError::Unclear(UnclearAnswer::Status(404 | 405 | 410)) => ADDRESS,
        HelpdeskError::Unclear(UnclearAnswer::Status(429)) => {
            "What stands in front of the helpdesk finds deskgram too busy: raise its limit for this machine."
        }
        HelpdeskError::Unclear(UnclearAnswer::Status(500..)) => {
            "The helpdesk, or what stands in front of it, breaks down: its own error log says why."
        }
        HelpdeskError::Unclear(UnclearAnswer::Garbled(_)) => {
            "A web page answers there, a login page perhaps: HELPDESK_URL has to be the full address of api.php."
        }
        _ => ADDRESS,
    }
}
