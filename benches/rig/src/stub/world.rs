//! What is true on the rig: the tickets, what waits for the bot, and when each press or reply was made, delivered and answered.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use super::flood::Flood;
use super::helpdesk::Call;
use super::process::Process;
use super::rows::Texts;
use super::{Setup, updates};
use crate::names;

/// How long each server takes for a call.
#[derive(Clone, Copy, Default)]
pub struct Delays {
    pub telegram: Duration,
    pub helpdesk: Duration,
}

/// What people do with their card.
#[derive(Clone, Copy)]
pub enum Kind {
    Press,
    Reply,
}

/// Where they do it.
#[derive(Clone, Copy)]
pub enum Place {
    Private,
    Group,
}

#[derive(Clone, Default)]
pub struct Ticket {
    pub holder: Option<usize>,
    /// Grows when the ticket is changed; its text begins with it.
    pub edition: u32,
    /// By whom.
    pub comments: Vec<usize>,
}

/// What a deed is to bring about.
#[derive(Clone, Copy)]
enum Wish {
    /// This one holds the ticket.
    Holder(Option<usize>),
    Comment,
}

/// One press or reply, and what became of it.
pub struct Deed {
    person: usize,
    update: i64,
    wish: Wish,
    pub created: Instant,
    pub delivered: Option<Instant>,
    /// For a reply, when the helpdesk had the comment: Telegram would not take as many reactions as there are comments here.
    pub answered: Option<Instant>,
    /// When it was to be seen in the chat: by the card, for a reply by its 👍.
    pub shown: Option<Instant>,
    /// Whether the helpdesk had done it when that was said.
    pub done: bool,
    /// What the helpdesk was asked for it before it was answered, and how long that took there.
    pub calls: u32,
    pub helpdesk: Duration,
}

/// A list of tickets that was read.
pub struct ListRead {
    pub asked: Instant,
    pub sent: Instant,
    /// The first message to anybody after it.
    pub told: Option<Instant>,
    /// What the bot's process had used when the last byte was sent, and when that message came.
    pub used: (Duration, Duration),
}

/// What waits for the bot.
struct Update {
    id: i64,
    body: String,
    deed: usize,
}

pub struct World {
    pub delays: Delays,
    pub kind: Kind,
    pub place: Place,
    pub tickets: Vec<Ticket>,
    pub texts: Texts,
    unit_size: usize,
    bell: Rc<Notify>,
    queue: VecDeque<Update>,
    next_update: i64,
    pub deeds: Vec<Deed>,
    /// Each person's deed that is not answered yet.
    open: Vec<Option<usize>>,
    /// Who can do something.
    idle: VecDeque<usize>,
    /// Whether whoever is answered is followed by the next.
    pub goes_on: bool,
    pub calls: BTreeMap<String, u64>,
    pub lists: Vec<ListRead>,
    pub messages: Vec<Instant>,
    pub flood: Flood,
    pub polls: Rc<Notify>,
    /// The bot's process, where its use of CPU is asked for.
    pub process: Option<Process>,
}

impl World {
    pub fn new(setup: &Setup) -> Self {
        Self {
            delays: Delays::default(),
            kind: Kind::Press,
            place: Place::Private,
            tickets: vec![Ticket::default(); setup.tickets],
            texts: Texts::default(),
            unit_size: setup.unit_size,
            bell: Rc::default(),
            queue: VecDeque::new(),
            next_update: 1,
            deeds: Vec::new(),
            open: vec![None; setup.people + 1],
            idle: (1..=setup.people.min(setup.tickets)).collect(),
            goes_on: false,
            calls: BTreeMap::new(),
            lists: Vec::new(),
            messages: Vec::new(),
            flood: Flood::default(),
            polls: Rc::default(),
            process: None,
        }
    }

    /// The unit of a person, or of a ticket; where there are more tickets than people, they begin anew with the first.
    pub fn unit(&self, number: usize) -> usize {
        let people = self.open.len().saturating_sub(1).max(1);
        names::unit(number.saturating_sub(1) % people + 1, self.unit_size)
    }

    pub fn ticket(&self, number: usize) -> Option<&Ticket> {
        self.tickets.get(number.checked_sub(1)?)
    }

    pub fn ticket_mut(&mut self, number: usize) -> Option<&mut Ticket> {
        self.tickets.get_mut(number.checked_sub(1)?)
    }

    pub fn count(&mut self, call: &str) {
        match self.calls.get_mut(call) {
            Some(count) => *count += 1,
            None => drop(self.calls.insert(call.to_owned(), 1)),
        }
    }

    // What people do.

    /// Lets the next one who can do something with their card.
    pub fn act(&mut self) {
        let Some(person) = self.idle.pop_front() else { return };
        let Some(ticket) = self.ticket(person) else { return };
        let number = self.deeds.len();
        let update = self.next_update;
        let (wish, body) = match (self.kind, ticket.holder) {
            (Kind::Press, None) => {
                (Wish::Holder(Some(person)), updates::press(self.place, update, number, person, 't'))
            }
            (Kind::Press, Some(_)) => {
                (Wish::Holder(None), updates::press(self.place, update, number, person, 'r'))
            }
            (Kind::Reply, _) => (Wish::Comment, updates::reply(self.place, update, person)),
        };
        self.next_update += 1;
        self.open[person] = Some(number);
        self.deeds.push(Deed {
            person,
            update,
            wish,
            created: Instant::now(),
            delivered: None,
            answered: None,
            shown: None,
            done: false,
            calls: 0,
            helpdesk: Duration::ZERO,
        });
        self.queue.push_back(Update { id: update, body, deed: number });
        self.bell.notify_one();
    }

    /// Forgets the deeds of an earlier phase. None of them may still be open.
    pub fn begin(&mut self) {
        self.queue.clear();
        for person in 1..self.open.len() {
            if self.open[person].take().is_some() {
                self.idle.push_back(person);
            }
        }
        self.deeds.clear();
        self.calls.clear();
        self.messages.clear();
        self.flood = Flood::default();
    }

    pub fn open_deeds(&self) -> usize {
        self.open.iter().flatten().count()
    }

    // What the bot asks.

    /// Rung when there is something for the bot.
    pub fn bell(&self) -> Rc<Notify> {
        Rc::clone(&self.bell)
    }

    pub fn polled(&mut self) {
        self.count("getupdates");
        self.polls.notify_one();
    }

    /// Lets go of what the bot has; says what waits behind it.
    pub fn confirm(&mut self, offset: i64) -> Option<i64> {
        while self.queue.front().is_some_and(|update| update.id < offset) {
            self.queue.pop_front();
        }
        self.queue.front().map(|update| update.id)
    }

    /// What the bot is given, and which deeds that are.
    pub fn take(&self, limit: usize) -> (Vec<usize>, Vec<String>) {
        self.queue.iter().take(limit).map(|update| (update.deed, update.body.clone())).unzip()
    }

    pub fn delivered(&mut self, deeds: Vec<usize>) {
        let now = Instant::now();
        for deed in deeds {
            if let Some(deed) = self.deeds.get_mut(deed) {
                deed.delivered.get_or_insert(now);
            }
        }
    }

    pub fn answered(&mut self, query: &str) {
        self.count("answercallbackquery");
        let Some(number) = query.strip_prefix('p').and_then(|number| number.parse().ok()) else { return };
        let Some(&Deed { person, wish: Wish::Holder(wanted), .. }) = self.deeds.get(number) else { return };
        let done = self.ticket(person).is_some_and(|ticket| ticket.holder == wanted);
        self.over(number, done);
    }

    /// A person has a comment more at the helpdesk.
    pub fn commented(&mut self, person: usize) {
        let Some(number) = self.open.get(person).copied().flatten() else { return };
        let Some(&Deed { wish: Wish::Comment, shown, .. }) = self.deeds.get(number) else { return };
        self.over(number, shown.is_none());
    }

    /// Somebody has what they wanted, and can do something again.
    fn over(&mut self, number: usize, done: bool) {
        let Some(deed) = self.deeds.get_mut(number).filter(|deed| deed.answered.is_none()) else { return };
        deed.answered = Some(Instant::now());
        deed.done = done;
        let person = deed.person;
        self.open[person] = None;
        self.idle.push_back(person);
        if self.goes_on {
            self.act();
        }
    }

    pub fn edited(&mut self, chat: i64, message: i64) {
        self.count("editmessagetext");
        let person = names::person_of_message(message);
        self.shown(chat, |deed| Some(deed.person) == person && matches!(deed.wish, Wish::Holder(_)));
    }

    pub fn reacted(&mut self, chat: i64, message: i64, thumb: bool) {
        self.count("setmessagereaction");
        if thumb {
            self.count("👍");
        }
        self.shown(chat, |deed| thumb && names::reply(deed.update) == message);
    }

    /// Something was shown in a chat that tells of the newest of these deeds.
    fn shown(&mut self, chat: i64, told: impl Fn(&Deed) -> bool) {
        let now = self.wrote(chat);
        let newest = self.deeds.iter_mut().rev().find(|deed| told(deed));
        if let Some(deed) = newest.filter(|deed| deed.delivered.is_some()) {
            deed.shown.get_or_insert(now);
        }
    }

    /// A message was sent; gives its number.
    pub fn sent(&mut self, chat: i64) -> i64 {
        self.count("sendmessage");
        let now = self.wrote(chat);
        self.messages.push(now);
        for list in self.lists.iter_mut().filter(|list| list.told.is_none()) {
            list.told = Some(now);
            list.used.1 = used(self.process.as_ref());
        }
        1_000_000 + i64::try_from(self.messages.len()).unwrap_or_default()
    }

    fn wrote(&mut self, chat: i64) -> Instant {
        let now = Instant::now();
        self.flood.sent(chat, now);
        now
    }

    /// The helpdesk has carried out a call that had arrived then.
    pub fn helpdesk_worked(&mut self, call: &Call, arrived: Instant) {
        let now = Instant::now();
        self.count(&call.mode);
        if call.is_list() {
            let used = used(self.process.as_ref());
            self.lists.push(ListRead { asked: arrived, sent: now, told: None, used: (used, used) });
            return;
        }
        let open = call.asker.and_then(|person| self.open.get(person).copied().flatten());
        if let Some(deed) = open.and_then(|deed| self.deeds.get_mut(deed)) {
            deed.calls += 1;
            deed.helpdesk += now.duration_since(arrived);
        }
    }
}

fn used(process: Option<&Process>) -> Duration {
    process.map(Process::used).unwrap_or_default()
}
