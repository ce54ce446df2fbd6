//! The verdict: what the two servers hold at the end, held against what people did.

use std::collections::BTreeMap;
use std::fmt;

use deskgram_sandbox::telegram::Message;
use deskgram_sandbox::zenlix::TicketRecord;
use deskgram_sandbox::zenlix::world::Progress;

use crate::workload::{Workload, is_card, login, people, ticket_of};

/// What was found.
#[derive(Default)]
pub struct Found {
    pub faults: Vec<String>,
    comments: usize,
    presses: usize,
    alerts: usize,
    /// Alerts that stand in a chat more than once.
    again: usize,
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { faults, comments, presses, alerts, again } = self;
        let faults = faults.len();
        write!(f, "{comments} comments, {presses} presses, {alerts} alerts ({again} twice), {faults} faults")
    }
}

pub fn check_all(play: &Workload, kills: u64) -> Found {
    let mut found = Found::default();
    check_comments(play, &mut found);
    for chat in people().chain(play.group) {
        let cards: Vec<_> = play.telegram.messages(chat).into_iter().filter(is_card).collect();
        check_notifications(play, chat, &cards, kills, &mut found);
        check_cards(play, chat, &cards, &mut found);
    }
    check_presses(play, &mut found);
    for violation in play.telegram.violations() {
        found.faults.push(format!("{violation:?}"));
    }
    found
}

/// Every comment is there, as often as it was written.
fn check_comments(play: &Workload, found: &mut Found) {
    let record = play.record();
    found.comments = record.comments.len();
    let mut expected: BTreeMap<_, usize> = BTreeMap::new();
    for comment in &record.comments {
        *expected.entry((comment.ticket, comment.login.clone(), comment.text.clone())).or_default() += 1;
    }
    let mut there: BTreeMap<_, usize> = BTreeMap::new();
    for &ticket in &record.tickets {
        for (login, text) in play.zenlix.comments(ticket) {
            *there.entry((ticket, login, text)).or_default() += 1;
        }
    }
    for (comment, &count) in &expected {
        let shown = there.remove(comment).unwrap_or(0);
        if shown != count {
            found.faults.push(format!("{comment:?} was written {count} times and is there {shown} times"));
        }
    }
    found.faults.extend(there.into_keys().map(|comment| format!("nobody wrote {comment:?}")));
}

/// Every ticket was told in every chat; beyond that at most one message per chat and kill.
fn check_notifications(play: &Workload, chat: i64, cards: &[Message], kills: u64, found: &mut Found) {
    let tickets = play.record().tickets.clone();
    found.alerts += tickets.len();
    let (mut beyond, mut missing) = (0, Vec::new());
    for ticket in tickets {
        match cards.iter().filter(|card| ticket_of(card) == ticket).count() {
            0 if over(play, ticket) => {}
            0 => missing.push(ticket),
            copies => beyond += copies - 1,
        }
    }
    // What comes faster than anybody reads has no card of its own: it is counted in the summary of a storm.
    let gathered = gathered(play, chat);
    if missing.len() > gathered {
        found
            .faults
            .push(format!("{missing:?} were not told in {chat}, and only {gathered} are in a summary"));
    }
    found.again += beyond;
    if beyond as u64 > kills {
        found.faults.push(format!("{beyond} alerts too many in {chat} after {kills} kills"));
    }
}

/// How many tickets the summaries of storms in a chat speak of.
fn gathered(play: &Workload, chat: i64) -> usize {
    let messages = play.telegram.messages(chat).into_iter();
    let summaries = messages.filter(|message| message.from_bot() && message.text.starts_with('🌊'));
    summaries.filter_map(|message| message.text.split_whitespace().nth(1)?.parse::<usize>().ok()).sum()
}

/// Whether a ticket was finished at some time: what is done before its notice can go out is no news.
fn over(play: &Workload, ticket: i64) -> bool {
    play.zenlix.ticket(ticket).is_some_and(|ticket| ticket.ok_by.is_some())
}

/// The newest card of every ticket, and every card that was pressed, shows the ticket as it is.
fn check_cards(play: &Workload, chat: i64, cards: &[Message], found: &mut Found) {
    let newest: BTreeMap<_, _> = cards.iter().map(|card| (ticket_of(card), card.id)).collect();
    let record = play.record();
    for card in cards {
        let pressed = record.presses.iter().any(|press| press.chat == chat && press.message == card.id);
        if !pressed && newest.get(&ticket_of(card)) != Some(&card.id) {
            continue;
        }
        let ticket = play.zenlix.ticket(ticket_of(card)).unwrap();
        let expected = state(&ticket, chat);
        let is_true = match &expected {
            Some(words) => card.text.contains(words),
            None => !card.text.contains("taken by") && !card.text.contains("done by"),
        };
        if !is_true {
            found.faults.push(format!("{:?} in {chat} should say {expected:?}", card.text));
        }
    }
}

/// Every press did something: a ticket that somebody took, and nobody gave back or reopened, is not free.
fn check_presses(play: &Workload, found: &mut Found) {
    let record = play.record();
    found.presses = record.presses.len();
    for &id in &record.tickets {
        let of =
            |what: &str| record.presses.iter().any(|press| press.ticket == id && press.label.contains(what));
        let free = play.zenlix.ticket(id).is_some_and(|ticket| ticket.locked_by.is_none());
        if of("Take") && !of("Release") && free {
            found.faults.push(format!("#{id} was taken and is free"));
        }
    }
}

/// What the card in this chat says of the ticket's state; that it is free, its button says.
fn state(ticket: &TicketRecord, chat: i64) -> Option<String> {
    let by = |word: &str, who: &Option<String>| match who {
        None => word.to_owned(),
        Some(who) if *who == login(chat) => format!("{word} by you"),
        Some(_) => format!("{word} by "),
    };
    match ticket.row.progress {
        Progress::Open if ticket.locked_by.is_none() => None,
        Progress::Open => Some(by("taken", &ticket.locked_by)),
        Progress::Done | Progress::Archived => Some(by("done", &ticket.ok_by)),
    }
}
