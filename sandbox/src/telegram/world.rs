//! Making the world and turning its screws: people, groups, topics, the bot's standing, faults and limits. What people
//! do in it by themselves is in `person`.

use std::time::Duration;

use serde_json::{Value, json};

use super::Telegram;
use super::bots::BOT_ID;
use super::faults::Fault;
use super::flood::Limits;
use super::message::Author;
use super::profile::CallbackMode;
use super::state::{Ability, Chat, ChatKind, Contact, Door, Person, Privacy, Rank, Standing, State};
use super::updates::Delivery;
use crate::mischief::{Mischief, Mischiefs};

/// Supergroups and channels are numbered below this.
const SUPERGROUPS: i64 = -1_000_000_000_000;

/// The icon's colour of topics that people open.
const TOPIC_COLOR: i64 = 0x6FB9F0;

impl Telegram {
    /// A person who has never written to the bot. The language is theirs in Telegram's settings, empty for unknown.
    pub fn person(&self, id: i64, first_name: &str, username: Option<&str>, language: &str) {
        self.shared.act(|state| {
            let person = Person {
                id,
                first_name: first_name.to_owned(),
                username: username.map(str::to_owned),
                language: language.to_owned(),
                contact: Contact::Stranger,
            };
            state.people.insert(id, person);
            let chat = state.chats.entry(id).or_insert_with(|| Chat::new(id, ChatKind::Private, ""));
            chat.bot = Standing::Member;
        });
    }

    /// The person's name and language in Telegram from now on.
    pub fn introduce_anew(&self, id: i64, first_name: &str, language: &str) {
        self.shared.act(|state| {
            if let Some(person) = state.people.get_mut(&id) {
                first_name.clone_into(&mut person.first_name);
                language.clone_into(&mut person.language);
            }
        });
    }

    /// A plain group of these people, without the bot. The first of them made it.
    pub fn group(&self, title: &str, members: &[i64]) -> i64 {
        self.shared.act(|state| {
            let id = -state.fresh() - 5_000_000;
            state.found(id, ChatKind::Group, title, members)
        })
    }

    /// A supergroup of these people, without the bot.
    pub fn supergroup(&self, title: &str, members: &[i64]) -> i64 {
        self.big_chat(ChatKind::Supergroup, title, members)
    }

    /// A supergroup with topics.
    pub fn forum(&self, title: &str, members: &[i64]) -> i64 {
        self.big_chat(ChatKind::Forum, title, members)
    }

    /// A channel.
    pub fn channel(&self, title: &str, members: &[i64]) -> i64 {
        self.big_chat(ChatKind::Channel, title, members)
    }

    fn big_chat(&self, kind: ChatKind, title: &str, members: &[i64]) -> i64 {
        self.shared.act(|state| {
            let id = SUPERGROUPS - state.fresh() - 3_000_000;
            state.found(id, kind, title, members)
        })
    }

    /// A topic of a forum, opened by its founder. Gives the thread's number.
    pub fn topic(&self, chat: i64, name: &str) -> i32 {
        self.shared.act(|state| {
            let founder = Author::Person(state.founder(chat));
            state.open_topic(chat, name, TOPIC_COLOR, founder)
        })
    }

    /// Closes a topic: nobody but administrators' own hands can write there.
    pub fn close_topic(&self, chat: i64, thread: i32) {
        self.shared.act(|state| {
            let topics = state.chats.get_mut(&chat).map(|chat| &mut chat.topics);
            if let Some(topic) = topics.and_then(|topics| topics.get_mut(&thread)) {
                topic.door = Door::Closed;
            }
        });
    }

    /// Opens a closed topic again, which is said in it.
    pub fn reopen_topic(&self, chat: i64, thread: i32) {
        self.shared.act(|state| {
            let topics = state.chats.get_mut(&chat).map(|chat| &mut chat.topics);
            if let Some(topic) = topics.and_then(|topics| topics.get_mut(&thread)) {
                topic.door = Door::Open;
            }
            let founder = Author::Person(state.founder(chat));
            state.post_service(chat, founder, Some(thread), json!({ "forum_topic_reopened": {} }));
        });
    }

    /// Deletes a topic with everything in it; the bot is not told.
    pub fn delete_topic(&self, chat: i64, thread: i32) {
        self.shared.act(|state| state.drop_topic(chat, thread));
    }

    /// Makes somebody an administrator.
    pub fn promote(&self, user: i64, chat: i64) {
        self.shared.act(|state| state.set_rank(user, chat, Some(Rank::Administrator)));
    }

    /// Makes an administrator a member again.
    pub fn demote(&self, user: i64, chat: i64) {
        self.shared.act(|state| state.set_rank(user, chat, Some(Rank::Member)));
    }

    /// Somebody comes into a group.
    pub fn joins(&self, user: i64, chat: i64) {
        self.shared.act(|state| {
            state.set_rank(user, chat, Some(Rank::Member));
            let fields = json!({ "new_chat_members": [state.user_json(user)] });
            state.post_service(chat, Author::Person(user), None, fields);
        });
    }

    /// Somebody leaves a group.
    pub fn leaves(&self, user: i64, chat: i64) {
        self.shared.act(|state| {
            let fields = json!({ "left_chat_member": state.user_json(user) });
            state.post_service(chat, Author::Person(user), None, fields);
            state.set_rank(user, chat, None);
        });
    }

    /// The founder takes the bot into the group.
    pub fn add_bot(&self, chat: i64) {
        self.shared.act(|state| {
            let founder = state.founder(chat);
            state.set_standing(chat, founder, Standing::Member);
            let fields = json!({ "new_chat_members": [State::bot_json()] });
            state.post_service(chat, Author::Person(founder), None, fields);
        });
    }

    /// The founder throws the bot out.
    pub fn remove_bot(&self, chat: i64) {
        self.stand(chat, Standing::Kicked);
    }

    /// The founder makes the bot an administrator.
    pub fn make_bot_admin(&self, chat: i64) {
        self.stand(chat, Standing::Administrator);
    }

    /// The founder takes the bot's right to write.
    pub fn mute_bot(&self, chat: i64) {
        self.stand(chat, Standing::Muted);
    }

    /// The bot is a plain member again.
    pub fn unmute_bot(&self, chat: i64) {
        self.stand(chat, Standing::Member);
    }

    fn stand(&self, chat: i64, standing: Standing) {
        self.shared.act(|state| {
            let founder = state.founder(chat);
            state.set_standing(chat, founder, standing);
        });
    }

    /// The person blocks the bot.
    pub fn block(&self, user: i64) {
        self.shared.act(|state| state.set_contact(user, Contact::Blocked));
    }

    /// The person lets the bot write again.
    pub fn unblock(&self, user: i64) {
        self.shared.act(|state| state.set_contact(user, Contact::Started));
    }

    /// The person has started the bot, without a word of it: for tests that begin later.
    pub fn started(&self, user: i64) {
        self.shared.act(|state| {
            if let Some(person) = state.people.get_mut(&user) {
                person.contact = Contact::Started;
            }
        });
    }

    /// The person deletes their account; the bot is not told.
    pub fn deactivate(&self, user: i64) {
        self.shared.act(|state| state.set_contact(user, Contact::Deactivated));
    }

    /// A group becomes a supergroup: it goes on under another number, which this gives.
    pub fn migrate(&self, group: i64) -> i64 {
        let id = self.migrate_in_silence(group);
        self.shared.act(|state| {
            let founder = Author::Person(state.founder(group));
            state.post_service(group, founder, None, json!({ "migrate_to_chat_id": id }));
            state.post_service(id, founder, None, json!({ "migrate_from_chat_id": group }));
            id
        })
    }

    /// The same, and Telegram says nothing of it yet.
    pub fn migrate_in_silence(&self, group: i64) -> i64 {
        self.shared.act(|state| {
            let id = SUPERGROUPS - state.fresh() - 3_000_000;
            let Some(old) = state.chats.get_mut(&group) else { return id };
            let mut grown = Chat::new(id, ChatKind::Supergroup, &old.title);
            grown.members = old.members.clone();
            grown.bot = old.bot;
            old.migrated_to = Some(id);
            state.chats.insert(id, grown);
            id
        })
    }

    /// The only emoji that may be reacted with in this chat.
    pub fn allow_reactions(&self, chat: i64, emoji: &[&str]) {
        self.shared.act(|state| {
            if let Some(chat) = state.chats.get_mut(&chat) {
                chat.allowed_reactions = Some(emoji.iter().map(ToString::to_string).collect());
            }
        });
    }

    /// Whether the bot reads everything in groups.
    pub fn privacy(&self, privacy: Privacy) {
        self.shared.act(|state| state.privacy = privacy);
    }

    /// Denies the bot what it may usually do.
    pub fn deny_ability(&self, ability: Ability) {
        self.shared.act(|state| state.denied.insert(ability));
    }

    /// Plays a server from before this method.
    pub fn lack_method(&self, method: &'static str) {
        self.shared.act(|state| state.lacking.insert(method));
    }

    /// Plays a server from before ephemeral messages: it does not know their methods, and sends to everybody what is meant for
    /// one person, since it leaves out parameters that it does not know.
    pub fn lack_ephemeral_messages(&self) {
        let unknown = [
            "ephemeral_message_parameters",
            "is_ephemeral",
            "editEphemeralMessageText",
            "editEphemeralMessageReplyMarkup",
            "deleteEphemeralMessage",
        ];
        self.shared.act(|state| state.lacking.extend(unknown));
    }

    /// Has them work from now on, as after an update of the server.
    pub fn know_ephemeral_messages(&self) {
        self.shared.act(|state| state.lacking.retain(|name| !name.to_lowercase().contains("ephemeral")));
    }

    /// They don't work in this group.
    pub fn refuse_ephemeral_messages(&self, chat: i64) {
        self.shared.act(|state| state.refuses_ephemerals.insert(chat));
    }

    /// The person's client has no connection: ephemeral messages that come meanwhile are lost.
    pub fn go_offline(&self, user: i64) {
        self.shared.act(|state| state.offline.insert(user));
    }

    /// And is back.
    pub fn go_online(&self, user: i64) {
        self.shared.act(|state| state.offline.remove(&user));
    }

    /// Plays a server from before this tag of its HTML.
    pub fn lack_tag(&self, tag: &'static str) {
        self.shared.act(|state| state.lacking.insert(tag));
    }

    /// Has the clock of the answers go ahead by so much.
    pub fn set_skew(&self, skew: jiff::SignedDuration) {
        self.shared.act(|state| state.skew = skew);
    }

    /// Has presses come as an administrator may have asked for.
    pub fn set_callback_mode(&self, mode: CallbackMode) {
        self.shared.act(|state| state.profile.callback_mode = mode);
    }

    /// Whether the limits on speed hold.
    pub fn limits(&self, limits: Limits) {
        self.shared.act(|state| state.flood.limits = limits);
    }

    /// Every call takes so much longer.
    pub fn slow_down(&self, delay: Duration) {
        self.shared.act(|state| state.faults.delay = delay);
    }

    /// Orders a fault.
    pub fn fault(&self, fault: Fault) {
        self.shared.act(|state| state.faults.order(fault));
    }

    /// From now on does what changes nothing, by this seed.
    pub fn play_mischief(&self, mischief: &[Mischief], seed: u64) {
        self.shared.act(|state| {
            state.mischief = Mischiefs::new(mischief, seed);
            state.queue.delivery = match state.mischief.plays(Mischief::DoubledUpdates) {
                true => Delivery::Twice,
                false => Delivery::Once,
            };
        });
    }

    /// Takes back all faults that are not used up.
    pub fn clear_faults(&self) {
        self.shared.act(|state| state.faults.clear());
    }

    /// Lets go the calls that a fault holds.
    pub fn release(&self) {
        self.shared.act(|state| state.faults.gate.send_modify(|gate| *gate += 1));
    }

    /// Whether a fault holds a call now.
    pub fn holds_calls(&self) -> bool {
        self.shared.look(|state| state.faults.gate.receiver_count() > 0)
    }

    /// Hands out the newest update once more under its old number, as after a lost confirmation.
    pub fn redeliver(&self) {
        self.shared.act(|state| state.queue.redeliver());
    }

    /// Queues any object as an update; it gets a number unless it carries one.
    pub fn inject(&self, update: Value) {
        self.shared.act(|state| {
            let now = state.now();
            state.queue.inject(update, now);
        });
    }

    /// Updates and messages get numbers above these from now on, as where there has been a past.
    pub fn count_from(&self, update: i64, message: i32) {
        self.shared.act(|state| {
            state.queue.count_from(update);
            state.count_messages_from(message);
        });
    }

    /// Forgets the record of calls.
    pub fn forget_calls(&self) {
        self.shared.act(|state| state.journal.calls.clear());
    }
}

impl State {
    fn found(&mut self, id: i64, kind: ChatKind, title: &str, members: &[i64]) -> i64 {
        let mut chat = Chat::new(id, kind, title);
        let ranks = std::iter::once(Rank::Creator).chain(std::iter::repeat(Rank::Member));
        chat.members = members.iter().copied().zip(ranks).collect();
        self.chats.insert(id, chat);
        id
    }

    /// Who made a chat; the bot's number where nobody did.
    fn founder(&self, chat: i64) -> i64 {
        let members = self.chats.get(&chat).map(|chat| chat.members.iter());
        let founder = members.into_iter().flatten().find(|(_, rank)| **rank == Rank::Creator);
        founder.map_or(BOT_ID, |(user, _)| *user)
    }

    fn set_rank(&mut self, user: i64, chat: i64, rank: Option<Rank>) {
        let Some(found) = self.chats.get(&chat) else { return };
        let before = self.member_json(found, user);
        if let Some(found) = self.chats.get_mut(&chat) {
            match rank {
                Some(rank) => found.members.insert(user, rank),
                None => found.members.remove(&user),
            };
        }
        let by = self.founder(chat);
        self.announce_member(chat, user, by, before);
    }
}
