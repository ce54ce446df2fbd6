//! A connection to PostgreSQL that is made anew when the server comes back, and finds out what became of a commit whose
//! answer was lost.

use std::collections::HashMap;
use std::error::Error;
use std::str::FromStr;
use std::time::Duration;

use postgres::fallible_iterator::FallibleIterator;
use postgres::types::private::BytesMut;
use postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, Config, NoTls, SimpleQueryMessage, Statement};
use secrecy::ExposeSecret;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::dialect::Dialect;
use super::fencing_token::FencingToken;
use super::sql::{Row, SqlExecutor, StoreError, Value};
use super::threads::Connection;
use super::tls;
use super::wakeups::{PendingWakeups, Topic};
use crate::config::{Encryption, PostgresServer};

/// The writers' lock; its transaction's number tells later what became of it.
pub(super) const BEGIN_WRITE_SQL: &str = "BEGIN; SELECT pg_advisory_xact_lock(1), pg_current_xact_id()::text";
/// What is read does not change between two statements.
pub(super) const BEGIN_READ_SQL: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// A process that stops in the middle of a transaction must not hold up the others, and one whose server is gone must
/// notice.
const TIMEOUTS_SQL: &str = "SET idle_in_transaction_session_timeout = '10s'; SET lock_timeout = '20s'; \
                      SET statement_timeout = '30s'; SET client_min_messages = 'warning'";
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);

/// On which all processes hear each other's wake-ups.
const NOTIFY_CHANNEL: &str = "deskgram";

/// A connection that may be lost, and how to make it.
pub(super) struct PostgresLink {
    config: Config,
    /// `None`: in the clear.
    tls: Option<MakeRustlsConnect>,
    begin: &'static str,
    live_connection: Option<LiveConnection>,
    fence: FencingToken,
}

/// A connection that works, as far as is known.
struct LiveConnection {
    client: Client,
    statements: HashMap<&'static str, Statement>,
    /// The number of the transaction that writes.
    transaction: Option<String>,
}

impl PostgresLink {
    pub(super) fn new(server: &PostgresServer, begin: &'static str) -> Result<Self, StoreError> {
        let mut config = Config::from_str(server.url.expose_secret())
            .map_err(|error| StoreError::Database(format!("DATABASE_URL: {}", describe_error(&error))))?;
        config.connect_timeout(CONNECT_TIMEOUT).tcp_user_timeout(ANSWER_TIMEOUT);
        config.keepalives_idle(ANSWER_TIMEOUT).keepalives_interval(CONNECT_TIMEOUT).keepalives_retries(2);
        if config.get_application_name().is_none() {
            config.application_name("deskgram");
        }
        let tls = match &server.encryption {
            Encryption::Off => {
                config.ssl_mode(postgres::config::SslMode::Disable);
                None
            }
            Encryption::Verified { roots } => {
                config.ssl_mode(postgres::config::SslMode::Require);
                Some(tls::tls_connector(roots.as_deref())?)
            }
        };
        Ok(Self { config, tls, begin, live_connection: None, fence: FencingToken::default() })
    }

    /// The same, whose transactions check that this token still owns a role.
    pub(super) fn with_fence(self, fence: FencingToken) -> Self {
        Self { fence, ..self }
    }

    /// The connection; made if there is none.
    fn live_connection(&mut self) -> Result<&mut LiveConnection, StoreError> {
        if self.live_connection.as_ref().is_none_or(|live| live.client.is_closed()) {
            let mut client = match &self.tls {
                None => self.config.connect(NoTls),
                Some(tls) => self.config.connect(tls.clone()),
            }?;
            client.batch_execute(TIMEOUTS_SQL)?;
            self.live_connection =
                Some(LiveConnection { client, statements: HashMap::new(), transaction: None });
        }
        self.held_connection()
    }

    /// The connection on which the transaction is.
    fn held_connection(&mut self) -> Result<&mut LiveConnection, StoreError> {
        self.live_connection
            .as_mut()
            .ok_or_else(|| StoreError::Database("the connection to the server is lost".into()))
    }

    /// The driver's side of the connection on which the transaction is.
    pub(super) fn held_client(&mut self) -> Result<&mut Client, StoreError> {
        Ok(&mut self.held_connection()?.client)
    }

    /// Makes sure, within the transaction, that no other process has taken this one's work.
    fn check_fence(&mut self) -> Result<(), StoreError> {
        let Some(number) = self.fence.token_number() else { return Ok(()) };
        let roles = "SELECT name FROM leases WHERE token = $1 AND name <> 'serving'";
        match self.query_rows(roles, &[Value::Int(number)])?.is_empty() {
            true => Err(StoreError::Fenced),
            false => Ok(()),
        }
    }

    /// Whether there is a connection, as far as is known.
    pub(super) fn is_live(&self) -> bool {
        self.live_connection.as_ref().is_some_and(|live| !live.client.is_closed())
    }

    /// Lets go of the connection.
    pub(super) fn drop_connection(&mut self) {
        self.live_connection = None;
    }

    /// Statements outside of any transaction; gives the first cell of what they answer.
    pub(super) fn run_plain(&mut self, statements: &str) -> Result<Option<String>, StoreError> {
        Ok(message_cell(&self.live_connection()?.client.simple_query(statements)?, 0))
    }

    /// Waits for wake-ups from anywhere, until there was none for so long.
    pub(super) fn listen_channel(
        &mut self,
        delays: Duration,
        mut notify: impl FnMut(Topic),
    ) -> Result<(), StoreError> {
        if !self.is_live() {
            self.run_plain(&format!("LISTEN {NOTIFY_CHANNEL}"))?;
            // Whatever came while nobody listened.
            Topic::ALL.into_iter().for_each(&mut notify);
        }
        let mut heard = self.held_connection()?.client.notifications();
        let mut heard = heard.timeout_iter(delays);
        while let Some(notice) = heard.next()? {
            Topic::ALL.into_iter().filter(|topic| topic.name() == notice.payload()).for_each(&mut notify);
        }
        Ok(())
    }

    /// One transaction of its own.
    pub(super) fn run_transaction<T>(
        &mut self,
        work: impl FnOnce(&mut dyn SqlExecutor) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.begin()?;
        let done = work(self).and_then(|done| self.commit(PendingWakeups::default()).map(|()| done));
        if done.is_err() {
            self.rollback();
        }
        done
    }

    pub(super) fn run_batch(&mut self, statements: &str) -> Result<(), StoreError> {
        Ok(self.held_connection()?.client.batch_execute(statements)?)
    }

    /// What became of a transaction whose COMMIT was not answered.
    fn check_commit(&mut self, transaction: &str) -> Result<(), StoreError> {
        let asked = self.live_connection().and_then(|live| {
            // The number is PostgreSQL's own.
            let status =
                live.client.simple_query(&format!("SELECT pg_xact_status('{transaction}'::xid8)"))?;
            Ok(message_cell(&status, 0))
        });
        match asked.ok().flatten().as_deref() {
            Some("committed") => Ok(()),
            Some("aborted") => {
                Err(StoreError::Database("the server went away before it had stored it".into()))
            }
            _ => Err(StoreError::Unsure),
        }
    }
}

impl Connection for PostgresLink {
    fn is_local(&self) -> bool {
        false
    }

    fn begin(&mut self) -> Result<(), StoreError> {
        let begin = self.begin;
        let mut answer = self.live_connection()?.client.simple_query(begin);
        if answer.as_ref().is_err_and(has_gone) {
            // The server had gone away meanwhile; nothing was begun, so that it can be begun again.
            self.live_connection = None;
            answer = self.live_connection()?.client.simple_query(begin);
        }
        self.held_connection()?.transaction = message_cell(&answer?, 1);
        self.check_fence()
    }

    fn savepoint(&mut self) -> Result<(), StoreError> {
        self.run_batch("SAVEPOINT job")
    }

    fn release_savepoint(&mut self) -> Result<(), StoreError> {
        self.run_batch("RELEASE job")
    }

    fn rollback_to_savepoint(&mut self) -> Result<(), StoreError> {
        self.run_batch("ROLLBACK TO job; RELEASE job")
    }

    fn commit(&mut self, pending: PendingWakeups) -> Result<(), StoreError> {
        let live = self.held_connection()?;
        let notify = |topic: Topic| format!("NOTIFY {NOTIFY_CHANNEL}, '{}'; ", topic.name());
        let statements = pending.topics().map(notify).collect::<String>() + "COMMIT";
        let (transaction, result) = (live.transaction.take(), live.client.batch_execute(&statements));
        match (result, transaction) {
            (Err(error), Some(transaction)) if error.as_db_error().is_none() => {
                log::warn!("the database went away during a commit: {}", describe_error(&error));
                self.live_connection = None;
                self.check_commit(&transaction)
            }
            (result, _) => Ok(result?),
        }
    }

    fn rollback(&mut self) {
        let ended =
            self.live_connection.as_mut().is_some_and(|live| live.client.batch_execute("ROLLBACK").is_ok());
        if !ended {
            self.live_connection = None;
        }
    }
}

impl SqlExecutor for PostgresLink {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn execute(&mut self, statement: &'static str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        let live = self.held_connection()?;
        let prepared = live.prepare_statement(statement)?;
        Ok(live.client.execute(&prepared, &sql_parameters(values))?)
    }

    fn query_rows(&mut self, statement: &'static str, values: &[Value<'_>]) -> Result<Vec<Row>, StoreError> {
        let live = self.held_connection()?;
        let prepared = live.prepare_statement(statement)?;
        let rows = live.client.query(&prepared, &sql_parameters(values))?;
        let cells = |row: &postgres::Row| (0..row.len()).map(|at| row.try_get(at)).collect::<Result<_, _>>();
        rows.iter().map(|row| Ok(Row(cells(row)?))).collect()
    }
}

impl LiveConnection {
    fn prepare_statement(&mut self, statement: &'static str) -> Result<Statement, StoreError> {
        if let Some(prepared) = self.statements.get(statement) {
            return Ok(prepared.clone());
        }
        let prepared = self.client.prepare(statement)?;
        self.statements.insert(statement, prepared.clone());
        Ok(prepared)
    }
}

fn sql_parameters<'a>(values: &'a [Value<'_>]) -> Vec<&'a (dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

/// A column of a plain query's one row.
fn message_cell(messages: &[SimpleQueryMessage], at: usize) -> Option<String> {
    messages.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.try_get(at).ok().flatten().map(str::to_owned),
        _ => None,
    })
}

impl ToSql for Value<'_> {
    fn to_sql(&self, of: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(number) if *of == Type::INT4 => i32::try_from(*number)?.to_sql(of, out),
            Self::Int(number) => number.to_sql(of, out),
            // The one letter that PostgreSQL's texts can't hold.
            Self::Text(text) if text.contains('\0') => text.replace('\0', "\u{fffd}").to_sql(of, out),
            Self::Text(text) => text.as_ref().to_sql(of, out),
            Self::Bytes(bytes) => bytes.as_ref().to_sql(of, out),
        }
    }

    fn accepts(of: &Type) -> bool {
        <Value as FromSql>::accepts(of)
    }

    to_sql_checked!();
}

impl<'r> FromSql<'r> for Value<'static> {
    fn from_sql(of: &Type, raw: &'r [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(match *of {
            Type::INT4 => Self::Int(i32::from_sql(of, raw)?.into()),
            Type::INT8 => Self::Int(i64::from_sql(of, raw)?),
            Type::BYTEA => Self::Bytes(Vec::from_sql(of, raw)?.into()),
            _ => Self::Text(String::from_sql(of, raw)?.into()),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self::Null)
    }

    fn accepts(of: &Type) -> bool {
        [Type::INT4, Type::INT8, Type::TEXT, Type::NAME, Type::BYTEA].contains(of)
    }
}

impl From<postgres::Error> for StoreError {
    fn from(error: postgres::Error) -> Self {
        Self::Database(describe_error(&error))
    }
}

/// Whether the connection is of no more use: it is closed, or the server says that it ends it.
fn has_gone(error: &postgres::Error) -> bool {
    error.is_closed() || error.as_db_error().is_none_or(|told| told.code().code().starts_with("57P"))
}

/// An error with its causes, and without the values that PostgreSQL adds as details.
fn describe_error(error: &postgres::Error) -> String {
    if let Some(answer) = error.as_db_error() {
        return format!("{} ({})", answer.message(), answer.code().code());
    }
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        text = format!("{text}: {next}");
        cause = next.source();
    }
    text
}
