//! `deskgram check`: looks at every part that `run` needs, says of each whether it works and what to do if not.

use std::borrow::Cow;
use std::fs::File;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use jiff::{SignedDuration, Timestamp};
use reqwest::Url;
use serde_json::{Value, json};

use crate::app;
use crate::clock::{Clock, random_bytes};
use crate::config::cli::OutputFormat;
use crate::config::{Config, Database, PostgresServer};
use crate::helpdesk::{HelpdeskError, ProbeResult};
use crate::remedy::{helpdesk_remedy, system_remedy, telegram_remedy};
use crate::store::{self, SchemaState, Store, StoreError};
use crate::telegram::client::{BotIdentity, TelegramClient};
use crate::telegram::send_error::{SendErrorKind, classify_failure};
use crate::telegram::webhook::{self, DeliveryStatus};
use crate::tls::CertificateProblem;

/// What Telegram could not bring before that is not worth a word.
const RECENT_ERROR_WINDOW: SignedDuration = SignedDuration::from_hours(1);

/// What to ask for where the helpdesk's lists cost what they cost without it.
const INDEX: &str = "Ask the helpdesk's administrator for ALTER TABLE tickets ADD INDEX (hash_name(32)); it is explained in \
                     docs/REFERENCE.md.";

/// What was found of one part.
struct Finding {
    part: &'static str,
    result: Result<String, CheckFailure>,
}

/// What is wrong, and what to do about it.
struct CheckFailure {
    wrong: String,
    todo: Cow<'static, str>,
}

impl CheckFailure {
    fn new(wrong: impl ToString, todo: impl Into<Cow<'static, str>>) -> Self {
        Self { wrong: wrong.to_string(), todo: todo.into() }
    }

    /// What the machine refuses, with the fix for that, or this one for what nobody knows.
    fn of_system(wrong: impl ToString, otherwise: &'static str) -> Self {
        let wrong = wrong.to_string();
        let todo = system_remedy(&wrong).unwrap_or(otherwise);
        Self::new(wrong, todo)
    }
}

/// Checks everything and prints what was found of each part. Fails if something does not work.
pub async fn run_check(config: Config, form: OutputFormat) -> ExitCode {
    let mut findings = vec![check_zone(&config)];
    let (telegram, helpdesk) = tokio::join!(check_telegram(&config), check_helpdesk(&config));
    findings.extend(telegram);
    findings.push(helpdesk);
    findings.extend(check_database(config).await);
    match form {
        OutputFormat::People => findings.iter().for_each(|finding| println!("{}", finding_line(finding))),
        OutputFormat::Json => println!("{:#}", findings.iter().map(finding_record).collect::<Value>()),
    }
    if findings.iter().all(|finding| finding.result.is_ok()) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn finding_line(Finding { part, result }: &Finding) -> String {
    match result {
        Ok(found) => format!("✔ {part}: {found}"),
        Err(fault) => format!("✘ {part}: {}\n  → {}", fault.wrong, fault.todo),
    }
}

fn finding_record(Finding { part, result }: &Finding) -> Value {
    match result {
        Ok(found) => json!({ "part": part, "works": true, "found": found }),
        Err(fault) => json!({ "part": part, "works": false, "wrong": fault.wrong, "todo": fault.todo }),
    }
}

fn check_zone(config: &Config) -> Finding {
    let now: Timestamp = Clock::System.now();
    let here = now.to_zoned_datetime(config.helpdesk.time_zone.clone());
    let name = config.helpdesk.time_zone.iana_name().unwrap_or("fixed offset");
    Finding { part: "time zone", result: Ok(format!("{name}, where it is {}", here.strftime("%H:%M"))) }
}

/// The server and the token are two parts: either can be wrong by itself.
async fn check_telegram(config: &Config) -> Vec<Finding> {
    let api = "Bot API";
    let gateway = match app::telegram_client(config) {
        Ok(gateway) => gateway,
        Err(error) => {
            let fault = CheckFailure::new(error, "Look at TELOXIDE_API_URL and TELOXIDE_PROXY.");
            return vec![Finding { part: api, result: Err(fault) }];
        }
    };
    let host = config.telegram.api_url.host_str().unwrap_or_default().to_owned();
    let answers = Finding { part: api, result: Ok(format!("{host} answers")) };
    let token = |result| Finding { part: "token", result };
    match gateway.get_me().await {
        Ok(me) => {
            let token = token(Ok(format!("of @{}", me.username)));
            let abilities = Finding { part: "bot", result: Ok(describe_abilities(&me)) };
            let updates = match config.webhook_url() {
                Some(public) => Some(check_updates(&gateway, public).await),
                None => None,
            };
            [answers, token, abilities].into_iter().chain(updates).collect()
        }
        Err(failure) if classify_failure(&failure) == SendErrorKind::Unauthorized => {
            let fault = CheckFailure::new("Telegram does not accept it", telegram_remedy(&failure));
            vec![answers, token(Err(fault))]
        }
        Err(failure) => {
            let todo = telegram_remedy(&failure);
            vec![Finding { part: api, result: Err(CheckFailure::new(failure, todo)) }]
        }
    }
}

/// What the bot may do, by what was said to @BotFather, and where to change what is missed most.
fn describe_abilities(me: &BotIdentity) -> String {
    let words = |holds: bool, on: &'static str, off: &'static str| if holds { on } else { off };
    let inline = words(
        me.supports_inline_queries,
        "inline mode is on",
        "inline mode is off, so nothing is found by its name in other chats\n  → /setinline at @BotFather",
    );
    let groups = words(
        me.can_join_groups,
        "it may be added to groups",
        "nobody can add it to a group\n  → /setjoingroups at @BotFather",
    );
    let privacy = words(
        me.can_read_all_group_messages,
        "privacy mode is off: it is sent all that is said in groups, and needs none of it\n  → /setprivacy at @BotFather",
        "privacy mode is on",
    );
    // What is to be done ends its line.
    let (well, todo): (Vec<_>, Vec<_>) =
        [inline, groups, privacy].into_iter().partition(|word| !word.contains('→'));
    let well = Some(well.join("; ")).filter(|well| !well.is_empty());
    well.into_iter().chain(todo.into_iter().map(str::to_owned)).collect::<Vec<_>>().join("\n  ")
}

/// Whether Telegram gets through with what it is to bring.
async fn check_updates(gateway: &TelegramClient, public: &Url) -> Finding {
    let here = webhook::webhook_address(public);
    let result = match webhook::delivery_status(gateway, &here, Clock::System.now() - RECENT_ERROR_WINDOW)
        .await
    {
        Ok(DeliveryStatus::Nowhere) => {
            Ok(format!("Telegram will bring them to {here} from the first start on"))
        }
        Ok(DeliveryStatus::Elsewhere) => {
            let todo = "Does another program use the token? deskgram sets its own address when it starts.";
            Err(CheckFailure::new("Telegram brings them to another address", todo))
        }
        Ok(DeliveryStatus::Here { trouble: None, waiting }) => {
            Ok(format!("Telegram brings them to {here}, and {waiting} wait there"))
        }
        Ok(DeliveryStatus::Here { trouble: Some(trouble), waiting }) => {
            let todo = "Does the proxy run, is its certificate good, and does it pass on /telegram/?";
            Err(CheckFailure::new(
                format!("Telegram could not bring one: {trouble}; {waiting} wait there"),
                todo,
            ))
        }
        Err(failure) => {
            let todo = telegram_remedy(&failure);
            Err(CheckFailure::new(failure, todo))
        }
    };
    Finding { part: "updates", result }
}

async fn check_helpdesk(config: &Config) -> Finding {
    let part = "helpdesk";
    let client = match app::helpdesk_client(config) {
        Ok(client) => client,
        Err(error) => {
            let fault = CheckFailure::new(error, "Look at HELPDESK_URL and HELPDESK_CA_FILE.");
            return Finding { part, result: Err(fault) };
        }
    };
    let result = match client.probe_api().await {
        ProbeResult::Works => Ok(format!("its API answers{}", clock(client.clock_skew()))),
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
    Finding { part, result }
}

/// How far the helpdesk's clock is off, by the `Date` of its answer; nothing where it is right.
fn clock(skew: SignedDuration) -> String {
    let (seconds, side) = (skew.as_secs().abs(), if skew.is_negative() { "behind" } else { "ahead of" });
    match seconds {
        0 => String::new(),
        1..120 => format!("; its clock is {seconds} seconds {side} this machine's"),
        _ => format!("; its clock is {} minutes {side} this machine's: set one of them right", seconds / 60),
    }
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

/// Opens the database if there is one; makes none. What it remembers of the helpdesk's lists is a part of its own.
async fn check_database(config: Config) -> Vec<Finding> {
    match config.database.clone() {
        Database::Sqlite(path) => {
            let (finding, store) = check_file(config, &path);
            [Some(finding), lists(store).await].into_iter().flatten().collect()
        }
        Database::Postgres(server) => vec![Finding { part: "database", result: check_postgres(&server) }],
    }
}

/// What the longest list costs the helpdesk, where that was seen.
async fn lists(store: Option<Store>) -> Option<Finding> {
    let cost = store?.read(|db| db.list_cost()).await.ok()??;
    let each = cost.per_ticket()?;
    let (tickets, took) = (cost.tickets, cost.took.as_secs_f64());
    let found = format!("{tickets} tickets took the helpdesk {took:.1} s, {} ms each", each.as_millis());
    let found = if cost.lacks_index() {
        let would = cost.with_index().as_secs_f64();
        format!("{found}: an index in its database is missing, with it about {would:.1} s\n  → {INDEX}")
    } else {
        found
    };
    Some(Finding { part: "lists", result: Ok(found) })
}

fn check_postgres(server: &PostgresServer) -> Result<String, CheckFailure> {
    let place = &server.place;
    match store::inspect_server(server) {
        Ok(SchemaState::Empty) => Ok(format!("{place} answers; its tables will be made at the first start")),
        Ok(standing @ SchemaState::Ours(_)) => Ok(match standing.is_current() {
            Err(StoreError::Older { .. }) => earlier(place),
            _ => format!("{place} answers"),
        }),
        Err(error @ StoreError::Newer { .. }) => {
            Err(CheckFailure::new(format!("{place}: {error}"), "Start the deskgram that has written it."))
        }
        Ok(SchemaState::Foreign) => {
            let todo = "Give deskgram a database of its own: CREATE DATABASE deskgram OWNER deskgram;";
            Err(CheckFailure::new(format!("{place} holds another program's tables"), todo))
        }
        Err(error) => {
            let todo =
                "Does the server run, and are user, password, database and sslmode in DATABASE_URL right?";
            Err(CheckFailure::new(format!("{place}: {error}"), todo))
        }
    }
}

/// What is said of a database that a start brings up to date.
fn earlier(place: &str) -> String {
    format!("{place} is of an earlier version; the next start brings it up to date, so make a backup first")
}

fn check_file(config: Config, path: &Path) -> (Finding, Option<Store>) {
    let part = "database";
    let place = path.display().to_string();
    let key = match config.key.load_existing() {
        Ok(key) => key,
        Err(error) => {
            let todo = "Put the key back, or start with an empty database: everybody then signs in again.";
            return (Finding { part, result: Err(CheckFailure::new(error, todo)) }, None);
        }
    };
    let mut opened = None;
    let result = match (path.exists(), key) {
        (false, _) => {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            let folder = folder.unwrap_or(Path::new("."));
            match (folder.is_dir(), is_writable(folder)) {
                (false, _) => {
                    Err(CheckFailure::new(format!("the folder of {place} is missing"), "Make the folder."))
                }
                (true, Err(error)) => {
                    let wrong = format!("{place} can't be made: {error}");
                    let todo = "Let the user as whom deskgram runs write to its folder.";
                    Err(CheckFailure::of_system(wrong, todo))
                }
                (true, Ok(())) => Ok(format!("{place} will be made at the first start")),
            }
        }
        (true, None) => {
            Err(CheckFailure::new("its secret key is missing", "Put the key file back beside it."))
        }
        (true, Some(key)) => {
            match Store::of_today(&config.database, app::create_seal(&key, &config.helpdesk.url)) {
                Ok(store) => {
                    opened = Some(store);
                    Ok(format!("{place} opens"))
                }
                Err(StoreError::Older { .. }) => Ok(earlier(&place)),
                Err(error) => {
                    let todo = "Is it a deskgram database, and may this user write to it?";
                    Err(CheckFailure::of_system(error, todo))
                }
            }
        }
    };
    (Finding { part, result }, opened)
}

/// Whether files can be made in a folder: makes one, and takes it away again.
fn is_writable(folder: &Path) -> io::Result<()> {
    let name = format!(".deskgram-{:016x}", u64::from_le_bytes(random_bytes()));
    let path = folder.join(name);
    File::create_new(&path).and_then(|_| std::fs::remove_file(&path))
}
