//! Quick replies: each person's own, and everybody's.

use jiff::Timestamp;

use super::sql::{Row, sql_values};
use super::{Db, Result};
use crate::domain::ids::TelegramUser;

/// Names a quick reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TemplateId(pub i64);

/// Whose quick reply it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TemplateOwner {
    Person(TelegramUser),
    Everybody,
}

impl TemplateOwner {
    fn owner_key(self) -> i64 {
        match self {
            Self::Person(person) => person.0,
            Self::Everybody => 0,
        }
    }
}

/// A quick reply; its text may hold `{client}`, `{me}` and `{id}`.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    pub id: TemplateId,
    pub owner: TemplateOwner,
    pub text: String,
}

impl Db<'_> {
    pub fn add_template(&mut self, owner: TemplateOwner, text: &str) -> Result<()> {
        self.sql.execute(
            "INSERT INTO templates (telegram, text, place, used)
             SELECT $1, $2, COALESCE(MAX(place), 0) + 1, 0 FROM templates WHERE telegram = $1",
            sql_values![owner.owner_key(), text],
        )?;
        Ok(())
    }

    /// The quick replies that a person sees, in the order in which they keep them: their own, then everybody's.
    pub fn all_templates(&mut self, who: TelegramUser) -> Result<Vec<Template>> {
        let rows = self.sql.query_rows(
            "SELECT id, telegram, text FROM templates WHERE telegram = $1 OR telegram = 0
             ORDER BY CASE telegram WHEN 0 THEN 1 ELSE 0 END, place, id",
            sql_values![who.0],
        )?;
        rows.iter().map(read_template).collect()
    }

    /// The same, the ones used last first.
    pub fn templates_by_use(&mut self, who: TelegramUser, limit: i64) -> Result<Vec<Template>> {
        let rows = self.sql.query_rows(
            "SELECT id, telegram, text FROM templates WHERE telegram = $1 OR telegram = 0
             ORDER BY used DESC, CASE telegram WHEN 0 THEN 1 ELSE 0 END, place, id LIMIT $2",
            sql_values![who.0, limit],
        )?;
        rows.iter().map(read_template).collect()
    }

    /// One of the quick replies that a person sees.
    pub fn find_template(&mut self, id: TemplateId, who: TelegramUser) -> Result<Option<Template>> {
        let rows = self.sql.query_rows(
            "SELECT id, telegram, text FROM templates WHERE id = $1 AND (telegram = $2 OR telegram = 0)",
            sql_values![id.0, who.0],
        )?;
        rows.first().map(read_template).transpose()
    }

    pub fn mark_template_used(&mut self, id: TemplateId, now: Timestamp) -> Result<()> {
        self.sql.execute(
            "UPDATE templates SET used = $1 WHERE id = $2",
            sql_values![now.as_millisecond(), id.0],
        )?;
        Ok(())
    }

    pub fn change_template(&mut self, id: TemplateId, text: &str) -> Result<()> {
        self.sql.execute("UPDATE templates SET text = $1 WHERE id = $2", sql_values![text, id.0])?;
        Ok(())
    }

    pub fn drop_template(&mut self, id: TemplateId) -> Result<()> {
        self.sql.execute("DELETE FROM templates WHERE id = $1", sql_values![id.0])?;
        Ok(())
    }

    /// Moves a quick reply one place up among those of its owner.
    pub fn raise_template(&mut self, id: TemplateId, owner: TemplateOwner) -> Result<()> {
        let rows = self.sql.query_rows(
            "SELECT id FROM templates WHERE telegram = $1 ORDER BY place, id",
            sql_values![owner.owner_key()],
        )?;
        let mut ids = rows.iter().map(|row| row.get::<i64>(0)).collect::<Result<Vec<_>>>()?;
        if let Some(at) = ids.iter().position(|&other| other == id.0).filter(|&at| at > 0) {
            ids.swap(at - 1, at);
        }
        for (place, id) in (1i64..).zip(ids) {
            self.sql.execute("UPDATE templates SET place = $1 WHERE id = $2", sql_values![place, id])?;
        }
        Ok(())
    }
}

fn read_template(row: &Row) -> Result<Template> {
    let owner = match row.get::<i64>(1)? {
        0 => TemplateOwner::Everybody,
        person => TemplateOwner::Person(TelegramUser(person)),
    };
    Ok(Template { id: TemplateId(row.get(0)?), owner, text: row.get(2)? })
}
