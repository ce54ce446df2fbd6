//! The code that ties a sign-in on the page to the chat that asked for it: the page shows it after the right password, and it
//! must be typed in that chat. Whoever opens a stranger's link has the code, and the stranger has not.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::Bot;
use super::dialogue::{Dialogue, cancel_button};
use super::login::{taken_out, welcome, written};
use super::turn::Turn;
use crate::clock::random_bytes;
use crate::domain::account::Account;
use crate::domain::audit::{Deed, Entry, Outcome, Place};
use crate::domain::guessing;
use crate::domain::ids::{Target, TelegramUser};
use crate::helpdesk::ApiKey;
use crate::i18n::Lang;
use crate::screen::Screen;
use crate::service::links::same;
use crate::service::sessions::Session;
use crate::store::StoreError;
use crate::t;
use crate::telegram::incoming::Incoming;

/// So long a code is good.
const GOOD_FOR: SignedDuration = SignedDuration::from_mins(5);
/// So many may be typed.
const TRIES: u8 = 3;

/// A sign-in on the page that waits for its code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pending {
    #[serde(with = "crate::domain::secret")]
    code: String,
    #[serde(with = "crate::domain::secret")]
    key: String,
    account: Account,
    left: u8,
    until: Timestamp,
}

impl Bot {
    /// Asks in the chat for a code, and gives it, for the page to show.
    pub async fn ask_for_code(
        &self,
        who: TelegramUser,
        lang: Lang,
        session: Session,
    ) -> Result<String, StoreError> {
        // As good as even: the remainder of a number as large as this favours no code.
        let code = format!("{:06}", u64::from_le_bytes(random_bytes()) % 1_000_000);
        let now = self.desk.clock.now();
        let pending = Pending {
            code: code.clone(),
            key: session.key.expose().to_owned(),
            account: session.account,
            left: TRIES,
            until: now + GOOD_FOR,
        };
        self.hush.watch_on(who, self.heed(who), now);
        let reader = self.reader_of(who).await?;
        let question = Screen::text(t!(lang, "login-code")).row([cancel_button(&reader)]);
        let mut turn = Turn::saying(Target::chat(who.chat()), question, now);
        turn.next(who, Dialogue::LoginCode(Box::new(pending)), reader.now);
        self.desk.store.write(move |db| turn.commit(db)).await?;
        Ok(code)
    }
}

/// Something was typed where the code is asked for.
pub async fn typed(bot: &Bot, incoming: &Incoming, pending: Pending) -> Result<Turn, StoreError> {
    let mut turn = taken_out(bot, incoming).await?;
    let reader = bot.reader(incoming).await?;
    let (who, target) = (incoming.from.who, incoming.place.target);
    let digits: String = written(incoming).unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
    if reader.now >= pending.until {
        turn.say(target, Screen::text(t!(reader.lang, "login-code-late")), reader.now);
        turn.end_sign_in(who, reader.now);
        return Ok(turn);
    }
    if same(&digits, &pending.code) {
        let Pending { key, account, .. } = pending;
        let session = Session::new(who, ApiKey::new(key), account, reader.now);
        let session = bot.desk.link(session, Place::Web).await?;
        log::info!("{who} signed in on the page");
        bot.hush.watch_on(who, bot.heed(who), reader.now);
        turn.end(who);
        // The account's own language counts from here on.
        let reader = bot.reader(incoming).await?;
        turn.say(target, welcome(&reader, &session.account), reader.now);
        return Ok(turn);
    }
    let left = pending.left.saturating_sub(1);
    if left == 0 {
        log::info!("a sign-in of {who} was refused");
        turn.say(target, Screen::text(t!(reader.lang, "login-code-over")), reader.now);
        turn.end_sign_in(who, reader.now);
        let entry = Entry {
            at: reader.now,
            who: Some(who),
            login: Some(guessing::plain(&pending.account.login)),
            deed: Deed::SignIn,
            ticket: None,
            outcome: Outcome::Refused,
            place: Place::Web,
        };
        turn.write(move |db| db.audit(&entry));
        return Ok(turn);
    }
    let wrong = Screen::text(t!(reader.lang, "login-code-wrong", count = i64::from(left)));
    turn.say(target, wrong.row([cancel_button(&reader)]), reader.now);
    turn.next(who, Dialogue::LoginCode(Box::new(Pending { left, ..pending })), reader.now);
    Ok(turn)
}
