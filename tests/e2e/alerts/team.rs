//! A working morning: fifty people of four units, eight groups, five hundred tickets, two hours. Who is told what is
//! held against the oracle, message by message.

use std::collections::{BTreeMap, BTreeSet};

use deskgram::domain::event::{Event, Happening};
use deskgram::domain::ids::{TicketId, UnitId};
use deskgram::domain::person::Role;
use deskgram::domain::remind::Patience;
use deskgram::domain::ticket::Priority;
use deskgram::sandbox::zenlix::world::{User, md5_hex};
use deskgram::sandbox::zenlix::{NewTicket, WebAction};
use jiff::SignedDuration;

use super::oracle::{Facts, People, person, promised};
use crate::support::*;

const PEOPLE: usize = 50;
const UNITS: i64 = 4;
/// In the helpdesk alone: who writes most tickets.
const ROMAN_HERE: usize = PEOPLE;

/// The heads first, one per unit; then technicians, unit by unit.
fn role(number: usize) -> (Role, i64) {
    let unit = number as i64 % UNITS + 1;
    match number {
        ROMAN_HERE => (Role::Client, 0),
        number if (number as i64) < UNITS => (Role::HeadOfUnit, unit),
        _ => (Role::Technician, unit),
    }
}

fn name(number: usize) -> String {
    if number == ROMAN_HERE { "roman".into() } else { format!("tech{number:02}") }
}

fn chat(number: usize) -> i64 {
    1000 + number as i64
}

/// Numbers that look like chance and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.roll(from.len())]
    }
}

/// A group: whose it is, and whether it hears only of what is for nobody by name.
#[derive(Clone, Copy)]
struct Group {
    chat: i64,
    owner: usize,
    unassigned: bool,
}

impl Group {
    fn wants(self, cast: &[(Role, i64)], ticket: &Facts) -> bool {
        ticket.readers(cast).contains(&self.owner) && (!self.unassigned || ticket.assignees.is_empty())
    }

    /// Whether a happening is told here.
    fn hears(self, cast: &[(Role, i64)], what: &Happening, before: Option<&Facts>, after: &Facts) -> bool {
        if after.over() || !self.wants(cast, after) {
            return false;
        }
        if !before.is_some_and(|before| self.wants(cast, before)) {
            return true;
        }
        match what {
            Happening::Released { .. } | Happening::Reopened => after.free(),
            Happening::Priority { from, to } => to > from && after.free(),
            _ => false,
        }
    }
}

/// The morning as it goes.
struct Morning {
    world: World,
    cast: Vec<(Role, i64)>,
    groups: Vec<Group>,
    dice: Dice,
    tickets: BTreeMap<i64, Facts>,
    /// Left alone from here on: what was last said of them is still on its way.
    settled: BTreeSet<i64>,
    /// How often each chat is to be told of each ticket.
    expected: BTreeMap<(i64, i64), usize>,
}

impl Morning {
    async fn begin() -> Self {
        let mut world = World::watched().await;
        world.choices.patience = Patience::NEVER_ENDS;
        world.restart().await;
        let cast: Vec<_> = (0..=PEOPLE).map(role).collect();
        world.zenlix.edit(|desk| {
            let like = desk.user_by_login("olena").unwrap().clone();
            for (number, &(role, unit)) in cast[..PEOPLE].iter().enumerate() {
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
        for number in 0..PEOPLE {
            world.telegram.person(chat(number), &name(number), None, "en");
            world.says(chat(number), &format!("/login {}", name(number))).await;
            world.says(chat(number), &name(number)).await;
        }
        let mut groups = Vec::new();
        for number in 0..8 {
            let owner = number % UNITS as usize;
            let group = world.group(&[chat(owner), chat(owner + 4)]).await;
            world.says_in(chat(owner), group, "/subscribe").await;
            let unassigned = number >= 4;
            if unassigned {
                let panel = world.last(group).id;
                world.presses(chat(owner), group, panel, "Only tickets for the whole unit").await;
            }
            groups.push(Group { chat: group, owner, unassigned });
        }
        world.tick().await;
        let dice = Dice(7);
        let (tickets, settled, expected) = Default::default();
        Self { world, cast, groups, dice, tickets, settled, expected }
    }

    fn expect(&mut self, ticket: i64, event: &Event, before: Option<&Facts>) {
        let after = self.tickets[&ticket].clone();
        let nobody = People::new();
        let told = promised(&self.cast, event, before.unwrap_or(&after), &after, &nobody);
        let people = told.into_iter().filter(|&who| who != ROMAN_HERE).map(chat);
        let groups = self.groups.iter().filter(|group| group.hears(&self.cast, &event.what, before, &after));
        let places: Vec<_> = people.chain(groups.map(|group| group.chat)).collect();
        for place in places {
            *self.expected.entry((place, ticket)).or_default() += 1;
        }
    }

    /// Somebody of a unit, a technician.
    fn technician(&mut self, unit: i64) -> usize {
        let of_unit: Vec<_> = (0..PEOPLE).filter(|&who| self.cast[who] == (Role::Technician, unit)).collect();
        self.dice.pick(&of_unit)
    }

    fn create(&mut self) {
        let unit = self.dice.roll(UNITS as usize) as i64 + 1;
        let author = if self.dice.roll(4) == 0 { self.technician(unit) } else { ROMAN_HERE };
        let count = self.dice.roll(3);
        let assignees: People = (0..count).map(|_| self.technician(unit)).collect();
        let priority = self.dice.pick(&[Priority::Low, Priority::Medium, Priority::High]);
        let logins: Vec<_> = assignees.iter().map(|who| name(*who)).collect();
        let logins: Vec<_> = logins.iter().map(String::as_str).collect();
        let new = NewTicket::to_unit(unit, "Printers", "It is on fire").for_people(&logins);
        // Two tickets of one second would share their hash.
        self.world.pass_time(SignedDuration::from_secs(1));
        let id = self.world.zenlix.web_create(&name(author), new.with_priority(priority));
        let (holder, finisher) = (None, None);
        let facts = Facts { unit, assignees, author, client: author, priority, holder, finisher };
        self.tickets.insert(id, facts);
        let event = Event { ticket: TicketId(id), what: Happening::New, by: Some(person(author)) };
        self.expect(id, &event, None);
    }

    /// Something happens to a ticket on the helpdesk's pages.
    fn happen(&mut self, id: i64) {
        let before = self.tickets[&id].clone();
        let mut after = before.clone();
        let zenlix = &self.world.zenlix;
        let (what, by) = match (before.finisher, before.holder) {
            (Some(finisher), _) => {
                zenlix.web_act(&name(finisher), id, WebAction::Reopen);
                after.finisher = None;
                (Happening::Reopened, Some(finisher))
            }
            (None, Some(holder)) => match self.dice.roll(4) {
                0 => {
                    zenlix.web_act(&name(holder), id, WebAction::Unlock);
                    after.holder = None;
                    (Happening::Released { from: person(holder) }, Some(holder))
                }
                1 => {
                    zenlix.web_comment(&name(holder), id, "Nearly there");
                    self.settled.insert(id);
                    (Happening::Comment { place: 0, text: "Nearly there".into() }, Some(holder))
                }
                _ => {
                    zenlix.web_act(&name(holder), id, WebAction::Finish);
                    after.finisher = Some(holder);
                    (Happening::Done, Some(holder))
                }
            },
            (None, None) => match self.dice.roll(5) {
                0 => {
                    let unit = self.dice.roll(UNITS as usize) as i64 + 1;
                    let to = People::from([self.technician(unit), self.technician(unit)]);
                    let logins: Vec<_> = to.iter().map(|who| name(*who)).collect();
                    let logins: Vec<_> = logins.iter().map(String::as_str).collect();
                    self.world.zenlix.web_refer(id, unit, &logins);
                    let new = to.difference(&before.assignees).map(|who| person(*who)).collect();
                    let moved = Some(UnitId(unit)).filter(|_| unit != before.unit);
                    (after.unit, after.assignees) = (unit, to);
                    (Happening::Referred { to: new, unit: moved }, None)
                }
                1 => {
                    let to = if before.priority == Priority::High { Priority::Low } else { Priority::High };
                    zenlix.set_priority(id, to);
                    after.priority = to;
                    (Happening::Priority { from: before.priority, to }, None)
                }
                _ => {
                    let named: Vec<_> = before.assignees.iter().copied().collect();
                    let holder =
                        if named.is_empty() { self.technician(before.unit) } else { self.dice.pick(&named) };
                    self.world.zenlix.web_act(&name(holder), id, WebAction::Lock);
                    after.holder = Some(holder);
                    (Happening::Taken, Some(holder))
                }
            },
        };
        if let Happening::Referred { to, unit: None } = &what
            && to.is_empty()
            && (before.assignees.is_empty() || !after.assignees.is_empty())
        {
            // Nobody new has it: nothing has happened that anybody could see.
            self.tickets.insert(id, after);
            return;
        }
        self.tickets.insert(id, after);
        let event = Event { ticket: TicketId(id), what, by: by.map(person) };
        self.expect(id, &event, Some(&before));
    }

    /// A minute: what happens in it, and the poll at its end.
    async fn minute(&mut self) {
        let mut idle: Vec<i64> =
            self.tickets.keys().filter(|id| !self.settled.contains(id)).copied().collect();
        for _ in 0..4 {
            if self.tickets.len() < 500 {
                self.create();
            }
        }
        for _ in 0..5 {
            if !idle.is_empty() {
                let place = self.dice.roll(idle.len());
                let id = idle.swap_remove(place);
                self.happen(id);
            }
        }
        self.poll().await;
    }

    async fn poll(&self) {
        self.world.zenlix.take_calls();
        self.world.pass_time(SignedDuration::from_secs(60));
        self.world.app.watch().await.unwrap();
        self.world.settle().await;
        let lists = self.world.zenlix.take_calls().iter().filter(|call| call.mode == "ticket_list").count();
        assert_eq!(lists, 1, "one request serves everybody");
    }

    /// How often a chat was told of a ticket.
    fn told(&self, chat: i64) -> BTreeMap<i64, usize> {
        let mut told = BTreeMap::new();
        for message in self.world.standing(chat) {
            let Some((_, rest)) = message.text.split_once('#') else { continue };
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
    fn judge(&self) {
        let places = (0..PEOPLE).map(chat).chain(self.groups.iter().map(|group| group.chat));
        for place in places {
            let told = self.told(place);
            for (&id, facts) in &self.tickets {
                let expected = self.expected.get(&(place, id)).copied().unwrap_or_default();
                let told = told.get(&id).copied().unwrap_or_default();
                assert_eq!(told, expected, "#{id} in {place}: {facts:?}\n{}", self.world.said(place));
                self.judge_card(place, id, facts);
            }
        }
        let refused = self.world.telegram.calls().into_iter().filter(|call| call.status == Some(429));
        assert_eq!(refused.count(), 0, "no limit of Telegram's was broken");
    }

    fn judge_card(&self, place: i64, id: i64, facts: &Facts) {
        let who = usize::try_from(place - 1000).ok();
        let sees = who.is_none_or(|who| facts.readers(&self.cast).contains(&who));
        let Some(card) = self.world.find_card(place, id).filter(|_| sees) else { return };
        let by = |number: usize| match who {
            Some(who) if who == number => "by you".to_owned(),
            _ => format!("by Person{number:02} A.B."),
        };
        let state = match (facts.finisher, facts.holder) {
            (Some(finisher), _) => format!("done {}", by(finisher)),
            (None, Some(holder)) => format!("taken {}", by(holder)),
            (None, None) => "free".to_owned(),
        };
        assert!(card.text.contains(&state), "#{id} in {place} is {state}: {}", card.text);
    }
}

#[tokio::test]
async fn fifty_people_are_told_exactly_what_concerns_them() {
    let mut morning = Morning::begin().await;
    for minute in 0..125 {
        morning.minute().await;
        // Killed now and then, it goes on where it was.
        if minute % 40 == 20 {
            morning.world.restart().await;
        }
    }
    assert_eq!(morning.tickets.len(), 500);
    // What no list shows is found within the quarter of an hour.
    for _ in 0..30 {
        morning.poll().await;
    }
    morning.judge();
}
