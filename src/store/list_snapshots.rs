//! The lists as each person last saw them, small: a number and a fingerprint per ticket.

use std::collections::HashSet;

use jiff::Timestamp;

use super::sql::{StoreError, sql_values};
use super::{Db, Result};
use crate::domain::ids::{TelegramUser, TicketId};
use crate::domain::list_diff::RowFingerprint;

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SnapshotKind {
    /// As it was last polled: what is not in it is news.
    Incoming,
    /// The incoming list as the person last asked for it, between two polls perhaps.
    Shown,
    Outgoing,
    Archive,
}

impl SnapshotKind {
    pub const ALL: [Self; 4] = [Self::Incoming, Self::Shown, Self::Outgoing, Self::Archive];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Incoming => "in",
            Self::Shown => "shown",
            Self::Outgoing => "out",
            Self::Archive => "archive",
        }
    }
}

/// One list of one person, as last read.
#[derive(Clone, Debug, PartialEq)]
pub struct ListSnapshot {
    pub rows: Vec<RowFingerprint>,
    pub read_at: Timestamp,
    /// How long the helpdesk took for it, in milliseconds.
    pub took: i64,
}

impl ListSnapshot {
    /// Which tickets are in it.
    pub fn ticket_ids(&self) -> Vec<TicketId> {
        self.rows.iter().map(|row| row.id).collect()
    }
}

impl Db<'_> {
    pub fn list_snapshot(&mut self, who: TelegramUser, kind: SnapshotKind) -> Result<Option<ListSnapshot>> {
        let found = self.sql.query_rows(
            "SELECT rows, read_at, took FROM list_snapshots WHERE telegram = $1 AND kind = $2",
            sql_values![who.0, kind.name()],
        )?;
        let Some(row) = found.first() else { return Ok(None) };
        let rows = unpack_rows(&row.get::<Vec<u8>>(0)?)?;
        Ok(Some(ListSnapshot { rows, read_at: super::timestamp_from(row.get(1)?)?, took: row.get(2)? }))
    }

    pub fn put_list_snapshot(
        &mut self,
        who: TelegramUser,
        kind: SnapshotKind,
        view: &ListSnapshot,
    ) -> Result<()> {
        let rows = pack_rows(&view.rows);
        self.sql.execute(
            "INSERT INTO list_snapshots (telegram, kind, rows, read_at, took) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (telegram, kind)
             DO UPDATE SET rows = excluded.rows, read_at = excluded.read_at, took = excluded.took",
            sql_values![who.0, kind.name(), &rows[..], view.read_at.as_millisecond(), view.took],
        )?;
        Ok(())
    }

    /// Whose list of this kind is remembered.
    pub fn list_snapshot_owners(&mut self, kind: SnapshotKind) -> Result<HashSet<TelegramUser>> {
        let rows = self
            .sql
            .query_rows("SELECT telegram FROM list_snapshots WHERE kind = $1", sql_values![kind.name()])?;
        rows.iter().map(|row| Ok(TelegramUser(row.get(0)?))).collect()
    }

    /// Forgets a list.
    pub fn drop_list_snapshot(&mut self, who: TelegramUser, kind: SnapshotKind) -> Result<()> {
        self.sql.execute(
            "DELETE FROM list_snapshots WHERE telegram = $1 AND kind = $2",
            sql_values![who.0, kind.name()],
        )?;
        Ok(())
    }

    /// Notes that a list was read again and had not changed.
    pub fn touch_list_snapshot(
        &mut self,
        who: TelegramUser,
        kind: SnapshotKind,
        at: Timestamp,
        took: i64,
    ) -> Result<()> {
        self.sql.execute(
            "UPDATE list_snapshots SET read_at = $1, took = $2 WHERE telegram = $3 AND kind = $4",
            sql_values![at.as_millisecond(), took, who.0, kind.name()],
        )?;
        Ok(())
    }
}

fn pack_rows(rows: &[RowFingerprint]) -> Vec<u8> {
    rows.iter().flat_map(|row| [row.id.0.to_le_bytes(), row.mark.to_le_bytes()]).flatten().collect()
}

fn unpack_rows(bytes: &[u8]) -> Result<Vec<RowFingerprint>> {
    let (pairs, rest) = bytes.as_chunks::<16>();
    if !rest.is_empty() {
        return Err(StoreError::Unreadable("a list that ends within a row".into()));
    }
    let number = |bytes: &[u8]| bytes.iter().rev().fold(0u64, |sum, &byte| sum << 8 | u64::from(byte));
    Ok(pairs
        .iter()
        .map(|pair| RowFingerprint { id: TicketId(number(&pair[..8]) as i64), mark: number(&pair[8..]) })
        .collect())
}
