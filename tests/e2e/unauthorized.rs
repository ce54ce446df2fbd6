//! Nobody in: every form of button that deskgram understands, pressed by everybody who may not, in every place. Nothing
//! changes at the helpdesk, and nobody is told what they may not see.

use std::collections::BTreeMap;

use deskgram::callback::Callback;
use deskgram_sandbox::zenlix::NewTicket;
use jiff::SignedDuration;
use serde_json::json;

use crate::support::*;

/// Works in another unit than Olena, Taras and Iryna.
pub const DMYTRO: i64 = 110;
/// What Telegram shows as the sender for admins who write as their group.
const GROUP_ANONYMOUS_BOT: i64 = 1_087_968_824;
/// Words that only the service desk and the author may read, and words that only Dmytro's unit may.
pub const OURS: [&str; 2] = ["Pineapple", "Cucumber"];
pub const THEIRS: [&str; 1] = ["Zebra"];

/// A ticket of the service desk with a comment, one of Dmytro's unit, and a group that gets the service desk's.
pub struct Stage {
    pub world: World,
    pub group: i64,
    pub ours: i64,
    pub theirs: i64,
}

impl Stage {
    pub async fn set() -> Self {
        Self::set_in(World::new().await, &[]).await
    }

    /// The same in this world, where the service desk's ticket is for these by name.
    pub async fn set_in(world: World, assignees: &[&str]) -> Self {
        world.telegram.person(DMYTRO, "Dmytro", None, "en");
        for who in [OLENA, TARAS, IRYNA, ROMAN] {
            world.sign_in(who).await;
        }
        world.sends_text(DMYTRO, "/login dmytro dmytro").await;
        let members = [OLENA, TARAS, IRYNA, ROMAN, DMYTRO, STRANGER];
        let group = world.create_group(&members).await;
        world.telegram.promote(OLENA, group);
        world.sends_text_in(OLENA, group, "/subscribe").await;
        world
            .presses_data(OLENA, group, world.last_bot_message(group).id, &format!("1:g:{group}:0:s:s"))
            .await;
        world.poll_once().await;
        let new = NewTicket::to_unit(SERVICE_DESK, "Printers", "Pineapple in the printer");
        let ours = world.zenlix.web_create("svitlana", new.for_people(assignees));
        world.zenlix.web_comment("olena", ours, "Cucumber");
        world.advance_time(SignedDuration::from_secs(2));
        let unit = world.zenlix.person("dmytro").unwrap().units.split(',').next().unwrap().parse().unwrap();
        assert_ne!(unit, SERVICE_DESK);
        let theirs =
            world.zenlix.web_create("anna", NewTicket::to_unit(unit, "Printers", "Zebra in the warehouse"));
        world.poll_once().await;
        world.ticket_card(OLENA, ours);
        world.ticket_card(DMYTRO, theirs);
        Self { world, group, ours, theirs }
    }

    /// All that stands at the helpdesk.
    fn helpdesk(&self) -> String {
        self.world.zenlix.read(|desk| format!("{:?} {:?}", desk.tickets, desk.comments))
    }

    /// All that the bot has said to somebody by themselves, passing words included.
    pub fn told(&self, who: i64, toasts: &[String]) -> String {
        let chat = if self.world.telegram.messages(who).is_empty() {
            String::new()
        } else {
            self.world.all_bot_texts(who)
        };
        format!("{chat}\n{}", toasts.join("\n"))
    }

    /// Every form of button that deskgram understands, a few times with other numbers: of these tickets, of nothing, of the
    /// group, and of jobs, comments and quick replies that may be somebody else's. Found by trying, so
    /// that none can be forgotten.
    pub fn forms(&self) -> Vec<String> {
        let letters = || ('a'..='z').map(String::from);
        let pairs = letters().flat_map(|first| letters().map(move |second| format!("{first}{second}")));
        let verbs: Vec<_> = letters().chain(pairs).chain(["lang".into(), "-".into()]).collect();
        let tickets = [self.ours.to_string(), self.theirs.to_string()];
        let group = format!("{}:0", self.group);
        let words = ["0", "1", "2", "99999", "-1", "en", "i", "o", "a", "c", "m", "s", "t", "u", "x", "z"];
        let one: Vec<_> = tickets.iter().map(String::as_str).chain(words).chain([group.as_str()]).collect();
        let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut keep = |data: String| {
            // After a press on it whatever is typed is taken for a login.
            if Callback::decode(&data).is_some_and(|callback| callback != Callback::SignIn) {
                let verb = data.split(':').nth(1).unwrap().to_owned();
                let form = format!("{verb}/{}", data.matches(':').count());
                let all = found.entry(form).or_default();
                if all.len() < 8 || data.contains(&group) {
                    all.push(data);
                }
            }
        };
        for verb in &verbs {
            keep(format!("1:{verb}"));
            for first in &one {
                keep(format!("1:{verb}:{first}"));
                ["w:l", "w:l:u"].iter().for_each(|stats| keep(format!("1:{verb}:{stats}:{first}")));
                for second in &one {
                    keep(format!("1:{verb}:{first}:{second}"));
                    if verb == "l" || verb == "g" {
                        words.iter().for_each(|third| keep(format!("1:{verb}:{first}:{second}:{third}")));
                    }
                }
            }
        }
        let all: Vec<_> = found.into_values().flatten().collect();
        assert!(all.len() > 150, "only {} forms: {all:?}", all.len());
        all
    }
}

/// Presses all of it in the group, in the presser's own chat and on a message that is not there.
pub async fn press_everything(stage: &Stage, who: i64) -> Vec<String> {
    let world = &stage.world;
    let card = world.ticket_card(stage.group, stage.ours).id;
    let own = world
        .telegram
        .messages(who)
        .iter()
        .rev()
        .find(|message| message.from_bot())
        .map_or(1, |last| last.id);
    let mut queries = Vec::new();
    for data in stage.forms() {
        for (chat, message) in [(stage.group, card), (who, own), (who, 77_777)] {
            queries.push(world.telegram.presses_data(who, chat, message, &data));
        }
        world.run_until_idle().await;
    }
    // What was put off for a few seconds happens now.
    world.advance_time(SignedDuration::from_secs(30));
    world.run_until_idle().await;
    queries.iter().filter_map(|query| world.telegram.toast(query)).map(|toast| toast.text).collect()
}

pub fn hold_none(told: &str, words: &[&str], who: &str) {
    for word in words {
        assert!(!told.contains(word), "{who} has read {word}: {told}");
    }
}

#[tokio::test]
async fn a_stranger_presses_everything_and_the_helpdesk_is_not_even_asked() {
    let stage = Stage::set().await;
    let (before, card) = (stage.helpdesk(), stage.world.ticket_card(stage.group, stage.ours).text);
    stage.world.zenlix.take_calls();
    let toasts = press_everything(&stage, STRANGER).await;
    assert_eq!(stage.world.zenlix.take_calls().len(), 0);
    assert_eq!(stage.helpdesk(), before);
    hold_none(&stage.told(STRANGER, &toasts), &[&OURS[..], &THEIRS[..]].concat(), "a stranger");
    assert_eq!(stage.world.ticket_card(stage.group, stage.ours).text, card);
}

#[tokio::test]
async fn a_client_presses_everything_and_changes_and_learns_nothing() {
    let stage = Stage::set().await;
    let before = stage.helpdesk();
    let toasts = press_everything(&stage, ROMAN).await;
    assert_eq!(stage.helpdesk(), before);
    hold_none(&stage.told(ROMAN, &toasts), &[&OURS[..], &THEIRS[..]].concat(), "a client");
    hold_none(&stage.world.all_bot_texts(stage.group), &["Pineapple", "Cucumber", "Zebra"], "the group");
}

#[tokio::test]
async fn a_technician_of_another_unit_changes_and_learns_nothing() {
    let stage = Stage::set().await;
    let ours = |stage: &Stage| {
        let ticket = stage.world.zenlix.ticket(stage.ours).map(|ticket| ticket.row);
        format!("{ticket:?} {:?}", stage.world.zenlix.comments(stage.ours))
    };
    let before = ours(&stage);
    let toasts = press_everything(&stage, DMYTRO).await;
    assert_eq!(ours(&stage), before);
    hold_none(&stage.told(DMYTRO, &toasts), &OURS, "a technician of another unit");
    hold_none(&stage.world.all_bot_texts(stage.group), &["Pineapple", "Cucumber", "Zebra"], "the group");
}

#[tokio::test]
async fn who_may_work_on_one_ticket_learns_nothing_of_another() {
    let stage = Stage::set().await;
    let theirs =
        |stage: &Stage| format!("{:?}", stage.world.zenlix.ticket(stage.theirs).map(|ticket| ticket.row));
    let before = theirs(&stage);
    let toasts = press_everything(&stage, OLENA).await;
    assert_eq!(theirs(&stage), before);
    hold_none(&stage.told(OLENA, &toasts), &THEIRS, "Olena");
    hold_none(&stage.world.all_bot_texts(stage.group), &["Pineapple", "Cucumber", "Zebra"], "the group");
}

#[tokio::test]
async fn bots_and_anonymous_admins_press_and_write_in_vain() {
    let stage = Stage::set().await;
    let world = &stage.world;
    let before = stage.helpdesk();
    let card = world.ticket_card(stage.group, stage.ours).id;
    world.zenlix.take_calls();
    let chat = json!({ "id": stage.group, "type": "supergroup", "title": "Support" });
    for (number, data) in stage.forms().into_iter().enumerate() {
        // A bot by its mark, and the one that stands for anonymous admins, which bears the number of nobody here. One more
        // says that it is Olena and is a bot.
        for (who, is_bot) in [(900_001, true), (GROUP_ANONYMOUS_BOT, false), (OLENA, true)] {
            world.telegram.inject(json!({ "callback_query": {
                "id": format!("{number}{who}"),
                "from": { "id": who, "is_bot": is_bot, "first_name": "Bot" },
                "message": { "message_id": card, "date": 0, "chat": chat },
                "chat_instance": "1",
                "data": data,
            }}));
        }
        world.run_until_idle().await;
    }
    let anonymous = world.telegram.say(OLENA, stage.group).anonymously();
    anonymous.text("Said by nobody").reply_to(card).send();
    world.telegram.say(OLENA, stage.group).anonymously().text("/unsubscribe").send();
    world.run_until_idle().await;
    assert_eq!(world.zenlix.take_calls().len(), 0);
    assert_eq!(stage.helpdesk(), before);
    assert_eq!(world.app.bot.ctx.store.read(|db| db.all_subscriptions()).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_channel_is_not_listened_to() {
    let stage = Stage::set().await;
    let world = &stage.world;
    let before = stage.helpdesk();
    world.zenlix.take_calls();
    let channel = world.telegram.channel("News", &[OLENA]);
    world.telegram.add_bot(channel);
    for text in ["/subscribe", "/in", &format!("/ticket {}", stage.ours)] {
        world.telegram.posts(channel, text);
    }
    world.run_until_idle().await;
    assert_eq!(world.zenlix.take_calls().len(), 0);
    assert_eq!(stage.helpdesk(), before);
    hold_none(&world.all_bot_texts(channel), &OURS, "a channel");
}

#[tokio::test]
async fn whoever_wants_tickets_in_a_channel_hears_once_where_they_can_be() {
    let world = World::new().await;
    let channel = world.telegram.channel("News", &[OLENA]);
    world.telegram.add_bot(channel);
    world.telegram.make_bot_admin(channel);
    for text in ["News of the day", "/subscribe", "/subscribe@deskgram_bot", "/in", "/login olena"] {
        world.telegram.posts(channel, text);
        world.run_until_idle().await;
    }
    // In a channel the bot's words are the channel's. It has no language that Telegram would tell.
    let posts: Vec<_> = world.telegram.messages(channel).into_iter().map(|post| post.text).collect();
    for word in ["discussion group", "группа обсуждений", "група обговорень"] {
        assert_eq!(posts.iter().filter(|text| text.contains(word)).count(), 1, "{posts:?}");
    }
    assert_eq!(world.app.bot.ctx.store.read(|db| db.all_subscriptions()).await.unwrap(), []);
}

#[tokio::test]
async fn a_forwarded_card_is_document() {
    let stage = Stage::set().await;
    let world = &stage.world;
    let before = stage.helpdesk();
    let card = world.ticket_card(OLENA, stage.ours).id;
    let copy = world.telegram.forwards(OLENA, OLENA, card, stage.group);
    world.run_until_idle().await;
    for who in [ROMAN, DMYTRO, STRANGER, TARAS] {
        world.sends_reply(who, stage.group, copy, "To a copy").await;
        for data in stage.forms().iter().filter(|data| data.ends_with(&format!(":{}", stage.ours))) {
            if who != TARAS {
                world.presses_data(who, stage.group, copy, data).await;
            }
        }
    }
    world.advance_time(SignedDuration::from_secs(30));
    world.run_until_idle().await;
    assert_eq!(stage.helpdesk(), before);
    for who in [ROMAN, DMYTRO, STRANGER] {
        hold_none(&stage.told(who, &[]), &OURS, "who saw a copy");
    }
}

#[tokio::test]
async fn the_buttons_of_a_dialogue_are_its_owners_and_only_while_it_lasts() {
    let stage = Stage::set().await;
    let world = &stage.world;
    // Olena is about to pass the ticket on.
    world.presses(OLENA, OLENA, world.ticket_card(OLENA, stage.ours).id, "➡ Reassign").await;
    let question = world.last_bot_message(OLENA).id;
    let number = dialogue_presses(&world.last_bot_message(OLENA))[0].question;
    let before = stage.helpdesk();
    let dialogue = ["ru:1", "ru:2", "rp:0", "rl:1", "rr", "rs", "nc:0", "ns:1", "nu:1", "nd", "ni:1", "nm"]
        .map(|answer| format!("d:{number}:{answer}"));
    let others = ["jx:1", "cr:1", "cd:1", "jx:2", "cr:2"].map(str::to_owned);
    for who in [TARAS, DMYTRO, ROMAN, STRANGER] {
        for data in dialogue.iter().chain(&others) {
            world.presses_data(who, OLENA, question, &format!("1:{data}")).await;
            world.presses_data(who, stage.group, question, &format!("1:{data}")).await;
        }
    }
    assert!(world.telegram.seen(OLENA, question).text.contains("to whom"), "hers stands as it was");
    // Whatever she presses once it is over, or out of its order, is too late.
    world.presses(OLENA, OLENA, question, "✖ Cancel").await;
    for _ in 0..2 {
        for data in dialogue.iter().chain(&others) {
            world.presses_data(OLENA, OLENA, question, &format!("1:{data}")).await;
        }
    }
    world.advance_time(SignedDuration::from_secs(30));
    world.run_until_idle().await;
    assert_eq!(stage.helpdesk(), before);
}

#[tokio::test]
async fn an_update_that_telegram_delivers_twice_is_dealt_with_once() {
    let stage = Stage::set().await;
    let world = &stage.world;
    let card = world.ticket_card(OLENA, stage.ours).id;
    world.presses(OLENA, OLENA, card, "✋ Take").await;
    world.wait_out_undo().await;
    let release = world.telegram.presses(OLENA, OLENA, card, "Release");
    world.run_until_idle().await;
    assert!(world.telegram.toast(&release).is_some());
    world.presses(OLENA, OLENA, card, "✋ Take").await;
    let before = stage.helpdesk();
    world.zenlix.take_calls();
    world.telegram.redeliver();
    world.run_until_idle().await;
    assert_eq!(stage.helpdesk(), before);
    assert_eq!(world.zenlix.take_calls().len(), 0, "it was dealt with before");
}
