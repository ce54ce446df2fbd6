//! The settings as an administrator writes them.

use std::path::Path;

use deskgram::config::cli::Flags;
use deskgram::config::{Config, ConfigErrors, LoadedConfig};
use deskgram::domain::escalation::EscalationChains;

/// Reads these settings beside the two that must be there.
pub fn load_settings(more: &[(&str, &str)]) -> Result<LoadedConfig, ConfigErrors> {
    let enough = [("TELOXIDE_TOKEN", "42:token"), ("HELPDESK_URL", "https://help.example.com/api.php")];
    let environment = enough.iter().chain(more).copied().collect();
    Config::load_config(&Flags::default(), &environment, Path::new("/nowhere"))
}

/// The chains that a text of `DESKGRAM_ESCALATION` means.
pub fn escalation_chains(text: &str) -> EscalationChains {
    load_settings(&[("DESKGRAM_ESCALATION", text)]).unwrap().config.escalation.chains
}
