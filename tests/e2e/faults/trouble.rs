//! What goes wrong: how a trouble of the matrix begins in the simulated world, and how it ends.

use deskgram_sandbox::telegram::{Fault as TelegramFault, Spoil};
use deskgram_sandbox::zenlix::{Fault, FaultKind, Match};
use jiff::SignedDuration;
use rusqlite::Connection;

use super::operations::Operation;
use crate::support::*;

/// A row of the matrix.
#[derive(Clone)]
pub enum Trouble {
    /// Spoils the call of the operation at the helpdesk, for as long as the trouble lasts: the one that changes something,
    /// where there is one.
    Helpdesk(FaultKind),
    /// No connection to the helpdesk.
    HelpdeskWay(LinkState),
    /// The helpdesk refuses the person's key.
    Key,
    /// Spoils the call of the operation at Telegram, once.
    Telegram(Spoil),
    /// No connection to Telegram.
    TelegramWay(LinkState),
    /// The machine's clock is moved.
    Clock(SignedDuration),
    /// Nothing can be written to the database.
    DiskFull,
    /// Updates are taken, and what they lead to can't be written.
    DiskFullMidway,
    /// Another process holds the database.
    Locked,
}

/// A trouble that is going on.
pub struct Begun {
    trouble: Trouble,
    lock: Option<Connection>,
}

impl Trouble {
    /// Troubles that end in a time-out want a world in which time-outs are short.
    pub fn deadlines(&self) -> Deadlines {
        match self {
            Self::Helpdesk(FaultKind::Stall | FaultKind::Drip | FaultKind::Trickle) => Deadlines::Short,
            Self::Telegram(Spoil::Stall | Spoil::Drip | Spoil::Trickle) => Deadlines::Short,
            _ => Deadlines::Usual,
        }
    }

    /// After so long whatever it has put off comes.
    pub fn outlasted(&self) -> SignedDuration {
        match self {
            Self::Telegram(Spoil::RetryAfter(seconds)) => SignedDuration::from_secs(*seconds as i64),
            _ => SignedDuration::from_mins(2),
        }
    }

    pub async fn begin(&self, world: &World, operation: Operation) -> Begun {
        let mut lock = None;
        match self {
            Self::Helpdesk(kind) => {
                let on = Match::mode(operation.at_helpdesk());
                world.zenlix.fault(Fault { on, kind: kind.clone(), times: None });
            }
            Self::HelpdeskWay(way) => {
                world.network.helpdesk.set_state(*way);
                // Connections that stand are lost with the way.
                world.zenlix.restart().await.unwrap();
            }
            Self::Key => world.zenlix.regenerate_key("olena"),
            Self::Telegram(spoil) => {
                world.telegram.fault(TelegramFault::once(operation.at_telegram(), spoil.clone()));
            }
            Self::TelegramWay(way) => {
                world.network.telegram.set_state(*way);
                world.telegram.hang_up();
            }
            Self::Clock(by) => {
                // As it looks at the clock every few seconds.
                world.app.check_clock().await.unwrap();
                world.clock.advance_by(*by);
                world.app.check_clock().await.unwrap();
            }
            Self::DiskFull => fill(world, &["INSERT", "UPDATE", "DELETE"], &tables(world)),
            Self::DiskFullMidway => fill(world, &["UPDATE"], &["updates".to_owned()]),
            Self::Locked => {
                let connection = world.open_database();
                connection.execute_batch("BEGIN IMMEDIATE").unwrap();
                lock = Some(connection);
            }
        }
        Begun { trouble: self.clone(), lock }
    }
}

impl Begun {
    pub async fn end(self, world: &World) {
        match self.trouble {
            Trouble::Helpdesk(_) => world.zenlix.clear_faults(),
            Trouble::HelpdeskWay(_) => world.network.helpdesk.set_state(LinkState::Open),
            Trouble::Telegram(_) => world.telegram.clear_faults(),
            Trouble::TelegramWay(_) => world.network.telegram.set_state(LinkState::Open),
            Trouble::DiskFull | Trouble::DiskFullMidway => empty(world),
            Trouble::Key | Trouble::Clock(_) | Trouble::Locked => {}
        }
        // It ends while somebody waits for it, if it has not ended before.
        drop(self.lock);
    }

    /// Whether it has to end before anything can go on.
    pub fn holds_up(&self) -> bool {
        self.lock.is_some()
    }
}

fn tables(world: &World) -> Vec<String> {
    let connection = world.open_database();
    let names = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'";
    let mut statement = connection.prepare(names).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// From now on these statements fail as on a full disk: with its words, and the transaction rolled back.
fn fill(world: &World, statements: &[&str], tables: &[String]) {
    let connection = world.open_database();
    for table in tables {
        for statement in statements {
            let trigger = format!(
                "CREATE TRIGGER full_{table}_{statement} BEFORE {statement} ON {table}
                 BEGIN SELECT RAISE(ROLLBACK, 'database or disk is full'); END"
            );
            connection.execute_batch(&trigger).unwrap();
        }
    }
}

/// There is room again.
fn empty(world: &World) {
    let connection = world.open_database();
    let names = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'full\\_%' ESCAPE '\\'";
    let mut statement = connection.prepare(names).unwrap();
    let triggers: Vec<String> =
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    for trigger in triggers {
        connection.execute_batch(&format!("DROP TRIGGER {trigger}")).unwrap();
    }
}
