//! The table of settings: names, defaults and meanings, once. The reading, the command line's help and the README's
//! table all come from here. Reads nothing.

/// One setting of `deskgram run` and `deskgram check`.
#[derive(Debug)]
pub struct Setting {
    /// The environment's name. The config file has it in lower case; a secret is also read from the file that
    /// `<name>_FILE` names.
    pub name: &'static str,
    /// The command line's name, where there is one.
    pub flag: Option<&'static str>,
    pub default: SettingDefault,
    pub secrecy: Secrecy,
    /// One sentence for people.
    pub meaning: &'static str,
}

/// What holds when a setting is not given.
#[derive(Debug, PartialEq, Eq)]
pub enum SettingDefault {
    /// deskgram does not start without it.
    Required,
    /// This value.
    Value(&'static str),
    /// No value; what that means, in a few words.
    Unset(&'static str),
}

/// Whether a setting's value may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secrecy {
    Plain,
    /// Never shown; also read from the file that `<name>_FILE` names.
    Secret,
}

/// When a change of a setting takes hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeMode {
    AtStart,
    /// While deskgram serves, when it is told to read its settings anew.
    WhenToldTo,
}

impl Setting {
    /// When a change of it takes hold.
    pub fn change_mode(&self) -> ChangeMode {
        if RELOADABLE.iter().any(|live| live.name == self.name) {
            ChangeMode::WhenToldTo
        } else {
            ChangeMode::AtStart
        }
    }

    /// The name of the setting that names a file with the value; secrets have one.
    pub fn file_name(&self) -> Option<String> {
        (self.secrecy == Secrecy::Secret).then(|| format!("{}_FILE", self.name))
    }
}

/// The settings that deskgram reads anew while it serves, when it is told to.
const RELOADABLE: [&Setting; 10] = [
    &HELPDESK_SERVICE_ACCOUNT_LOGIN,
    &HELPDESK_SERVICE_ACCOUNT_PASSWORD,
    &DESKGRAM_POLL_INTERVAL,
    &DESKGRAM_POLL_LOAD_LIMIT,
    &DESKGRAM_POLL_MAX_AGE,
    &DESKGRAM_UNCLAIMED_AFTER,
    &DESKGRAM_ESCALATION,
    &DESKGRAM_ADMINS,
    &DESKGRAM_GROUPS,
    &DESKGRAM_TICKET_LINK,
];

/// All settings, in the order in which people meet them.
pub fn settings_table() -> &'static [Setting] {
    SETTINGS_TABLE
}

static SETTINGS_TABLE: &[Setting] = &[
    TELOXIDE_TOKEN,
    HELPDESK_URL,
    HELPDESK_TIME_ZONE,
    HELPDESK_SERVICE_ACCOUNT_LOGIN,
    HELPDESK_SERVICE_ACCOUNT_PASSWORD,
    HELPDESK_CA_FILE,
    HELPDESK_ALLOW_HTTP,
    HELPDESK_MAX_CALL_DURATION,
    DATABASE_URL,
    DESKGRAM_SECRET_KEY,
    DESKGRAM_POLL_INTERVAL,
    DESKGRAM_POLL_LOAD_LIMIT,
    DESKGRAM_POLL_MAX_AGE,
    DESKGRAM_UNCLAIMED_AFTER,
    DESKGRAM_ESCALATION,
    DESKGRAM_ADMINS,
    DESKGRAM_GROUPS,
    DESKGRAM_TICKET_LINK,
    DESKGRAM_PUBLIC_URL,
    DESKGRAM_LISTEN,
    DESKGRAM_METRICS_LISTEN,
    DESKGRAM_CHAT_LOGIN,
    DESKGRAM_UPDATE_MODE,
    DESKGRAM_ATTACHMENTS,
    DESKGRAM_MANAGE_BOT,
    TELOXIDE_API_URL,
    TELOXIDE_PROXY,
    TELEGRAM_CA_FILE,
];

pub(super) const TELOXIDE_TOKEN: Setting = Setting {
    name: "TELOXIDE_TOKEN",
    flag: None,
    default: SettingDefault::Required,
    secrecy: Secrecy::Secret,
    meaning: "The bot's token, as @BotFather gave it",
};

pub(super) const HELPDESK_URL: Setting = Setting {
    name: "HELPDESK_URL",
    flag: Some("helpdesk-url"),
    default: SettingDefault::Required,
    secrecy: Secrecy::Plain,
    meaning: "The full URL of the helpdesk's api.php, such as https://help.example.com/api.php",
};

pub(super) const HELPDESK_TIME_ZONE: Setting = Setting {
    name: "HELPDESK_TIME_ZONE",
    flag: Some("helpdesk-time-zone"),
    default: SettingDefault::Value("Europe/Kiev"),
    secrecy: Secrecy::Plain,
    meaning: "The zone of the helpdesk's clock, an IANA name",
};

pub(super) const HELPDESK_SERVICE_ACCOUNT_LOGIN: Setting = Setting {
    name: "HELPDESK_SERVICE_ACCOUNT_LOGIN",
    flag: None,
    default: SettingDefault::Unset("the lists are read with the accounts of those who signed in"),
    secrecy: Secrecy::Plain,
    meaning: "The login of a helpdesk account that reads the ticket lists for everybody with one request; best a head chief, who sees all",
};

pub(super) const HELPDESK_SERVICE_ACCOUNT_PASSWORD: Setting = Setting {
    name: "HELPDESK_SERVICE_ACCOUNT_PASSWORD",
    flag: None,
    default: SettingDefault::Unset("as above"),
    secrecy: Secrecy::Secret,
    meaning: "The password of the service account",
};

pub(super) const HELPDESK_CA_FILE: Setting = Setting {
    name: "HELPDESK_CA_FILE",
    flag: None,
    default: SettingDefault::Unset("the built-in authorities and the machine's own"),
    secrecy: Secrecy::Plain,
    meaning: "A PEM file with certificates to trust beside the usual ones, for a helpdesk with a certificate of its own",
};

pub(super) const HELPDESK_ALLOW_HTTP: Setting = Setting {
    name: "HELPDESK_ALLOW_HTTP",
    flag: None,
    default: SettingDefault::Value("no"),
    secrecy: Secrecy::Plain,
    meaning: "Whether a helpdesk elsewhere may be reached without encryption: yes or no",
};

pub(super) const HELPDESK_MAX_CALL_DURATION: Setting = Setting {
    name: "HELPDESK_MAX_CALL_DURATION",
    flag: None,
    default: SettingDefault::Value("60s"),
    secrecy: Secrecy::Plain,
    meaning: "How long the helpdesk may work on one call: a comment whose answer got lost is not sent again before; from 1s to 1h",
};

pub(super) const DATABASE_URL: Setting = Setting {
    name: "DATABASE_URL",
    flag: Some("database-url"),
    default: SettingDefault::Value("sqlite:deskgram.db"),
    secrecy: Secrecy::Secret,
    meaning: "Where deskgram keeps what it knows: sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE",
};

pub(super) const DESKGRAM_SECRET_KEY: Setting = Setting {
    name: "DESKGRAM_SECRET_KEY",
    flag: None,
    default: SettingDefault::Unset(
        "deskgram.key beside the SQLite file, made at the first start; must be set with PostgreSQL",
    ),
    secrecy: Secrecy::Secret,
    meaning: "The key that seals people's helpdesk access in the database: 32 bytes as hex or base64",
};

pub(super) const DESKGRAM_POLL_INTERVAL: Setting = Setting {
    name: "DESKGRAM_POLL_INTERVAL",
    flag: Some("poll-interval"),
    default: SettingDefault::Value("20s"),
    secrecy: Secrecy::Plain,
    meaning: "How often the ticket lists are read: 20s, 1m, or plain seconds; from 1s to 1h",
};

pub(super) const DESKGRAM_POLL_LOAD_LIMIT: Setting = Setting {
    name: "DESKGRAM_POLL_LOAD_LIMIT",
    flag: None,
    default: SettingDefault::Value("10%"),
    secrecy: Secrecy::Plain,
    meaning: "How much of its time the helpdesk may spend on being asked for lists: the interval grows where they are long",
};

pub(super) const DESKGRAM_POLL_MAX_AGE: Setting = Setting {
    name: "DESKGRAM_POLL_MAX_AGE",
    flag: None,
    default: SettingDefault::Value("1m"),
    secrecy: Secrecy::Plain,
    meaning: "How old the newest look at a list may get, even where the load limit would let it get older; from 1s to 1h",
};

pub(super) const DESKGRAM_UNCLAIMED_AFTER: Setting = Setting {
    name: "DESKGRAM_UNCLAIMED_AFTER",
    flag: None,
    default: SettingDefault::Value("15m,1h,4h"),
    secrecy: Secrecy::Plain,
    meaning: "After how long its unit and its groups are called about an urgent, a normal and a low ticket that nobody has taken, and after twice that the head: three times, each or all of them `off`",
};

pub(super) const DESKGRAM_ESCALATION: Setting = Setting {
    name: "DESKGRAM_ESCALATION",
    flag: None,
    default: SettingDefault::Unset("the chains of `DESKGRAM_UNCLAIMED_AFTER`"),
    secrecy: Secrecy::Plain,
    meaning: "Who is called about a ticket that nobody takes, for each priority a chain of steps with times, such as `high: duty 3m, next 8m, unit 15m, head 20m!, group 30m; normal: unit 30m, head 60m`; `!` calls in spite of mutes and work hours, `high: off` calls nobody",
};

pub(super) const DESKGRAM_ADMINS: Setting = Setting {
    name: "DESKGRAM_ADMINS",
    flag: None,
    default: SettingDefault::Unset("nobody"),
    secrecy: Secrecy::Plain,
    meaning: "The Telegram user ids of those to whom /diag shows the whole, with commas between",
};

pub(super) const DESKGRAM_GROUPS: Setting = Setting {
    name: "DESKGRAM_GROUPS",
    flag: None,
    default: SettingDefault::Unset("any group"),
    secrecy: Secrecy::Plain,
    meaning: "The only groups in which the bot stays, by their chat ids with commas between; it leaves all others",
};

pub(super) const DESKGRAM_TICKET_LINK: Setting = Setting {
    name: "DESKGRAM_TICKET_LINK",
    flag: None,
    default: SettingDefault::Unset("`ticket?{hash}` beside api.php"),
    secrecy: Secrecy::Plain,
    meaning: "Where a card leads to its ticket in the helpdesk: an address with {hash} in it, or off",
};

pub(super) const DESKGRAM_PUBLIC_URL: Setting = Setting {
    name: "DESKGRAM_PUBLIC_URL",
    flag: None,
    default: SettingDefault::Unset("nothing is reached from outside"),
    secrecy: Secrecy::Plain,
    meaning: "The https address under which people reach deskgram's own pages; they sign in there then",
};

pub(super) const DESKGRAM_LISTEN: Setting = Setting {
    name: "DESKGRAM_LISTEN",
    flag: None,
    default: SettingDefault::Unset(
        "127.0.0.1:8087 where there is a public address; else nothing is listened to",
    ),
    secrecy: Secrecy::Plain,
    meaning: "The address and port on which deskgram answers HTTP, for a proxy in front",
};

pub(super) const DESKGRAM_METRICS_LISTEN: Setting = Setting {
    name: "DESKGRAM_METRICS_LISTEN",
    flag: None,
    default: SettingDefault::Unset("/metrics is answered where DESKGRAM_LISTEN says"),
    secrecy: Secrecy::Plain,
    meaning: "An address and port for /metrics alone, which is not answered on the other one then",
};

pub(super) const DESKGRAM_CHAT_LOGIN: Setting = Setting {
    name: "DESKGRAM_CHAT_LOGIN",
    flag: None,
    default: SettingDefault::Value("yes"),
    secrecy: Secrecy::Plain,
    meaning: "Whether people may also sign in by writing their password into their chat with the bot: yes or no; no needs DESKGRAM_PUBLIC_URL",
};

pub(super) const DESKGRAM_UPDATE_MODE: Setting = Setting {
    name: "DESKGRAM_UPDATE_MODE",
    flag: None,
    default: SettingDefault::Value("polling"),
    secrecy: Secrecy::Plain,
    meaning: "How updates come from Telegram: polling, or webhook, for which Telegram must reach DESKGRAM_PUBLIC_URL",
};

pub(super) const DESKGRAM_ATTACHMENTS: Setting = Setting {
    name: "DESKGRAM_ATTACHMENTS",
    flag: None,
    default: SettingDefault::Value("off"),
    secrecy: Secrecy::Plain,
    meaning: "Whether a file in a reply becomes a link in the comment, with which anybody can fetch it: off, on (for 30 days), or for how long, from 1d to 365d; needs DESKGRAM_PUBLIC_URL",
};

pub(super) const DESKGRAM_MANAGE_BOT: Setting = Setting {
    name: "DESKGRAM_MANAGE_BOT",
    flag: None,
    default: SettingDefault::Value("yes"),
    secrecy: Secrecy::Plain,
    meaning: "Whether deskgram brings the bot's inline mode, privacy mode, groups and descriptions into order itself: yes or no",
};

pub(super) const TELOXIDE_API_URL: Setting = Setting {
    name: "TELOXIDE_API_URL",
    flag: Some("api-url"),
    default: SettingDefault::Value("https://api.telegram.org"),
    secrecy: Secrecy::Plain,
    meaning: "The Telegram Bot API server, if it is one of your own",
};

pub(super) const TELOXIDE_PROXY: Setting = Setting {
    name: "TELOXIDE_PROXY",
    flag: Some("proxy"),
    default: SettingDefault::Unset("a direct connection"),
    secrecy: Secrecy::Secret,
    meaning: "A proxy on the way to Telegram: an http, https or socks5 URL",
};

pub(super) const TELEGRAM_CA_FILE: Setting = Setting {
    name: "TELEGRAM_CA_FILE",
    flag: None,
    default: SettingDefault::Unset("the built-in authorities and the machine's own"),
    secrecy: Secrecy::Plain,
    meaning: "A PEM file with certificates to trust beside the usual ones, for a Bot API server of your own or a proxy that opens what is encrypted",
};
