//! Making a ticket: its text, then a preview in which all else has a sensible default and each line can be changed.

use super::attachments::{self, LeftOut, Said};
use super::dialogue::Dialogue;
use super::draft::{Client, Draft, Offer};
use super::effects::Effects;
use super::file_warning::FileWarning;
use super::guards::Caller;
use super::message_text::message_text;
use super::multi_select::{MultiSelect, SelectOption};
use super::questions::{Asked, PressedQuestion, QuestionPlace};
use super::stop::Stop;
use super::{Bot, SharedBot};
use crate::cache::directory;
use crate::cache::fetch_error::FetchError;
use crate::callback::{CreatePress, FormLine};
use crate::domain::audit::{AuditAction, AuditOutcome, AuditedAction};
use crate::domain::ids::{SubjectId, TelegramUser, UnitId};
use crate::domain::person::Person;
use crate::domain::ticket::{PersonRef, Priority};
use crate::notify::outbox_message::OutboxMessage;
use crate::render::card::helpdesk_link;
use crate::render::html::escape_html;
use crate::render::reader::ticket_number;
use crate::store::{ChoiceKind, Db, QuestionEnd};
use crate::t;
use crate::telegram::client::Sound;
use crate::telegram::update::{IncomingUpdate, UpdateKind};
use crate::tickets::create::{CreateAttempt, CreateOutcome};
use crate::view::MessageView;

/// How many clients chosen lately are offered.
const MAX_RECENT_CLIENTS: i64 = 5;

/// How many are offered who may have written a forwarded message, and how long a part of their name must be to look for it.
const NAMED: usize = 5;
const SHORTEST: usize = 3;

/// `/new`, also as a reply to a message whose text is to be the ticket's.
pub async fn handle_new(bot: SharedBot, update: std::sync::Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    let caller = bot.require_session(&update).await?;
    bot.require_private(&update, caller.reader.lang)?;
    let UpdateKind::Command { rest, reply_text, .. } = &update.what else { return Ok(Effects::default()) };
    let text = [rest, reply_text].into_iter().find(|text| !text.is_empty()).cloned();
    begin_draft(&bot, &update, &caller, text, None).await
}

/// Begins to make a ticket of this text, for the client of this name if there is one.
pub async fn begin_draft(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    text: Option<String>,
    author: Option<String>,
) -> Result<Effects, Stop> {
    let place = match (&update.what, update.place.message) {
        (UpdateKind::Press { .. }, Some(message)) => QuestionPlace::Pressed(message),
        _ => QuestionPlace::Anew,
    };
    continue_draft(bot, update, caller, Draft::new(text, author), place).await
}

/// Begins a ticket for somebody who was found.
pub async fn begin_for_client(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    client: Client,
) -> Result<Effects, Stop> {
    let draft = Draft { client: Some(client), ..Draft::new(None, None) };
    continue_draft(bot, update, caller, draft, QuestionPlace::Anew).await
}

/// A button of the dialogue.
pub async fn handle_press(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    at: PressedQuestion,
    mut draft: Draft,
    press: CreatePress,
) -> Result<Effects, Stop> {
    let over = || Ok(Effects::alert(t!(caller.reader.lang, "dialogue-over")));
    let is_whole = draft.asked_line().is_none();
    match (press, &mut draft.offer) {
        (CreatePress::Client { place }, Offer::Clients { people, .. }) => {
            let Some(client) = people.get(place).cloned() else { return over() };
            draft.client = Some(client);
        }
        (CreatePress::Subject { subject }, Offer::Subjects(subjects)) => {
            let Some(found) = subjects.iter().find(|known| known.id == subject) else { return over() };
            draft.subject = Some(found.clone());
        }
        (CreatePress::Unit { unit }, Offer::Units(units)) => {
            let Some(found) = units.iter().find(|known| known.id == unit) else { return over() };
            (draft.unit, draft.people) = (Some(found.clone()), Vec::new());
        }
        (CreatePress::Person { place }, Offer::People(people)) => {
            people.toggle_option(place);
            return Ok(show(update, caller, draft, at.again()));
        }
        (CreatePress::Page { page }, Offer::People(people)) => {
            people.show_page(page);
            return Ok(show(update, caller, draft, at.again()));
        }
        (CreatePress::Page { page }, Offer::Clients { .. } | Offer::Subjects(_) | Offer::Units(_)) => {
            draft.page = page;
            return Ok(show(update, caller, draft, at.again()));
        }
        (CreatePress::PeopleDone, Offer::People(people)) => {
            let client =
                |choice: &SelectOption| Client { hash: choice.hash.clone(), name: choice.name.clone() };
            draft.people = people.selected_options().map(client).collect();
        }
        (CreatePress::Priority { level }, _) => {
            draft.priority = match level {
                0 => Priority::Low,
                1 => Priority::Medium,
                _ => Priority::High,
            };
        }
        (CreatePress::Change { line }, _) if draft.sent.is_none() => {
            draft.changed = Some(line);
            return continue_draft(bot, update, caller, draft, at.next()).await;
        }
        (CreatePress::Back, _) => {}
        (CreatePress::Make, _) if is_whole => {
            return submit_draft(bot, update, caller, at, draft).await;
        }
        _ => return over(),
    }
    draft.changed = None;
    continue_draft(bot, update, caller, draft, at.next()).await
}

/// Text in the middle of the dialogue: whom to look for, or the ticket's text.
pub async fn handle_text(bot: &Bot, update: &IncomingUpdate, mut draft: Draft) -> Result<Effects, Stop> {
    let caller = bot.require_session(update).await?;
    let reader = &caller.reader;
    if !draft.keep_to(&caller.session.account) {
        return Ok(bot.reply_text(update, t!(reader.lang, "new-unknown")));
    }
    if draft.asked_line() == Some(FormLine::Text) {
        return text_said(bot, update, &caller, draft).await;
    }
    let said = match (&update.what, message_text(update)) {
        (UpdateKind::Text { .. }, Some((text, None))) => text.trim(),
        _ => return Ok(bot.reply_text(update, t!(reader.lang, "new-text-only"))),
    };
    if draft.asked_line() != Some(FormLine::Client) {
        // A button is waited for: the question once more.
        return Ok(show(update, &caller, draft, QuestionPlace::Below));
    }
    if said.chars().count() < 2 {
        return Ok(bot.reply_text(update, t!(reader.lang, "find-too-short")));
    }
    let found = bot.ctx.helpdesk.search_people(&caller.session.key, said).await;
    let found = bot.require_fetched(update, reader, found).await?;
    let people = found.into_iter().map(|person| Client { hash: person.hash, name: person.name }).collect();
    (draft.offer, draft.page) = (Offer::Clients { people, is_search: true }, 0);
    Ok(show(update, &caller, draft, QuestionPlace::Below))
}

/// The ticket's text is said, by a picture too: with a note or a link in place of it.
async fn text_said(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    draft: Draft,
) -> Result<Effects, Stop> {
    let lang = caller.reader.lang;
    let Said { text, files, left_out } = match attachments::attachment_text(bot, update, lang) {
        Ok(said) if !said.text.is_empty() => said,
        Ok(_) => return continue_draft(bot, update, caller, draft, QuestionPlace::Below).await,
        Err(why) => return Ok(bot.reply_text(update, why)),
    };
    let draft = Draft { text: Some(text), changed: None, ..draft };
    let mut effects = continue_draft(bot, update, caller, draft, QuestionPlace::Below).await?;
    effects.add_write(move |tx| files.iter().try_for_each(|file| tx.db.put_file(file)));
    if left_out == Some(LeftOut::AllFiles) {
        let text = t!(caller.reader.lang, "comment-media");
        FileWarning::new(bot, update, &caller.reader, text).add_once_a_day(&mut effects);
    }
    Ok(effects)
}

/// Asks for what is missing next, or shows the preview.
async fn continue_draft(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    mut draft: Draft,
    place: QuestionPlace,
) -> Result<Effects, Stop> {
    if !draft.keep_to(&caller.session.account) {
        return Ok(bot.reply_text(update, t!(caller.reader.lang, "new-unknown")));
    }
    draft.page = 0;
    if draft.text.is_some() {
        let filled = draft.fill_defaults(bot, caller).await;
        bot.require_fetched(update, &caller.reader, filled).await?;
    }
    let prepared = draft.prepare_options(bot, caller).await;
    bot.require_fetched(update, &caller.reader, prepared).await?;
    Ok(show(update, caller, draft, place))
}

/// Shows the question at hand.
fn show(update: &IncomingUpdate, caller: &Caller, draft: Draft, place: QuestionPlace) -> Effects {
    let (reader, mut effects) = (&caller.reader, Effects::default());
    let dialogue = Dialogue::Create(Box::new(draft.clone()));
    effects.ask(&Asked::by(update, reader), dialogue, place, |question| draft.draft_view(question, reader));
    effects
}

/// Sends the ticket to the helpdesk. The dialogue says so on disk before, so that after a kill it is looked for and not
/// made a second time.
async fn submit_draft(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    at: PressedQuestion,
    mut draft: Draft,
) -> Result<Effects, Stop> {
    let (reader, who) = (&caller.reader, update.from.who);
    if !draft.keep_to(&caller.session.account) {
        return Ok(bot.reply_text(update, t!(reader.lang, "new-unknown")));
    }
    let Some(ticket) = draft.to_ticket() else {
        return continue_draft(bot, update, caller, draft, at.next()).await;
    };
    let (after, attempt) = match draft.sent {
        Some(after) => (after, CreateAttempt::Again),
        None => (bot.creator.newest_ticket().await?, CreateAttempt::First),
    };
    let draft = Draft { sent: Some(after), ..draft };
    let mut mark = Effects::default();
    mark.put_dialogue(who, Dialogue::Create(Box::new(draft.clone())));
    bot.ctx.write(move |tx| mark.commit_effects(tx)).await?;
    let made = bot.creator.create_ticket(&caller.session, &ticket, after, attempt).await?;
    log::info!("a ticket by {who}: {made}");
    let (outcome, id) = (AuditOutcome::from(&made), made.ticket_id());
    let mut effects = report_outcome(bot, update, caller, (at, draft), made).await?;
    let audited = AuditedAction { action: AuditAction::Create, ticket: id, outcome };
    bot.record_action(&mut effects, update, &caller.session, audited);
    Ok(effects)
}

/// Says what became of it.
async fn report_outcome(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    (at, draft): (PressedQuestion, Draft),
    made: CreateOutcome,
) -> Result<Effects, Stop> {
    let (reader, who, lang) = (&caller.reader, update.from.who, caller.reader.lang);
    let id = made.ticket_id();
    let text = match made {
        CreateOutcome::Done(at) => t!(lang, "new-done", number = ticket_number(at.id)),
        CreateOutcome::Shared(at) => {
            let text = t!(lang, "new-shared", number = ticket_number(at.id));
            match bot.ctx.config.current().ticket_link.url_for(&at.hash) {
                Some(page) => format!("{text}\n{}", helpdesk_link(&page, lang)),
                None => text,
            }
        }
        CreateOutcome::SignInAgain => return bot.end_refused_session(update, reader).await,
        // Certainly not made: the same draft can be sent again.
        CreateOutcome::Refused => {
            return go_back(bot, update, caller, (at, draft), t!(lang, "new-refused")).await;
        }
        CreateOutcome::Down => {
            return go_back(bot, update, caller, (at, draft), t!(lang, "helpdesk-down")).await;
        }
        CreateOutcome::Unsure => {
            let mut effects = show(update, caller, draft, at.next());
            effects.toast = Effects::alert(t!(lang, "new-unsure")).toast;
            return Ok(effects);
        }
    };
    let mut effects = Effects::default();
    let made = MessageView::from_html(escape_html(&text));
    effects.complete_dialogue(who, QuestionEnd::Edit(made));
    draft.remember_choices(&mut effects, who);
    if let Some(ticket) = id {
        let card = OutboxMessage::Card { ticket, reply_to: None, sound: Sound::Silent };
        effects.post_message(update.place.target, card);
    }
    Ok(effects)
}

/// Back to the preview, with what went wrong.
async fn go_back(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    (at, draft): (PressedQuestion, Draft),
    text: String,
) -> Result<Effects, Stop> {
    let draft = Draft { sent: None, ..draft };
    let mut effects = continue_draft(bot, update, caller, draft, at.next()).await?;
    effects.toast = Effects::alert(text).toast;
    Ok(effects)
}

impl Draft {
    /// Fills in what has a sensible default: whoever wrote the text, or the last client, or oneself; the last subject; one's own
    /// unit. Lists are read anew: the helpdesk stores whatever it is given.
    async fn fill_defaults(&mut self, bot: &Bot, caller: &Caller) -> Result<(), FetchError> {
        let (session, who) = (&caller.session, caller.session.telegram);
        if let Some(author) = self.author.take().filter(|_| self.client.is_none() && self.is_staffs) {
            let mut named = named(bot, caller, &author).await;
            match named.len() {
                0 => {}
                1 => self.client = named.pop(),
                // One of them, and nobody knows which: that is asked.
                _ => {
                    self.changed = Some(FormLine::Client);
                    self.offer = Offer::Clients { people: named, is_search: true };
                }
            }
        }
        let (clients, subjects, units) = bot
            .ctx
            .store
            .read(move |db| {
                Ok((
                    db.recent_choices::<Client>(who, ChoiceKind::Client, 1)?,
                    db.recent_choices::<SubjectId>(who, ChoiceKind::Subject, 1)?,
                    db.recent_choices::<UnitId>(who, ChoiceKind::NewUnit, 1)?,
                ))
            })
            .await?;
        if self.client.is_none() && self.changed != Some(FormLine::Client) {
            self.client = clients.into_iter().next().or_else(|| own_name(caller));
        }
        if self.subject.is_none() {
            let mut all = bot.ctx.helpdesk.list_subjects(&session.key).await?;
            let last = all.iter().position(|subject| subjects.contains(&subject.id)).unwrap_or(0);
            self.subject = (last < all.len()).then(|| all.swap_remove(last));
        }
        if self.unit.is_none() {
            let mut all = directory::list_units(&bot.ctx, session).await?;
            let own = session.account.units.iter().filter(|_| self.is_staffs);
            let likely = own.chain(&units).find_map(|id| all.iter().position(|unit| unit.id == *id));
            let only = (all.len() == 1).then_some(0);
            self.unit = likely.or(only).map(|place| all.swap_remove(place));
        }
        Ok(())
    }

    /// Reads what the next question offers.
    async fn prepare_options(&mut self, bot: &Bot, caller: &Caller) -> Result<(), FetchError> {
        let (session, who) = (&caller.session, caller.session.telegram);
        self.offer = match (self.asked_line(), std::mem::take(&mut self.offer)) {
            (Some(FormLine::Client), found @ Offer::Clients { .. }) => found,
            (Some(FormLine::Client), _) => {
                let lately = move |db: &mut Db<'_>| {
                    db.recent_choices::<Client>(who, ChoiceKind::Client, MAX_RECENT_CLIENTS)
                };
                let mut people: Vec<Client> = own_name(caller).into_iter().collect();
                for client in bot.ctx.store.read(lately).await? {
                    if people.iter().all(|known| known.hash != client.hash) {
                        people.push(client);
                    }
                }
                Offer::Clients { people, is_search: false }
            }
            (Some(FormLine::Subject), _) => {
                Offer::Subjects(bot.ctx.helpdesk.list_subjects(&session.key).await?)
            }
            (Some(FormLine::Unit), _) => Offer::Units(directory::list_units(&bot.ctx, session).await?),
            (Some(FormLine::People), _) => {
                let people = match &self.unit {
                    Some(unit) => directory::unit_people(&bot.ctx, session, unit.id).await?,
                    None => Vec::new(),
                };
                let lately =
                    move |db: &mut Db<'_>| db.recent_choices(who, ChoiceKind::Person, MAX_RECENT_CLIENTS);
                Offer::People(MultiSelect::new(people, &bot.ctx.store.read(lately).await?))
            }
            (Some(FormLine::Priority | FormLine::Text) | None, _) => Offer::Nothing,
        };
        Ok(())
    }

    /// Remembers what was chosen, for the next ticket.
    fn remember_choices(&self, effects: &mut Effects, who: TelegramUser) {
        let (client, subject, unit) = (self.client.clone(), self.subject.clone(), self.unit.clone());
        effects.add_write(move |tx| {
            if let Some(client) = client {
                tx.db.record_choice(who, ChoiceKind::Client, &client.hash.0, &client, tx.now)?;
            }
            if let Some(subject) = subject {
                tx.db.record_choice(
                    who,
                    ChoiceKind::Subject,
                    &subject.id.to_string(),
                    &subject.id,
                    tx.now,
                )?;
            }
            match unit {
                Some(unit) => {
                    tx.db.record_choice(who, ChoiceKind::NewUnit, &unit.id.to_string(), &unit.id, tx.now)
                }
                None => Ok(()),
            }
        });
    }
}

/// Oneself, as a client.
fn own_name(caller: &Caller) -> Option<Client> {
    let PersonRef { hash, name } = caller.session.account.me.clone();
    hash.zip(name).map(|(hash, name)| Client { hash, name })
}

/// People of the helpdesk who may be the one that Telegram knows by this name: by all of it, else by the part that says most.
async fn named(bot: &Bot, caller: &Caller, author: &str) -> Vec<Client> {
    let mut parts: Vec<&str> =
        author.split_whitespace().filter(|part| part.chars().count() >= SHORTEST).collect();
    parts.sort_by_key(|part| std::cmp::Reverse(part.chars().count()));
    for part in std::iter::once(author).chain(parts.into_iter().take(2)) {
        match bot.ctx.helpdesk.search_people(&caller.session.key, part).await {
            Ok(found) if found.is_empty() => {}
            Ok(found) => {
                let client = |person: Person| Client { hash: person.hash, name: person.name };
                return found.into_iter().take(NAMED).map(client).collect();
            }
            // They can be looked for by hand.
            Err(error) => {
                log::info!("whoever wrote a forwarded message can't be looked for: {error}");
                break;
            }
        }
    }
    Vec::new()
}
