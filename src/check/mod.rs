//! `deskgram check`: looks at every part that `run` needs, says of each whether it works and what to do if not.

mod database;
mod finding;
mod helpdesk;
mod telegram;

use std::process::ExitCode;

use jiff::Timestamp;
use serde_json::Value;

use self::database::check_database;
use self::finding::{Finding, finding_line, finding_record};
use self::helpdesk::check_helpdesk;
use self::telegram::{Fix, check_telegram};
use crate::clock::Clock;
use crate::config::cli::{CheckArgs, OutputFormat};
use crate::config::{BotManagement, ChainSource, Config, EscalationConfig, PRIORITY_NAMES};

/// Checks everything and prints what was found of each part. Fails if something does not work.
pub async fn run_check(config: Config, wish: &CheckArgs) -> ExitCode {
    let fix = match (config.bot_management, wish.fix) {
        (BotManagement::LeftAlone, _) => Fix::LeftAlone,
        (BotManagement::Managed, true) => Fix::Wanted,
        (BotManagement::Managed, false) => Fix::Possible,
    };
    let mut findings = vec![check_zone(&config), check_escalation(&config.escalation)];
    let (telegram, helpdesk) = tokio::join!(check_telegram(&config, fix), check_helpdesk(&config));
    findings.extend(telegram);
    findings.extend(helpdesk);
    findings.extend(check_database(config).await);
    match wish.printed.output_format() {
        OutputFormat::People => findings.iter().for_each(|finding| println!("{}", finding_line(finding))),
        OutputFormat::Json => println!("{:#}", findings.iter().map(finding_record).collect::<Value>()),
    }
    if findings.iter().all(|finding| finding.result.is_ok()) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The chains in force, which come from two settings.
fn check_escalation(config: &EscalationConfig) -> Finding {
    let chains =
        PRIORITY_NAMES.map(|(name, priority)| format!("{name}: {}", config.chains.chain_for(priority)));
    let both: Vec<_> = PRIORITY_NAMES
        .into_iter()
        .zip(config.sources)
        .filter(|(_, source)| *source == ChainSource::Both)
        .map(|((name, _), _)| name)
        .collect();
    let remark = match both.is_empty() {
        true => String::new(),
        false => format!(
            " (for {} DESKGRAM_ESCALATION counts, and not DESKGRAM_UNCLAIMED_AFTER)",
            both.join(" and ")
        ),
    };
    Finding { part: "escalation", result: Ok(format!("{}{remark}", chains.join("; "))) }
}

fn check_zone(config: &Config) -> Finding {
    let now: Timestamp = Clock::System.now();
    let here = now.to_zoned_datetime(config.helpdesk.time_zone.clone());
    let name = config.helpdesk.time_zone.iana_name().unwrap_or("fixed offset");
    Finding { part: "time zone", result: Ok(format!("{name}, where it is {}", here.strftime("%H:%M"))) }
}
