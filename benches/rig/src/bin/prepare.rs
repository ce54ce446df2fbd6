//! A database as it is after some time in use: `prepare FILE HELPDESK_URL SECRET_KEY PEOPLE OLD_CARDS UNIT_SIZE
//! ZONE`. Everybody is
//! signed in, has the card of one ticket in their own chat and in the group, and OLD_CARDS cards of tickets that are over.

use std::path::Path;

use deskgram::domain::account::Account;
use deskgram::domain::ids::{
    CardRef, ChatId, MessageId, Target, TelegramUser, TicketHash, TicketId, TicketRef, UnitId, UserHash,
};
use deskgram::domain::person::Role;
use deskgram::domain::ticket::{Assignees, Details, PersonRef, Priority, Ticket, TicketState, UnitReach};
use deskgram::store::{CardKind, CardMessage, Seal, Store, StoreError, StoredSession, StoredTicket};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rig::{names, texts};

/// Old tickets have numbers from here on.
const OLD: i64 = 5_000_000;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [file, helpdesk, secret, people, old_cards, unit_size, zone] = &words[..] else {
        return Err("prepare FILE HELPDESK_URL SECRET_KEY PEOPLE OLD_CARDS UNIT_SIZE ZONE".into());
    };
    let store = Store::open(Path::new(file), Seal::new(&key(secret)?, helpdesk))?;
    let (people, old_cards, unit_size): (usize, usize, usize) =
        (people.parse()?, old_cards.parse()?, unit_size.parse()?);
    let now = Timestamp::now();
    let created = TimeZone::get(zone)?.to_timestamp(texts::CREATED.parse()?)?;
    store
        .write(move |db| {
            for person in 1..=people {
                db.put_session(&session(person, unit_size, now))?;
                db.put_ticket(&known(person, unit_size, created, now))?;
                for chat in [names::telegram(person), names::GROUP] {
                    db.put_card(card(chat, names::message(person), person as i64)?, now)?;
                }
            }
            for old in 0..old_cards {
                let chat = names::telegram(1 + old % people.max(1));
                db.put_card(card(chat, 1_000_000 + old as i64, OLD + old as i64)?, now)?;
            }
            Ok::<_, StoreError>(())
        })
        .await?;
    Ok(())
}

fn key(hex: &str) -> Result<[u8; 32], Box<dyn std::error::Error>> {
    let bytes: Result<Vec<u8>, _> =
        (0..32).map(|at| u8::from_str_radix(hex.get(at * 2..at * 2 + 2).unwrap_or_default(), 16)).collect();
    bytes?.try_into().map_err(|_| "the secret key has 64 digits".into())
}

fn session(number: usize, unit_size: usize, now: Timestamp) -> StoredSession {
    let account = Account {
        login: names::login(number),
        me: person(number, texts::short_name(number)),
        role: Some(Role::Technician),
        units: vec![unit(number, unit_size)],
        lang: "ru".into(),
    };
    StoredSession {
        telegram: TelegramUser(names::telegram(number)),
        key: names::key(number).into(),
        account,
        since: now,
    }
}

fn known(number: usize, unit_size: usize, created: Timestamp, now: Timestamp) -> StoredTicket {
    let client = person(names::CLIENT, texts::CLIENT.into());
    StoredTicket {
        ticket: Ticket {
            at: TicketRef { id: TicketId(number as i64), hash: TicketHash(names::ticket_hash(number)) },
            priority: Priority::Medium,
            subject: texts::SUBJECT.into(),
            text: texts::text(0),
            created: Some(created),
            state: TicketState::Free,
            unit: Some(unit(number, unit_size)),
            assignees: Assignees::Unit,
            author: client.clone(),
            client,
        },
        details: Some(Details { reach: UnitReach::Unit, ..Details::default() }),
        comments: Some(0),
        read_at: now,
        since: now,
        first_seen: now,
        reminded_at: now,
    }
}

fn person(number: usize, name: String) -> PersonRef {
    PersonRef { hash: Some(UserHash(names::person_hash(number))), name: Some(name) }
}

fn unit(number: usize, size: usize) -> UnitId {
    UnitId(names::unit(number, size) as i64)
}

fn card(chat: i64, message: i64, ticket: i64) -> Result<CardMessage, StoreError> {
    let message = i32::try_from(message).map_err(|error| StoreError::Unreadable(error.to_string()))?;
    let at = CardRef { chat: ChatId(chat), message: MessageId(message) };
    Ok(CardMessage {
        at,
        target: Target::whole_chat(at.chat),
        ticket: TicketId(ticket),
        kind: CardKind::Card,
    })
}
