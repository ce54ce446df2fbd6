//! People who have spoken to the bot, with or without an account in the helpdesk, and what they chose.

use serde::{Deserialize, Serialize};

use super::sql::{Row, from_plain_json, plain_json, sql_values};
use super::{Db, Result, Topic};
use crate::domain::ids::TelegramUser;
use crate::domain::settings::PersonalSettings;
use crate::i18n::Lang;

/// A person of Telegram.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonRow {
    pub telegram: TelegramUser,
    /// The language of their Telegram, where deskgram speaks it.
    pub telegram_lang: Option<Lang>,
    pub settings: PersonalSettings,
}

impl Db<'_> {
    /// Forgets what people have chosen who have never signed in, unless they are in the middle of something.
    pub fn forget_strangers(&mut self) -> Result<u64> {
        self.sql.execute(
            "DELETE FROM people WHERE telegram NOT IN (SELECT telegram FROM sessions)
                 AND telegram NOT IN (SELECT telegram FROM dialogues)
                 AND telegram NOT IN (SELECT telegram FROM audit WHERE telegram IS NOT NULL
                     AND action = 'sign-in' AND outcome = 'done')",
            &[],
        )
    }

    pub fn find_person(&mut self, telegram: TelegramUser) -> Result<Option<PersonRow>> {
        let rows = self.sql.query_rows(
            "SELECT telegram, telegram_lang, settings FROM people WHERE telegram = $1",
            sql_values![telegram.0],
        )?;
        rows.first().map(read_person).transpose()
    }

    /// Everybody who has ever spoken to the bot.
    pub fn all_people(&mut self) -> Result<Vec<PersonRow>> {
        let rows = self.sql.query_rows("SELECT telegram, telegram_lang, settings FROM people", &[])?;
        rows.iter().map(read_person).collect()
    }

    pub fn put_person(&mut self, person: &PersonRow) -> Result<()> {
        self.pending.add_topic(Topic::Menus);
        self.sql.execute(
            "INSERT INTO people (telegram, telegram_lang, settings) VALUES ($1, $2, $3)
             ON CONFLICT (telegram) DO UPDATE SET telegram_lang = excluded.telegram_lang, settings = excluded.settings",
            sql_values![person.telegram.0, person.telegram_lang.map_or("", Lang::iso_code), plain_json(&person.settings)?],
        )?;
        Ok(())
    }
}

fn read_person(row: &Row) -> Result<PersonRow> {
    Ok(PersonRow {
        telegram: TelegramUser(row.get(0)?),
        telegram_lang: Lang::from_code(&row.get::<String>(1)?),
        settings: from_plain_json(&row.get::<String>(2)?)?,
    })
}
