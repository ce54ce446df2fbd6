//! People at work: who there is, what they do on the helpdesk's pages, what each of them and each group is to be told of it by the
//! oracle, and whether they were.

use std::collections::{BTreeMap, BTreeSet};

use deskgram::domain::escalation::{EscalationChains, EscalationTarget};
use deskgram::domain::event::{Event, EventKind};
use deskgram::domain::ids::{TicketId, UnitId};
use deskgram::domain::ticket::Priority;
use deskgram_sandbox::mischief::Dice;
use deskgram_sandbox::zenlix::world::{self, Role, User, md5_hex};
use deskgram_sandbox::zenlix::{NewTicket, WebAction};
use jiff::SignedDuration;

use super::calls::{CHAINS, Calls, make_rotas};
use super::model::{Facts, People, person, promised};
use crate::support::*;

pub const UNITS: i64 = 4;
/// So many people there can be.
const MOST: usize = 50;
/// In the helpdesk alone: who writes most tickets.
const ROMAN_HERE: usize = MOST;

/// A priority As the helpdesk has it.
fn desk_priority(priority: Priority) -> world::Priority {
    match priority {
        Priority::Low => world::Priority::Low,
        Priority::Medium => world::Priority::Medium,
        Priority::High => world::Priority::High,
    }
}

/// The heads first, one per unit; then technicians, unit by unit.
fn role(number: usize) -> (Role, i64) {
    let unit = number as i64 % UNITS + 1;
    if (number as i64) < UNITS { (Role::HeadOfUnit, unit) } else { (Role::Technician, unit) }
}

pub fn name(number: usize) -> String {
    if number == ROMAN_HERE { "roman".into() } else { format!("tech{number:02}") }
}

pub fn chat(number: usize) -> i64 {
    1000 + number as i64
}

fn logins(people: &People) -> Vec<String> {
    people.iter().map(|who| name(*who)).collect()
}

fn borrowed(logins: &[String]) -> Vec<&str> {
    logins.iter().map(String::as_str).collect()
}

/// A group: whose it is, and whether it hears only of what is for nobody by name.
#[derive(Clone, Copy)]
pub struct Group {
    pub chat: i64,
    pub owner: usize,
    pub unassigned: bool,
}

impl Group {
    fn wants(self, cast: &[(Role, i64)], ticket: &Facts) -> bool {
        ticket.readers(cast).contains(&self.owner) && (!self.unassigned || ticket.assignees.is_empty())
    }

    /// Whether a happening is told here.
    fn hears(self, cast: &[(Role, i64)], what: &EventKind, before: Option<&Facts>, after: &Facts) -> bool {
        if after.over() || !self.wants(cast, after) {
            return false;
        }
        if !before.is_some_and(|before| self.wants(cast, before)) {
            return true;
        }
        match what {
            EventKind::Released { .. } | EventKind::Reopened => after.free(),
            EventKind::Priority { from, to } => to > from && after.free(),
            EventKind::Unclaimed { step, .. } => *step == EscalationTarget::Group && after.free(),
            _ => false,
        }
    }
}

/// The shift as it goes.
pub struct Shift {
    pub world: World,
    pub cast: Vec<(Role, i64)>,
    pub groups: Vec<Group>,
    pub dice: Dice,
    pub tickets: BTreeMap<i64, Facts>,
    /// Left alone from here on: what was last said of them is still on its way, or who had to do with them has moved.
    settled: BTreeSet<i64>,
    /// Who has moved: what their groups were shown before is none of theirs now.
    moved: People,
    /// How often each chat is to be told of each ticket.
    expected: BTreeMap<(i64, i64), usize>,
    people: usize,
    /// Who is called about what nobody takes; `None` where nobody is.
    calls: Option<Calls>,
}

impl Shift {
    /// So many people sign in, and no group is there yet.
    pub async fn begin(mut world: World, people: usize, seed: u64) -> Self {
        world.settings.escalation = EscalationChains::OFF;
        world.restart_process().await;
        let nobody = (Role::Client, 0);
        let cast: Vec<_> = (0..=MOST).map(|who| if who < people { role(who) } else { nobody }).collect();
        world.zenlix.edit(|desk| {
            let like = desk.user_by_login("olena").unwrap().clone();
            for (number, &(role, unit)) in cast[..people].iter().enumerate() {
                let login = name(number);
                desk.users.push(User {
                    id: 1000 + number as i64,
                    password: login.clone(),
                    hash: md5_hex(&login),
                    key: None,
                    fio: format!("Person{number:02} A B"),
                    role,
                    units: unit.to_string(),
                    login,
                    ..like.clone()
                });
            }
        });
        for number in 0..people {
            world.telegram.person(chat(number), &name(number), None, "en");
            world.sends_text(chat(number), &format!("/login {}", name(number))).await;
            world.sends_text(chat(number), &name(number)).await;
        }
        let (groups, tickets, settled, moved, expected) = Default::default();
        let dice = Dice::new(seed);
        Self { world, cast, groups, dice, tickets, settled, moved, expected, people, calls: None }
    }

    /// From now on people are called about what nobody takes, whoever is on duty first.
    pub async fn begin_escalating(&mut self) {
        self.world.settings.escalation = escalation_chains(CHAINS);
        self.world.restart_process().await;
        make_rotas(&self.world, &self.cast).await;
        self.calls = Some(Calls::default());
    }

    /// The owner subscribes a group where the bot already is, by a message that this sends.
    pub async fn subscribe(&mut self, group: Group, command: impl AsyncFnOnce(&World)) {
        command(&self.world).await;
        if group.unassigned {
            let panel = self.world.last_bot_message(group.chat).id;
            let label = "Only for the whole unit";
            self.world.presses(chat(group.owner), group.chat, panel, label).await;
        }
        self.groups.push(group);
    }

    /// A supergroup of a head's and somebody else's, subscribed.
    pub async fn subscribe_supergroup(&mut self, number: usize) {
        let owner = number % UNITS as usize;
        let group = self.world.create_group(&[chat(owner), chat(owner + 4)]).await;
        let group = Group { chat: group, owner, unassigned: number >= 4 };
        self.subscribe(group, async |world| {
            world.sends_text_in(chat(owner), group.chat, "/subscribe").await;
        })
        .await;
    }

    fn expect(&mut self, ticket: i64, event: &Event, before: Option<&Facts>) {
        let after = self.tickets[&ticket].clone();
        for place in self.places_told(event, before, &after) {
            *self.expected.entry((place, ticket)).or_default() += 1;
        }
    }

    /// The chats that hear of an event.
    fn places_told(&self, event: &Event, before: Option<&Facts>, after: &Facts) -> Vec<i64> {
        let told = promised(&self.cast, event, before.unwrap_or(after), after, &People::new());
        let people = told.into_iter().filter(|&who| who < self.people).map(chat);
        let groups = self.groups.iter().filter(|group| group.hears(&self.cast, &event.what, before, after));
        people.chain(groups.map(|group| group.chat)).collect()
    }

    /// Nothing happens any more to what somebody who has moved had to do with.
    pub fn leave_alone_what_concerns(&mut self, who: usize) {
        let concerns = |facts: &Facts| {
            let one = [Some(facts.author), Some(facts.client), facts.holder, facts.finisher];
            one.contains(&Some(who)) || facts.assignees.contains(&who)
        };
        self.settled.extend(self.tickets.iter().filter(|(_, facts)| concerns(facts)).map(|(id, _)| *id));
        self.moved.insert(who);
    }

    /// A group goes on under another number.
    pub fn group_is_now(&mut self, old: i64, new: i64) {
        for group in self.groups.iter_mut().filter(|group| group.chat == old) {
            group.chat = new;
        }
    }

    /// Somebody of a unit, a technician.
    pub fn technician(&mut self, unit: i64) -> usize {
        let of_unit: Vec<_> =
            (0..self.people).filter(|&who| self.cast[who] == (Role::Technician, unit)).collect();
        self.dice.pick(&of_unit)
    }

    fn unit(&mut self) -> i64 {
        self.dice.pick(&[1, 2, 3, 4])
    }

    pub fn create(&mut self) {
        let unit = self.unit();
        let author = if self.dice.roll(4) == 0 { self.technician(unit) } else { ROMAN_HERE };
        let count = self.dice.roll(3);
        let assignees: People = (0..count).map(|_| self.technician(unit)).collect();
        let priority = self.dice.pick(&[Priority::Low, Priority::Medium, Priority::High]);
        let logins = logins(&assignees);
        let new = NewTicket::to_unit(unit, "Printers", "It is on fire").for_people(&borrowed(&logins));
        // Two tickets of one second would share their hash.
        self.world.advance_time(SignedDuration::from_secs(1));
        let id = self.world.zenlix.web_create(&name(author), new.with_priority(desk_priority(priority)));
        let (holder, finisher) = (None, None);
        let facts = Facts { unit, assignees, author, client: author, priority, holder, finisher };
        self.tickets.insert(id, facts);
        if let Some(calls) = &mut self.calls {
            calls.ticket_written(id, self.world.clock.now());
        }
        let event = Event { ticket: TicketId(id), what: EventKind::New, by: Some(person(author)) };
        self.expect(id, &event, None);
    }

    /// Something happens to a ticket on the helpdesk's pages.
    fn happen(&mut self, id: i64) {
        let before = self.tickets[&id].clone();
        let (what, by, after) = match (before.finisher, before.holder) {
            (Some(finisher), _) => {
                self.world.zenlix.web_act(&name(finisher), id, WebAction::Reopen);
                (EventKind::Reopened, Some(finisher), Facts { finisher: None, ..before.clone() })
            }
            (None, Some(holder)) => self.happen_to_held(id, &before, holder),
            (None, None) => self.happen_to_free(id, &before),
        };
        if let Some(calls) = &mut self.calls {
            calls.ticket_changed(id, &before, &after);
        }
        self.tickets.insert(id, after.clone());
        if let EventKind::Referred { to, unit: None } = &what
            && to.is_empty()
            && (before.assignees.is_empty() || !after.assignees.is_empty())
        {
            // Nobody new has it: nothing has happened that anybody could see.
            return;
        }
        let event = Event { ticket: TicketId(id), what, by: by.map(person) };
        self.expect(id, &event, Some(&before));
    }

    fn happen_to_held(
        &mut self,
        id: i64,
        before: &Facts,
        holder: usize,
    ) -> (EventKind, Option<usize>, Facts) {
        let zenlix = &self.world.zenlix;
        let mut after = before.clone();
        let what = match self.dice.roll(4) {
            0 => {
                zenlix.web_act(&name(holder), id, WebAction::Unlock);
                after.holder = None;
                EventKind::Released { from: person(holder) }
            }
            1 => {
                zenlix.web_comment(&name(holder), id, "Nearly there");
                self.settled.insert(id);
                EventKind::Comment { place: 0, text: "Nearly there".into(), omitted: 0 }
            }
            _ => {
                zenlix.web_act(&name(holder), id, WebAction::Finish);
                after.finisher = Some(holder);
                EventKind::Done
            }
        };
        (what, Some(holder), after)
    }

    fn happen_to_free(&mut self, id: i64, before: &Facts) -> (EventKind, Option<usize>, Facts) {
        let mut after = before.clone();
        match self.dice.roll(5) {
            0 => {
                let unit = self.unit();
                let to = People::from([self.technician(unit), self.technician(unit)]);
                self.world.zenlix.web_refer(id, unit, &borrowed(&logins(&to)));
                let new = to.difference(&before.assignees).map(|who| person(*who)).collect();
                let moved = Some(UnitId(unit)).filter(|_| unit != before.unit);
                (after.unit, after.assignees) = (unit, to);
                (EventKind::Referred { to: new, unit: moved }, None, after)
            }
            1 => {
                let to = if before.priority == Priority::High { Priority::Low } else { Priority::High };
                self.world.zenlix.set_priority(id, desk_priority(to));
                after.priority = to;
                (EventKind::Priority { from: before.priority, to }, None, after)
            }
            _ => {
                let named: Vec<_> = before.assignees.iter().copied().collect();
                let holder =
                    if named.is_empty() { self.technician(before.unit) } else { self.dice.pick(&named) };
                self.world.zenlix.web_act(&name(holder), id, WebAction::Lock);
                after.holder = Some(holder);
                (EventKind::Taken, Some(holder), after)
            }
        }
    }

    /// So many new tickets, and so many that something happens to, each of them once.
    pub fn work(&mut self, new: usize, old: usize) {
        let mut idle: Vec<i64> =
            self.tickets.keys().filter(|id| !self.settled.contains(id)).copied().collect();
        (0..new).for_each(|_| self.create());
        for _ in 0..old.min(idle.len()) {
            let id = idle.swap_remove(self.dice.roll_index(idle.len()));
            self.happen(id);
        }
    }

    /// A minute, and the look at its end.
    pub async fn poll(&mut self) {
        self.world.advance_time(SignedDuration::from_secs(60));
        self.expect_calls();
        self.world.app.poll_lists().await.unwrap();
        self.world.run_until_idle().await;
        // The helpdesk writes whole seconds; so that the oracle knows when a ticket was written, they pass as a whole here too.
        let fraction = i64::from(self.world.clock.now().subsec_nanosecond());
        self.world.advance_time(SignedDuration::from_nanos((1_000_000_000 - fraction) % 1_000_000_000));
    }

    /// Whom this look is to call.
    fn expect_calls(&mut self) {
        let Some(mut calls) = self.calls.take() else { return };
        let now = self.world.clock.now();
        calls.begin_look(now);
        for (id, facts) in self.tickets.clone() {
            // Of steps that are due at once each chat hears one.
            let mut called = BTreeSet::new();
            for event in calls.due(id, &facts, &self.cast, now) {
                let places = self.places_told(&event, Some(&facts), &facts);
                for place in places.into_iter().filter(|place| called.insert(*place)) {
                    *self.expected.entry((place, id)).or_default() += 1;
                }
            }
        }
        self.calls = Some(calls);
    }

    /// What no list shows is found within the quarter of an hour.
    pub async fn come_to_rest(&mut self) {
        for _ in 0..30 {
            self.poll().await;
        }
    }

    /// How often a chat was told of a ticket.
    fn told(&self, chat: i64) -> BTreeMap<i64, usize> {
        let mut told = BTreeMap::new();
        for message in self.world.visible_bot_messages(chat) {
            // A list that was asked for, or a digest, names tickets further down.
            let head = message.text.lines().next().unwrap_or_default();
            let Some((_, rest)) = head.split_once('#') else { continue };
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            if let Ok(id) = digits.parse::<i64>()
                && self.tickets.contains_key(&id)
            {
                *told.entry(id).or_default() += 1;
            }
        }
        told
    }

    /// Holds every chat against what was promised, and every card against the helpdesk.
    pub fn judge(&self, when: &str) {
        let places = (0..self.people).map(chat).chain(self.groups.iter().map(|group| group.chat));
        for place in places {
            let told = self.told(place);
            for (&id, facts) in &self.tickets {
                let expected = self.expected.get(&(place, id)).copied().unwrap_or_default();
                let told = told.get(&id).copied().unwrap_or_default();
                assert_eq!(
                    told,
                    expected,
                    "{when}: #{id} in {place}: {facts:?}\n{}",
                    self.world.all_bot_texts(place)
                );
                self.judge_card(place, id, facts);
            }
        }
        let refused = self.world.telegram.calls().into_iter().filter(|call| call.status == Some(429));
        assert_eq!(refused.count(), 0, "{when}: no limit of Telegram's was broken");
    }

    fn judge_card(&self, place: i64, id: i64, facts: &Facts) {
        let who = usize::try_from(place - 1000).ok();
        let owner = self.groups.iter().find(|group| group.chat == place).map(|group| group.owner);
        let reader = who.or(owner.filter(|owner| self.moved.contains(owner)));
        let sees = reader.is_none_or(|who| facts.readers(&self.cast).contains(&who));
        let Some(card) = self.world.find_ticket_card(place, id).filter(|_| sees) else { return };
        let by = |number: usize| match who {
            Some(who) if who == number => "by you".to_owned(),
            _ => format!("by Person{number:02} A.B."),
        };
        let state = match (facts.finisher, facts.holder) {
            (Some(finisher), _) => format!("done {}", by(finisher)),
            (None, Some(holder)) => format!("taken {}", by(holder)),
            // The button to take it says so.
            (None, None) => String::new(),
        };
        let is_free = !card.text.contains("taken by") && !card.text.contains("done by");
        assert!(card.text.contains(&state), "#{id} in {place} is {state}: {}", card.text);
        assert_eq!(is_free, state.is_empty(), "#{id} in {place} is {state}: {}", card.text);
    }
}
