//! The rotas of units and groups. People are named by their accounts in the helpdesk, which are sealed.

use jiff::Timestamp;

use super::sql::{Row, from_json_if_open, sql_values, to_json};
use super::subscriptions::{read_target, thread_key};
use super::{Db, Result, StoreError, Topic};
use crate::domain::ids::{ChatId, UnitId};
use crate::domain::rota::{DutyPlace, Rota};

/// Names a rota on buttons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RotaId(pub i64);

/// A rota, and whose it is.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredRota {
    pub id: RotaId,
    pub place: DutyPlace,
    pub rota: Rota,
}

/// The columns of [`StoredRota`], in the order in which they are read.
macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT id, unit, chat, thread, body FROM rotas ", $rest)
    };
}

impl Db<'_> {
    /// Stores a rota of a place that has none, or one that no key opens; gives the one that is there if it has.
    pub fn add_rota(&mut self, place: DutyPlace, rota: &Rota) -> Result<StoredRota> {
        if let Some(stored) = self.find_rota(place)? {
            return Ok(stored);
        }
        let (unit, chat, thread) = place_key(place);
        self.sql.execute(
            "INSERT INTO rotas (unit, chat, thread, body) VALUES ($1, $2, $3, $4)
             ON CONFLICT (unit, chat, thread) DO UPDATE SET body = excluded.body, check_at = NULL",
            sql_values![unit, chat, thread, to_json(self.seal, rota)?],
        )?;
        self.find_rota(place)?.ok_or_else(|| StoreError::Unreadable("a rota that was just stored".into()))
    }

    /// Stores what has become of a rota. Whether somebody else is on now is to be seen at `check_at`.
    pub fn put_rota(&mut self, id: RotaId, rota: &Rota, check_at: Option<Timestamp>) -> Result<()> {
        self.sql.execute(
            "UPDATE rotas SET body = $1, check_at = $2 WHERE id = $3",
            sql_values![to_json(self.seal, rota)?, check_at.map(Timestamp::as_millisecond), id.0],
        )?;
        self.pending.add_topic(Topic::Jobs);
        Ok(())
    }

    /// The rota of a place. One that is sealed with a key that is not at hand is as good as none.
    pub fn find_rota(&mut self, place: DutyPlace) -> Result<Option<StoredRota>> {
        let (unit, chat, thread) = place_key(place);
        let rows = self.sql.query_rows(
            select!("WHERE unit = $1 AND chat = $2 AND thread = $3"),
            sql_values![unit, chat, thread],
        )?;
        Ok(self.open_rotas(&rows)?.pop())
    }

    pub fn rota_by_id(&mut self, id: RotaId) -> Result<Option<StoredRota>> {
        let rows = self.sql.query_rows(select!("WHERE id = $1"), sql_values![id.0])?;
        Ok(self.open_rotas(&rows)?.pop())
    }

    /// All rotas.
    pub fn all_rotas(&mut self) -> Result<Vec<StoredRota>> {
        let rows = self.sql.query_rows(select!("ORDER BY id"), &[])?;
        self.open_rotas(&rows)
    }

    /// The rotas of which it is time to see who is on.
    pub fn rotas_to_check(&mut self, now: Timestamp) -> Result<Vec<StoredRota>> {
        let rows = self.sql.query_rows(
            select!("WHERE check_at <= $1 ORDER BY check_at, id"),
            sql_values![now.as_millisecond()],
        )?;
        self.open_rotas(&rows)
    }

    /// Whatever becomes of them, they are looked at again only then.
    pub fn put_off_rota_checks(&mut self, now: Timestamp, until: Timestamp) -> Result<()> {
        self.sql.execute(
            "UPDATE rotas SET check_at = $1 WHERE check_at <= $2",
            sql_values![until.as_millisecond(), now.as_millisecond()],
        )?;
        Ok(())
    }

    /// When that is next, if ever.
    pub fn next_rota_check(&mut self) -> Result<Option<Timestamp>> {
        let rows = self.sql.query_rows("SELECT MIN(check_at) FROM rotas", &[])?;
        let Some(row) = rows.first() else { return Ok(None) };
        row.get::<Option<i64>>(0)?.map(super::timestamp_from).transpose()
    }

    pub(super) fn drop_rota(&mut self, place: DutyPlace) -> Result<()> {
        let (unit, chat, thread) = place_key(place);
        self.sql.execute(
            "DELETE FROM rotas WHERE unit = $1 AND chat = $2 AND thread = $3",
            sql_values![unit, chat, thread],
        )?;
        Ok(())
    }

    pub(super) fn drop_chat_rotas(&mut self, chat: ChatId) -> Result<()> {
        self.sql.execute("DELETE FROM rotas WHERE unit = 0 AND chat = $1", sql_values![chat.0])?;
        Ok(())
    }

    /// A group has become a supergroup.
    pub(super) fn move_rotas(&mut self, from: ChatId, to: ChatId) -> Result<()> {
        self.sql.execute(
            "UPDATE rotas SET chat = $1 WHERE unit = 0 AND chat = $2 AND NOT EXISTS (
                 SELECT 1 FROM rotas AS there WHERE there.unit = 0 AND there.chat = $1 AND there.thread = rotas.thread
             )",
            sql_values![to.0, from.0],
        )?;
        self.drop_chat_rotas(from)
    }

    fn open_rotas(&self, rows: &[Row]) -> Result<Vec<StoredRota>> {
        let mut open = Vec::with_capacity(rows.len());
        for row in rows {
            let unit: i64 = row.get(1)?;
            let place = match unit {
                0 => DutyPlace::Group(read_target(row, 2, 3)?),
                unit => DutyPlace::Unit(UnitId(unit)),
            };
            let id = RotaId(row.get(0)?);
            let rota = from_json_if_open(self.seal, &row.get::<String>(4)?)?;
            open.extend(rota.map(|rota| StoredRota { id, place, rota }));
        }
        Ok(open)
    }
}

/// The key of a place: units are numbered from 1, so that 0 stands for none.
fn place_key(place: DutyPlace) -> (i64, i64, i32) {
    match place {
        DutyPlace::Unit(unit) => (unit.0, 0, 0),
        DutyPlace::Group(target) => (0, target.chat.0, thread_key(target)),
    }
}
