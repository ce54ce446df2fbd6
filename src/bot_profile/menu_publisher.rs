//! Brings the command menus at Telegram into order: everybody has the one of what they are, in the language that the bot
//! speaks with them. Compares what should be there with what was set, so that whatever changes a menu (a sign-in, a role, a
//! language, a new version) needs to tell nobody, and nothing is set twice.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use jiff::{SignedDuration, Timestamp};

use super::command_menus::Audience;
use crate::context::Context;
use crate::context::readers::person_language;
use crate::domain::ids::ChatId;
use crate::i18n::Lang;
use crate::store::{PersonRow, StoreError};
use crate::telegram::api::ApiFailure;
use crate::telegram::bot_profile_calls::{MenuCommand, MenuScope};
use crate::telegram::client::TelegramClient;
use crate::telegram::send_error::{SendErrorKind, classify_failure};

/// So many are set at once; the others wait, because whoever waits for an answer goes first.
const AT_ONCE: usize = 10;
/// How long the others wait.
const PAUSE: SignedDuration = SignedDuration::from_secs(1);
/// How long Telegram is left alone after it could not be reached.
const RETRY_DELAY: SignedDuration = SignedDuration::from_mins(1);

/// A menu that is not as it should be: `None` where there should be none.
type Change = (MenuScope, Option<Vec<MenuCommand>>);

/// Sets menus.
pub struct MenuPublisher {
    ctx: Context,
    telegram: TelegramClient,
    /// Another bot has menus of its own.
    bot: i64,
}

impl MenuPublisher {
    pub fn new(ctx: Context, telegram: TelegramClient, bot: i64) -> Self {
        Self { ctx, telegram, bot }
    }

    /// Sets the menus that are not as they should be, some at a time; says when to go on if there are more.
    pub async fn publish_changed(&self) -> Result<Option<Timestamp>, StoreError> {
        self.ctx.sessions.refresh_changed(&self.ctx.store).await?;
        let mut changes = self.find_changes().await?;
        let rest = changes.split_off(changes.len().min(AT_ONCE));
        for (scope, commands) in changes {
            let set = match &commands {
                Some(commands) => self.set_menu(scope, commands).await,
                None => self.telegram.delete_commands(scope).await,
            };
            if let Some(pause) = set.as_ref().err().and_then(retry_delay) {
                log::info!("the command menus can't be set now: {}", failure_text(&set));
                return Ok(Some(self.ctx.clock.now() + pause));
            }
            if set.is_err() {
                log::info!("the command menu of {} can't be set: {}", scope_name(scope), failure_text(&set));
            }
            let (name, fingerprint) =
                (scope_name(scope), commands.map(|commands| self.fingerprint(&commands)));
            self.ctx.store.write(move |db| db.note_command_menu(&name, fingerprint.as_deref())).await?;
        }
        Ok((!rest.is_empty()).then(|| self.ctx.clock.now() + PAUSE))
    }

    /// Sets a menu. Where the server leaves out that some of it is seen by its typist alone, a group has the menu without that.
    async fn set_menu(&self, scope: MenuScope, commands: &[MenuCommand]) -> Result<(), ApiFailure> {
        self.telegram.set_commands(scope, commands).await?;
        match scope {
            MenuScope::Groups(lang) if !self.telegram.keeps_ephemeral_commands(scope).await? => {
                log::info!(
                    "the server has no ephemeral commands (Bot API 10.2): {} get the shared ones",
                    scope_name(scope)
                );
                self.telegram.set_commands(scope, &Audience::OlderGroup.commands(lang)).await
            }
            _ => Ok(()),
        }
    }

    async fn find_changes(&self) -> Result<Vec<Change>, StoreError> {
        let (known, people) = self.ctx.store.read(|db| Ok((db.command_menus()?, db.all_people()?))).await?;
        let mut wanted = self.wanted_menus(&people);
        let stale =
            known.keys().filter_map(|name| scope_from(name)).filter(|scope| !wanted.contains_key(scope));
        let stale: Vec<Change> = stale.map(|scope| (scope, None)).collect();
        wanted.retain(|scope, commands| known.get(&scope_name(*scope)) != Some(&self.fingerprint(commands)));
        Ok(wanted.into_iter().map(|(scope, commands)| (scope, Some(commands))).chain(stale).collect())
    }

    fn wanted_menus(&self, people: &[PersonRow]) -> BTreeMap<MenuScope, Vec<MenuCommand>> {
        let mut wanted = BTreeMap::new();
        for lang in Lang::ALL {
            wanted.insert(MenuScope::PrivateChats(lang), Audience::SignedOut.commands(lang));
            wanted.insert(MenuScope::Groups(lang), Audience::Group.commands(lang));
        }
        // Whoever is signed out and has chosen a language is not spoken to in Telegram's.
        for person in people.iter().filter(|person| person.settings.lang.is_some()) {
            let commands = Audience::SignedOut.commands(person_language(Some(person), None));
            wanted.insert(MenuScope::Chat(person.telegram.private_chat()), commands);
        }
        for session in self.ctx.sessions.all_sessions().iter() {
            let person = people.iter().find(|person| person.telegram == session.telegram);
            let lang = person_language(person, Some(&session.account));
            let commands = Audience::of_account(&session.account).commands(lang);
            wanted.insert(MenuScope::Chat(session.telegram.private_chat()), commands);
        }
        wanted
    }

    /// Stands for what should be shown. Whether the server knows ephemeral commands is found out anew by each version.
    fn fingerprint(&self, commands: &[MenuCommand]) -> String {
        let mut hasher = DefaultHasher::new();
        self.bot.hash(&mut hasher);
        for command in commands {
            let version = command.is_ephemeral.then_some(env!("CARGO_PKG_VERSION"));
            (command.name, &command.about, version).hash(&mut hasher);
        }
        format!("{:016x}", hasher.finish())
    }
}

/// How long to wait after a failure that will pass; `None` for one that won't.
fn retry_delay(failure: &ApiFailure) -> Option<SignedDuration> {
    match classify_failure(failure) {
        SendErrorKind::Wait(pause) => Some(SignedDuration::try_from(pause).unwrap_or(RETRY_DELAY)),
        SendErrorKind::Later | SendErrorKind::Unauthorized => Some(RETRY_DELAY),
        _ => None,
    }
}

fn failure_text(set: &Result<(), ApiFailure>) -> String {
    set.as_ref().err().map(ToString::to_string).unwrap_or_default()
}

/// A scope as it is stored.
fn scope_name(scope: MenuScope) -> String {
    match scope {
        MenuScope::PrivateChats(lang) => format!("private:{}", lang.iso_code()),
        MenuScope::Groups(lang) => format!("groups:{}", lang.iso_code()),
        MenuScope::Chat(chat) => format!("chat:{chat}"),
    }
}

fn scope_from(name: &str) -> Option<MenuScope> {
    let (kind, of) = name.split_once(':')?;
    match kind {
        "private" => Lang::from_code(of).map(MenuScope::PrivateChats),
        "groups" => Lang::from_code(of).map(MenuScope::Groups),
        "chat" => of.parse().ok().map(ChatId).map(MenuScope::Chat),
        _ => None,
    }
}
