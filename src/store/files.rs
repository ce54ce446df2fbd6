//! Files that people have attached to a reply, for as long as their links are good, and the comments that gather an album. The
//! files themselves stay at Telegram's.

use jiff::Timestamp;

use super::comments::CommentId;
use super::sql::{from_plain_json, plain_json, sql_values};
use super::{Db, Result};
use crate::domain::ids::{TelegramUser, TicketId};

/// A file to which a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedFile {
    /// Chosen by chance: it stands in the link.
    pub id: i64,
    /// Who has attached it.
    pub author: TelegramUser,
    /// What Telegram calls it.
    pub telegram: String,
    /// What people call it.
    pub name: String,
    /// In bytes, where Telegram has said so.
    pub size: Option<u64>,
    /// Until when the link is good.
    pub until: Timestamp,
}

/// An album that is or was gathered into a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Album {
    pub comment: CommentId,
    pub ticket: TicketId,
}

impl Db<'_> {
    pub fn put_file(&mut self, file: &LinkedFile) -> Result<()> {
        self.sql.execute(
            "INSERT INTO files (id, telegram, file, name, size, until) VALUES ($1, $2, $3, $4, $5, $6)",
            sql_values![
                file.id,
                file.author.0,
                file.telegram.as_str(),
                file.name.as_str(),
                file.size.and_then(|size| i64::try_from(size).ok()),
                file.until.as_millisecond(),
            ],
        )?;
        Ok(())
    }

    /// The file of a link, while the link is good. Whether its mark is right is for the caller to see.
    pub fn find_file(&mut self, id: i64, now: Timestamp) -> Result<Option<LinkedFile>> {
        let rows = self.sql.query_rows(
            "SELECT telegram, file, name, size, until FROM files WHERE id = $1 AND until > $2",
            sql_values![id, now.as_millisecond()],
        )?;
        let Some(row) = rows.first() else { return Ok(None) };
        Ok(Some(LinkedFile {
            id,
            author: TelegramUser(row.get(0)?),
            telegram: row.get(1)?,
            name: row.get(2)?,
            size: row.get::<Option<i64>>(3)?.and_then(|size| size.try_into().ok()),
            until: super::timestamp_from(row.get(4)?)?,
        }))
    }

    /// Notes which comment gathers an album; a later one takes the place of one that was sent already.
    pub fn put_album(&mut self, name: &str, album: Album, now: Timestamp) -> Result<()> {
        self.sql.execute(
            "INSERT INTO albums (album, comment, ticket, begun) VALUES ($1, $2, $3, $4)
             ON CONFLICT (album) DO UPDATE SET comment = excluded.comment",
            sql_values![name, album.comment.0, album.ticket.0, now.as_millisecond()],
        )?;
        Ok(())
    }

    pub fn find_album(&mut self, name: &str) -> Result<Option<Album>> {
        let rows =
            self.sql.query_rows("SELECT comment, ticket FROM albums WHERE album = $1", sql_values![name])?;
        let Some(row) = rows.first() else { return Ok(None) };
        Ok(Some(Album { comment: CommentId(row.get(0)?), ticket: TicketId(row.get(1)?) }))
    }

    /// Adds to a comment of this person that nobody has begun to send; `false` when it is too late for that. What is not yet
    /// due is in nobody's hands.
    pub fn extend_comment(
        &mut self,
        id: CommentId,
        author: TelegramUser,
        now: Timestamp,
        longer: impl FnOnce(Vec<String>) -> Vec<String>,
    ) -> Result<bool> {
        let rows = self.sql.query_rows(
            "SELECT parts FROM comments
             WHERE id = $1 AND telegram = $2 AND due > $3 AND state = 'waiting' AND sent = 0 AND attempts = 0",
            sql_values![id.0, author.0, now.as_millisecond()],
        )?;
        let Some(row) = rows.first() else { return Ok(false) };
        let parts = longer(from_plain_json(&row.get::<String>(0)?)?);
        self.sql.execute(
            "UPDATE comments SET parts = $1 WHERE id = $2",
            sql_values![plain_json(&parts)?, id.0],
        )?;
        Ok(true)
    }

    /// Forgets files whose links have run out, and albums that began before `before`.
    pub fn forget_files(&mut self, before: Timestamp, now: Timestamp) -> Result<()> {
        self.sql.execute("DELETE FROM files WHERE until <= $1", sql_values![now.as_millisecond()])?;
        self.sql.execute("DELETE FROM albums WHERE begun < $1", sql_values![before.as_millisecond()])?;
        Ok(())
    }
}
