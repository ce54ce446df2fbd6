//! The settings: which layer wins, what is refused and in what words, and that no secret is ever shown.

use std::fs;
use std::path::Path;
use std::time::Duration;

use clap::{CommandFactory, Parser};
use deskgram::config::cli::{Cli, CliCommand, Flags};
use deskgram::config::{
    Config, ConfigErrors, Database, Encryption, Environment, KeyError, KeySource, LoadedConfig, Secrecy,
    SettingDefault, settings_table,
};
use deskgram::domain::access_policy::AttachmentPolicy;
use deskgram::domain::ids::TelegramUser;
use jiff::SignedDuration;
use secrecy::ExposeSecret;
use tempfile::TempDir;

const TOKEN: &str = "42:hush-token";
const URL: &str = "https://help.example.com/api.php";
const ENOUGH: [(&str, &str); 2] = [("TELOXIDE_TOKEN", TOKEN), ("HELPDESK_URL", URL)];

/// The settings as the environment gives them, beside the two that must be there.
fn with(more: &[(&str, &str)]) -> Environment {
    ENOUGH.iter().chain(more).copied().collect()
}

fn flags(arguments: &[&str]) -> Flags {
    let line = ["deskgram", "run"].iter().chain(arguments);
    match Cli::parse_from(line).command {
        CliCommand::Run(flags) => flags,
        other => panic!("not run: {other:?}"),
    }
}

fn load(environment: &Environment) -> Result<LoadedConfig, ConfigErrors> {
    Config::load_config(&Flags::default(), environment, Path::new("/nowhere"))
}

fn config(more: &[(&str, &str)]) -> Config {
    load(&with(more)).unwrap().config
}

/// The SQLite file of a configuration.
fn file(config: &Config) -> &Path {
    let Database::Sqlite(path) = &config.database else { panic!("no file: {:?}", config.database) };
    path
}

/// Everything said of one bad value.
fn refusal(name: &str, value: &str) -> String {
    let environment =
        ENOUGH.iter().copied().filter(|(other, _)| *other != name).chain([(name, value)]).collect();
    let problems = load(&environment).unwrap_err();
    assert_eq!(problems.0.len(), 1, "{problems}");
    problems.0[0].to_string()
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

#[test]
fn two_settings_are_enough() {
    let config = config(&[]);
    assert_eq!(config.telegram.token.expose_secret(), TOKEN);
    assert_eq!(config.telegram.api_url.as_str(), "https://api.telegram.org/");
    assert!(config.telegram.proxy.is_none());
    assert_eq!(config.helpdesk.url.as_str(), URL);
    assert_eq!(config.helpdesk.time_zone.iana_name(), Some("Europe/Kiev"));
    assert!(config.helpdesk.service_account.is_none());
    assert!(config.helpdesk.ca.is_none());
    assert_eq!(file(&config), Path::new("/nowhere/deskgram.db"));
    assert_eq!(config.poll_interval, Duration::from_secs(20));
    assert!(config.admins.is_empty());
    assert!(config.public_url.is_none());
    let KeySource::File { path, .. } = config.key else { panic!("a key file: {:?}", config.key) };
    assert_eq!(path, Path::new("/nowhere/deskgram.key"));
}

#[test]
fn flags_win_over_the_environment_and_that_over_the_file() {
    let folder = folder(&[(
        "deskgram.toml",
        "deskgram_poll_interval = \"1m\"\nhelpdesk_time_zone = \"Europe/Riga\"\ndeskgram_admins = [7, 9]",
    )]);
    let environment = with(&[("DESKGRAM_POLL_INTERVAL", "2m"), ("HELPDESK_TIME_ZONE", "Europe/Oslo")]);
    let flags = flags(&["--poll-interval", "3m"]);
    let config = Config::load_config(&flags, &environment, folder.path()).unwrap().config;
    assert_eq!(config.poll_interval, Duration::from_secs(180));
    assert_eq!(config.helpdesk.time_zone.iana_name(), Some("Europe/Oslo"));
    assert_eq!(config.admins, [TelegramUser(7), TelegramUser(9)].into());
}

#[test]
fn everything_can_stand_in_the_file() {
    let key = "00".repeat(32);
    let text = format!(
        "teloxide_token = \"{TOKEN}\"\nhelpdesk_url = \"http://10.0.0.5/api.php\"\nhelpdesk_allow_http = true\n\
         deskgram_poll_interval = 5\ndatabase_url = \"sqlite:///srv/d.db\"\nhelpdesk_service_account_login = \"robot\"\n\
         helpdesk_service_account_password_file = \"password\"\ndeskgram_secret_key = \"{key}\"\n\
         teloxide_proxy = \"socks5://me:pw@127.0.0.1:1080\"\ndeskgram_public_url = \"https://d.example.com\"\n"
    );
    let folder = folder(&[("my.toml", &text), ("password", "hunter2\n")]);
    let loaded =
        Config::load_config(&flags(&["--config", "my.toml"]), &Environment::default(), folder.path())
            .unwrap();
    let config = loaded.config;
    assert_eq!(config.helpdesk.url.as_str(), "http://10.0.0.5/api.php");
    assert_eq!(config.poll_interval, Duration::from_secs(5));
    assert_eq!(file(&config), Path::new("/srv/d.db"));
    let watch = config.helpdesk.service_account.unwrap();
    assert_eq!((watch.login.as_str(), watch.password.expose_secret()), ("robot", "hunter2"));
    assert_eq!(config.key.load_or_create().unwrap().expose_bytes(), &[0; 32]);
    assert_eq!(config.telegram.proxy.unwrap().expose_secret(), "socks5://me:pw@127.0.0.1:1080");
    assert_eq!(config.public_url.unwrap().as_str(), "https://d.example.com/");
}

#[test]
fn an_empty_value_is_no_value() {
    let config = config(&[("TELOXIDE_PROXY", ""), ("HELPDESK_TIME_ZONE", "  ")]);
    assert!(config.telegram.proxy.is_none());
    assert_eq!(config.helpdesk.time_zone.iana_name(), Some("Europe/Kiev"));
}

#[test]
fn every_secret_can_stand_in_a_file_of_its_own() {
    for setting in settings_table().iter().filter(|setting| setting.secrecy == Secrecy::Secret) {
        let name = setting.file_name().unwrap();
        let folder = folder(&[("value", "???\n")]);
        let environment = ENOUGH
            .into_iter()
            .filter(|(other, _)| *other != setting.name)
            .chain([(name.as_str(), "value"), ("HELPDESK_SERVICE_ACCOUNT_LOGIN", "robot")])
            .collect();
        match Config::load_config(&Flags::default(), &environment, folder.path()) {
            // Any password is good: then it is the file's text without its line's end.
            Ok(loaded) => {
                assert_eq!(setting.name, "HELPDESK_SERVICE_ACCOUNT_PASSWORD");
                assert_eq!(loaded.config.helpdesk.service_account.unwrap().password.expose_secret(), "???");
            }
            Err(problems) => {
                let told: Vec<_> = problems.0.iter().map(|problem| problem.name.as_str()).collect();
                assert!(told.contains(&name.as_str()), "{name}: {problems}");
            }
        }
    }
}

#[test]
fn a_secret_and_its_file_exclude_each_other_within_a_layer() {
    insta::assert_snapshot!(
        refusal("TELOXIDE_TOKEN_FILE", "/run/secrets/token"),
        @"TELOXIDE_TOKEN: given together with TELOXIDE_TOKEN_FILE. Keep one of the two."
    );
    let folder = folder(&[("deskgram.toml", "teloxide_token_file = \"nowhere\"")]);
    assert!(
        Config::load_config(&Flags::default(), &with(&[]), folder.path()).is_ok(),
        "the environment wins"
    );
}

#[test]
fn all_problems_are_told_at_once() {
    let folder = folder(&[("deskgram.toml", "helpdesk_ulr = \"x\"\nhelpdesk_time_zone = 3.5\n[table]\n")]);
    let environment = [
        ("DESKGRAM_POLL_INTERVAL", "0"),
        ("DESKGRAM_ADMINS", "7, @me"),
        ("DATABASE_URL", "postgres://me:pw@db/deskgram"),
        ("HELPDESK_SERVICE_ACCOUNT_LOGIN", "robot"),
        ("TELOXIDE_TOKEN_FILE", "missing"),
    ];
    let flags = flags(&["--proxy", "socks5://me:pw@127.0.0.1:1080"]);
    let problems =
        Config::load_config(&flags, &environment.into_iter().collect(), folder.path()).unwrap_err();
    insta::assert_snapshot!(problems, @r#"
        the settings can't be used:
          --proxy: holds a password, and a command line is seen by everybody. Put it into TELOXIDE_PROXY or into the file that TELOXIDE_PROXY_FILE names.
          helpdesk_time_zone in deskgram.toml: not a plain value. Write a text in quotes, a number, or true or false.
          helpdesk_ulr in deskgram.toml: no setting has this name. Perhaps helpdesk_url is meant.
          [table] in deskgram.toml: a section. Settings stand in no section: take the line in brackets away.
          TELOXIDE_TOKEN_FILE: the file can't be read: No such file or directory (os error 2). Check its name and who may read it.
          HELPDESK_URL: not set. Set it: the full URL of the helpdesk's api.php, such as https://help.example.com/api.php.
          HELPDESK_SERVICE_ACCOUNT_PASSWORD: not set, while HELPDESK_SERVICE_ACCOUNT_LOGIN is. Set it, or take HELPDESK_SERVICE_ACCOUNT_LOGIN away.
          DESKGRAM_POLL_INTERVAL: 0 is too short. Write a time from 1s to 1h, such as 20s or 1m.
          DESKGRAM_ADMINS: "@me" is not a Telegram user id. Give numbers with commas between, such as 123456789, 987654321.
          DESKGRAM_SECRET_KEY: not set, and with PostgreSQL every process needs the same key. Make one with `openssl rand -hex 32`, or name the deskgram.key of an earlier SQLite database with DESKGRAM_SECRET_KEY_FILE.
    "#);
}

#[test]
fn bad_values_are_refused_with_the_fix() {
    let cases = [
        ("HELPDESK_URL", "help.example.com/api.php"),
        ("HELPDESK_URL", "https://help.example.com/"),
        ("HELPDESK_URL", "http://help.example.com/api.php"),
        ("HELPDESK_URL", "https://me:pw@help.example.com/api.php"),
        ("HELPDESK_TIME_ZONE", "Europe/Kyv"),
        ("HELPDESK_ALLOW_HTTP", "perhaps"),
        ("HELPDESK_CA_FILE", "missing.pem"),
        ("TELOXIDE_TOKEN", "token"),
        ("TELOXIDE_API_URL", "ftp://api.telegram.org"),
        ("TELOXIDE_PROXY", "127.0.0.1:1080"),
        ("DATABASE_URL", "mysql://db"),
        ("DATABASE_URL", "sqlite::memory:"),
        ("DATABASE_URL", "sqlite:"),
        ("DATABASE_URL", "sqlite:a.db?mode=rwc"),
        ("DESKGRAM_SECRET_KEY", "short"),
        ("DESKGRAM_POLL_INTERVAL", "20 parsecs"),
        ("DESKGRAM_POLL_INTERVAL", "500ms"),
        ("DESKGRAM_POLL_INTERVAL", "20000"),
        ("DESKGRAM_PUBLIC_URL", "http://d.example.com"),
        ("DESKGRAM_UPDATE_MODE", "pigeons"),
        ("DESKGRAM_UPDATE_MODE", "webhook"),
        ("DESKGRAM_ATTACHMENTS", "0d"),
        ("DESKGRAM_ATTACHMENTS", "400d"),
        ("DESKGRAM_ATTACHMENTS", "on"),
        ("HELPDESK_SERVICE_ACCOUNT_PASSWORD", "hunter2"),
    ];
    let told: Vec<_> = cases.iter().map(|(name, value)| refusal(name, value)).collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
        HELPDESK_URL: not a URL: relative URL without a base. Give the full address, beginning with https://.
        HELPDESK_URL: not the address of api.php. Give the full URL, such as https://help.example.com/api.php.
        HELPDESK_URL: passwords would travel over it unencrypted. Use https, or set HELPDESK_ALLOW_HTTP=yes if the way there is trusted.
        HELPDESK_URL: holds a login. Take away what stands before the @.
        HELPDESK_TIME_ZONE: no time zone is called "Europe/Kyv". Give an IANA name, such as Europe/Kyiv.
        HELPDESK_ALLOW_HTTP: "perhaps" is neither yes nor no. Write yes or no.
        HELPDESK_CA_FILE: /nowhere/missing.pem can't be read: No such file or directory (os error 2). Check its name and who may read it.
        TELOXIDE_TOKEN: not a bot's token. Copy the whole of it from @BotFather: number, colon, letters.
        TELOXIDE_API_URL: neither an http nor an https address. Begin it with https://.
        TELOXIDE_PROXY: not a URL: relative URL without a base. Write it as socks5://HOST:PORT, http://HOST:PORT or https://HOST:PORT.
        DATABASE_URL: not a database that deskgram knows. Write sqlite:PATH, such as sqlite:deskgram.db, or postgres://USER:PASSWORD@HOST/DATABASE.
        DATABASE_URL: a database in memory would forget everybody at every start. Write sqlite:PATH, such as sqlite:deskgram.db or sqlite:/var/lib/deskgram/deskgram.db.
        DATABASE_URL: no file is named. Write sqlite:PATH, such as sqlite:deskgram.db or sqlite:/var/lib/deskgram/deskgram.db.
        DATABASE_URL: options after ? are not understood. Write sqlite:PATH, such as sqlite:deskgram.db or sqlite:/var/lib/deskgram/deskgram.db.
        DESKGRAM_SECRET_KEY: not 32 bytes as hex or base64. Make one with `openssl rand -hex 32`, or leave it out: deskgram makes its own.
        DESKGRAM_POLL_INTERVAL: "20 parsecs" is not a time. Write a time from 1s to 1h, such as 20s or 1m.
        DESKGRAM_POLL_INTERVAL: 500ms is too short. Write a time from 1s to 1h, such as 20s or 1m.
        DESKGRAM_POLL_INTERVAL: 20000 is too long. Write a time from 1s to 1h, such as 20s or 1m.
        DESKGRAM_PUBLIC_URL: not an https address. Begin it with https://.
        DESKGRAM_UPDATE_MODE: "pigeons" is no way for updates. Write polling or webhook.
        DESKGRAM_PUBLIC_URL: not set, while DESKGRAM_UPDATE_MODE is. Set it, or take DESKGRAM_UPDATE_MODE away.
        DESKGRAM_ATTACHMENTS: "0d" does not say how long links to files are good. Write off, on, or a number of days from 1d to 365d.
        DESKGRAM_ATTACHMENTS: "400d" does not say how long links to files are good. Write off, on, or a number of days from 1d to 365d.
        DESKGRAM_PUBLIC_URL: not set, while DESKGRAM_ATTACHMENTS is. Set it, or take DESKGRAM_ATTACHMENTS away.
        HELPDESK_SERVICE_ACCOUNT_LOGIN: not set, while HELPDESK_SERVICE_ACCOUNT_PASSWORD is. Set it, or take HELPDESK_SERVICE_ACCOUNT_PASSWORD away.
    "#);
}

#[test]
fn a_webhook_is_only_for_who_asks_for_it() {
    assert_eq!(config(&[]).webhook_url(), None);
    let public = ("DESKGRAM_PUBLIC_URL", "https://d.example.com/bot/");
    assert_eq!(config(&[public]).webhook_url(), None);
    let config = config(&[public, ("DESKGRAM_UPDATE_MODE", "Webhook")]);
    assert_eq!(config.webhook_url().unwrap().as_str(), "https://d.example.com/bot/");
    assert_eq!(config.listen.unwrap().to_string(), "127.0.0.1:8087");
}

#[test]
fn files_are_served_only_for_who_asks_for_it() {
    let public = ("DESKGRAM_PUBLIC_URL", "https://d.example.com");
    let attachments = |text| config(&[public, ("DESKGRAM_ATTACHMENTS", text)]).attachments;
    assert_eq!(config(&[public]).attachments, AttachmentPolicy::Noted);
    assert_eq!(attachments("off"), AttachmentPolicy::Noted);
    for (text, days) in [("on", 30), ("1d", 1), ("365d", 365)] {
        assert_eq!(
            attachments(text),
            AttachmentPolicy::Linked(SignedDuration::from_hours(24 * days)),
            "{text}"
        );
    }
}

#[test]
fn times_can_be_written_in_several_ways() {
    for (text, seconds) in [("20s", 20), ("1m", 60), ("20", 20), ("1m 30s", 90), ("1s", 1), ("1h", 3600)] {
        let config = config(&[("DESKGRAM_POLL_INTERVAL", text)]);
        assert_eq!(config.poll_interval, Duration::from_secs(seconds), "{text}");
    }
}

#[test]
fn http_is_for_this_machine_or_for_those_who_ask_for_it() {
    for url in ["http://127.0.0.1:8080/api.php", "http://localhost/api.php", "http://[::1]/api.php"] {
        assert_eq!(config(&[("HELPDESK_URL", url)]).helpdesk.url.as_str(), url);
    }
    let url = "http://10.0.0.5/api.php";
    let config = config(&[("HELPDESK_URL", url), ("HELPDESK_ALLOW_HTTP", "yes")]);
    assert_eq!(config.helpdesk.url.as_str(), url);
}

/// What becomes of a PostgreSQL URL: the driver's URL, whether it is encrypted, what people read.
fn postgres(url: &str) -> (String, &'static str, String) {
    let key = "5a".repeat(32);
    let config = config(&[("DATABASE_URL", url), ("DESKGRAM_SECRET_KEY", &key)]);
    let Database::Postgres(server) = config.database else { panic!("no server: {:?}", config.database) };
    let encryption = match server.encryption {
        Encryption::Off => "off",
        Encryption::Verified { .. } => "verified",
    };
    (server.url.expose_secret().to_owned(), encryption, server.place)
}

#[test]
fn a_postgres_elsewhere_is_reached_over_a_verified_way() {
    let told = |url: &str| {
        let (url, encryption, place) = postgres(url);
        format!("{url} | {encryption} | {place}")
    };
    insta::assert_snapshot!([
        told("postgres://me:pw@db.example.com/desk"),
        told("postgresql://me:pw@db.example.com:6432/desk?sslmode=require&application_name=a%20b"),
        told("postgres://me:pw@10.0.0.7/desk?sslmode=disable&connect_timeout=3"),
        told("postgres://me:pw@localhost/desk"),
        told("postgres://me:pw@127.0.0.1/desk?sslmode=verify-full"),
        told("postgres:///desk?host=/run/postgresql&user=me"),
    ].join("\n"), @r"
        postgres://me:pw@db.example.com/desk | verified | PostgreSQL desk at db.example.com
        postgresql://me:pw@db.example.com:6432/desk?application_name=a%20b | verified | PostgreSQL desk at db.example.com:6432
        postgres://me:pw@10.0.0.7/desk?connect_timeout=3 | off | PostgreSQL desk at 10.0.0.7
        postgres://me:pw@localhost/desk | off | PostgreSQL desk at localhost
        postgres://me:pw@127.0.0.1/desk | verified | PostgreSQL desk at 127.0.0.1
        postgres:///desk?host=/run/postgresql&user=me | off | PostgreSQL desk on this machine
    ");
}

#[test]
fn with_postgres_the_key_is_given_and_the_way_is_no_matter_of_chance() {
    let told = [
        refusal("DATABASE_URL", "postgres://me:hunter2@db.example.com/desk"),
        refusal("DATABASE_URL", "postgres://me:hunter2@db.example.com/desk?sslmode=prefer"),
        refusal("DATABASE_URL", "postgres://me:hunter2@db.example.com/desk?sslrootcert=missing.pem"),
        refusal("DATABASE_URL", "postgres://me:hunter2@db.example.com"),
        refusal("DATABASE_URL", "postgres://me:hunter2@a:1,b:2/desk"),
        refusal("DATABASE_URL", "postgres://me:hun@ter/2@db.example.com/desk"),
    ];
    insta::assert_snapshot!(told.join("\n"), @r"
        DESKGRAM_SECRET_KEY: not set, and with PostgreSQL every process needs the same key. Make one with `openssl rand -hex 32`, or name the deskgram.key of an earlier SQLite database with DESKGRAM_SECRET_KEY_FILE.
        DATABASE_URL: its sslmode would leave it to chance whether passwords are encrypted. Write sslmode=verify-full, or sslmode=disable where the way there is trusted.
        DATABASE_URL: /nowhere/missing.pem can't be read: No such file or directory (os error 2). Check its name and who may read it.
        DATABASE_URL: no database is named. Write postgres://USER:PASSWORD@HOST/DATABASE.
        DATABASE_URL: not a URL: invalid port number. Write postgres://USER:PASSWORD@HOST/DATABASE, and in a password / as %2F, @ as %40, : as %3A, ? as %3F, # as %23, % as %25.
        DATABASE_URL: the name of its database can't be right. Write postgres://USER:PASSWORD@HOST/DATABASE, and in a password / as %2F, @ as %40, : as %3A, ? as %3F, # as %23, % as %25.
    ");
}

#[test]
fn an_unknown_name_in_the_environment_is_a_warning() {
    let environment =
        with(&[("DESKGRAM_ADMIN", "7"), ("HELPDESK_SERVICE_HOST", "10.0.0.1"), ("HOME", "/root")]);
    let warnings: Vec<_> = load(&environment).unwrap().warnings.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(warnings.join("\n"), @r#"
        DESKGRAM_ADMIN: no setting has this name. Perhaps DESKGRAM_ADMINS is meant.
        HELPDESK_SERVICE_HOST: no setting has this name. Take it away; `deskgram run --help` lists the names.
    "#);
}

#[test]
fn a_config_file_that_was_asked_for_must_be_there() {
    let folder = folder(&[]);
    let problems =
        Config::load_config(&flags(&["--config", "my.toml"]), &with(&[]), folder.path()).unwrap_err();
    assert!(problems.to_string().contains("my.toml: the file can't be read"), "{problems}");
}

#[test]
fn no_secret_is_ever_shown() {
    const SECRET: &str = "hunter2-hunter2";
    let named = |value: &str| {
        settings_table()
            .iter()
            .filter(|setting| setting.secrecy == Secrecy::Secret)
            .map(|setting| (setting.name.to_owned(), value.to_owned()))
            .chain([("HELPDESK_URL".to_owned(), format!("https://me:{value}@help.example.com"))])
            .collect::<Environment>()
    };
    for value in [SECRET.to_owned(), format!("https://{SECRET}"), format!("postgres://a:{SECRET}@b")] {
        let told = load(&named(&value)).unwrap_err();
        assert!(!format!("{told} {told:?}").contains(SECRET), "{told:?}");
    }

    let folder = folder(&[("deskgram.toml", &format!("teloxide_token = \"{SECRET}"))]);
    let told = Config::load_config(&Flags::default(), &with(&[]), folder.path()).unwrap_err();
    assert!(told.to_string().contains("line 1"), "{told}");
    assert!(!format!("{told} {told:?}").contains(SECRET), "{told:?}");

    let key = "5a".repeat(32);
    let good = config(&[
        ("HELPDESK_SERVICE_ACCOUNT_LOGIN", "robot"),
        ("HELPDESK_SERVICE_ACCOUNT_PASSWORD", SECRET),
        ("TELOXIDE_PROXY", "http://me:hunter2-hunter2@proxy:3128"),
        ("DESKGRAM_SECRET_KEY", &key),
    ]);
    let shown = format!("{good:?}");
    for secret in [SECRET, TOKEN, key.as_str(), "90, 90"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn the_table_and_the_command_line_agree() {
    let command = Cli::command();
    let run = command.find_subcommand("run").unwrap();
    let mut flags: Vec<_> = run.get_arguments().filter_map(|argument| argument.get_long()).collect();
    let mut expected: Vec<_> =
        settings_table().iter().filter_map(|setting| setting.flag).chain(["config"]).collect();
    flags.sort_unstable();
    expected.sort_unstable();
    assert_eq!(flags, expected);
    Cli::command().debug_assert();
}

#[test]
fn the_table_tells_the_truth_about_defaults() {
    for setting in settings_table() {
        let SettingDefault::Value(default) = setting.default else { continue };
        let explicit = format!("{:?}", config(&[(setting.name, default)]));
        assert_eq!(explicit, format!("{:?}", config(&[])), "{}", setting.name);
    }
    let problems = load(&Environment::default()).unwrap_err();
    let told: Vec<_> = problems.0.iter().map(|problem| problem.name.as_str()).collect();
    let mut required: Vec<_> = settings_table()
        .iter()
        .filter(|setting| setting.default == SettingDefault::Required)
        .map(|setting| setting.name)
        .collect();
    required.sort_unstable_by_key(|name| told.iter().position(|other| other == name));
    assert_eq!(told, required);
}

fn key_in(folder: &TempDir) -> KeySource {
    Config::load_config(&Flags::default(), &with(&[]), folder.path()).unwrap().config.key
}

#[test]
fn a_key_file_is_made_once_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(&[]);
    assert!(key_in(&folder).load_existing().unwrap().is_none(), "looking makes nothing");
    let made = key_in(&folder).load_or_create().unwrap();
    let again = key_in(&folder).load_or_create().unwrap();
    assert_eq!(made.expose_bytes(), again.expose_bytes());
    assert_ne!(made.expose_bytes(), &[0; 32]);
    let files: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(files, ["deskgram.key"], "no draft stays behind");
    let mode = fs::metadata(folder.path().join("deskgram.key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_key_file_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(&[("deskgram.key", &"ab".repeat(32))]);
    let path = folder.path().join("deskgram.key");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let told = key_in(&folder).load_or_create().unwrap_err().to_string();
    assert!(told.contains("mode is 644") && told.contains("chmod 600"), "{told}");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(key_in(&folder).load_or_create().unwrap().expose_bytes(), &[0xab; 32]);
    fs::write(&path, "ab").unwrap();
    assert!(matches!(key_in(&folder).load_or_create(), Err(KeyError::Malformed { .. })));
}

#[cfg(unix)]
#[test]
fn a_secret_that_everybody_can_read_is_warned_of() {
    use std::os::unix::fs::PermissionsExt;
    let secret = format!("teloxide_token = \"{TOKEN}\"");
    let folder = folder(&[("deskgram.toml", &secret), ("token", TOKEN)]);
    let token = folder.path().join("token");
    let environment =
        |name, value: &str| [("HELPDESK_URL", URL), (name, value)].into_iter().collect::<Environment>();
    let warned = |environment: &Environment, mode| {
        for file in ["deskgram.toml", "token"] {
            fs::set_permissions(folder.path().join(file), fs::Permissions::from_mode(mode)).unwrap();
        }
        let loaded = Config::load_config(&Flags::default(), environment, folder.path());
        loaded
            .unwrap_or_else(|problems| panic!("{problems}"))
            .warnings
            .iter()
            .map(ToString::to_string)
            .collect::<String>()
    };
    for environment in
        [environment("HOME", "/"), environment("TELOXIDE_TOKEN_FILE", &token.display().to_string())]
    {
        assert!(
            warned(&environment, 0o644).contains("everybody on this machine can read the file. Close it")
        );
        assert_eq!(warned(&environment, 0o640), "");
    }
}

#[test]
fn a_lost_key_is_not_replaced_in_silence() {
    let folder = folder(&[("deskgram.db", "")]);
    let told = key_in(&folder).load_or_create().unwrap_err();
    assert!(matches!(told, KeyError::Lost { .. }), "{told}");
    assert!(!folder.path().join("deskgram.key").exists());
}
