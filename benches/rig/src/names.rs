//! Who is who on the rig: people, tickets and cards are numbered from 1, and everything else about them follows from the
//! number. So the stub, the prepared database and the peers agree without telling each other.

/// Above every number of a message, a person and so on, so that none can be taken for another.
const KEYS: u64 = 0xA000_0000;
const PEOPLE: u64 = 0xB000_0000;
const TICKETS: u64 = 0xC000_0000;
const TELEGRAM: i64 = 1_000_000;

/// The first card's message; card 1 is this plus one.
const MESSAGES: i64 = 100;

/// A reply is a message with this number plus that of the update that brought it.
const REPLIES: i64 = 500_000_000;

/// The group in which everybody has their card, too.
pub const GROUP: i64 = -1_001_234_567_890;

/// The account that watches the lists: number 0, a head chief.
pub const WATCH: usize = 0;
pub const WATCH_LOGIN: &str = "watch";

/// Whoever asked for help; nobody who presses.
pub const CLIENT: usize = 9_999_999;

/// A person's key to the helpdesk's API.
pub fn key(person: usize) -> String {
    hex(KEYS, person)
}

pub fn person_of_key(key: &str) -> Option<usize> {
    number(KEYS, key)
}

/// The helpdesk's public name of a person.
pub fn person_hash(person: usize) -> String {
    hex(PEOPLE, person)
}

pub fn person_of_hash(hash: &str) -> Option<usize> {
    number(PEOPLE, hash)
}

pub fn ticket_hash(ticket: usize) -> String {
    hex(TICKETS, ticket)
}

pub fn ticket_of_hash(hash: &str) -> Option<usize> {
    number(TICKETS, hash)
}

pub fn login(person: usize) -> String {
    if person == WATCH { WATCH_LOGIN.into() } else { format!("u{person}") }
}

pub fn telegram(person: usize) -> i64 {
    TELEGRAM + i64::try_from(person).unwrap_or_default()
}

pub fn person_of_telegram(telegram: i64) -> Option<usize> {
    usize::try_from(telegram - TELEGRAM).ok()
}

/// The message that shows a person's ticket, in their own chat and in the group.
pub fn message(person: usize) -> i64 {
    MESSAGES + i64::try_from(person).unwrap_or_default()
}

pub fn person_of_message(message: i64) -> Option<usize> {
    usize::try_from(message - MESSAGES).ok()
}

/// The message that an update brings as a reply to a card.
pub fn reply(update: i64) -> i64 {
    REPLIES + update
}

/// The unit of a person and of the ticket with the same number, when so many people share one.
pub fn unit(number: usize, size: usize) -> usize {
    number.saturating_sub(1) / size.max(1) + 1
}

fn hex(base: u64, number: usize) -> String {
    format!("{:032x}", base + number as u64)
}

fn number(base: u64, hex: &str) -> Option<usize> {
    let number = u64::from_str_radix(hex.get(16..)?, 16).ok()?;
    usize::try_from(number.checked_sub(base)?).ok()
}
