//! How much Telegram takes: about thirty messages a second in all, one a second in a chat, twenty a minute in a
//! group, edits among them. Counted over sliding windows, from the answer to each call on: what is on its way may arrive at any
//! moment until then, so no window of the real server can hold more.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

use crate::clock::was_set_back;
use crate::domain::ids::ChatId;
use crate::view::SendPriority;

/// The one count of all that write.
pub type SharedLimits = Arc<Mutex<RateLimiter>>;

/// For so long it matters what was sent.
pub const LIMIT_MEMORY: SignedDuration = MINUTE;

const SECOND: SignedDuration = SignedDuration::from_secs(1);
const MINUTE: SignedDuration = SignedDuration::from_secs(60);

/// At most so many in a window of such a length.
#[derive(Clone, Copy)]
struct RateLimit {
    most: usize,
    window: SignedDuration,
}

const OVERALL: RateLimit = RateLimit { most: 30, window: SECOND };
/// News go out evenly, a little less often than the overall limit lets them: so there is always soon room for people who look
/// at their screens. A short delay is caught up.
const MESSAGE_SPACING: SignedDuration = SignedDuration::from_micros(34_000);
const CATCH_UP_SPACING: SignedDuration = SignedDuration::from_millis(35);
/// How soon something that is on its way may have ended.
const CLOCK_SLACK: SignedDuration = SignedDuration::from_millis(20);
/// A person who presses may get a short burst; news come one a second.
const PRIVATE_ANSWER: RateLimit = RateLimit { most: 3, window: SignedDuration::from_secs(3) };
const PRIVATE: RateLimit = RateLimit { most: 1, window: SECOND };
/// A group takes one a second and twenty a minute. A share of each minute is kept for news, so that nobody can talk them away,
/// and a share for answers.
const GROUP_SECOND: RateLimit = RateLimit { most: 1, window: SECOND };
const GROUP: RateLimit = RateLimit { most: 19, window: MINUTE };
const GROUP_NEWS: RateLimit = RateLimit { most: 15, window: MINUTE };
const GROUP_NO_ALERTS: RateLimit = RateLimit { most: 13, window: MINUTE };
const GROUP_REFRESH: RateLimit = RateLimit { most: 10, window: MINUTE };

/// Remembers what was sent lately, and what must wait.
#[derive(Debug, Default)]
pub struct RateLimiter {
    all: SentTimes,
    /// When the next news may go out, whatever the windows say.
    news: Option<Timestamp>,
    chats: HashMap<ChatId, ChatLimits>,
    tidied: Option<Timestamp>,
    /// When it was last asked.
    asked: Option<Timestamp>,
}

#[derive(Debug, Default)]
struct ChatLimits {
    sent: SentTimes,
    /// Of that, what was no answer, and what was no alert.
    news: SentTimes,
    no_alerts: SentTimes,
    /// Telegram has said not to write before.
    closed_until: Option<Timestamp>,
}

/// What counts in a window.
#[derive(Debug, Default)]
struct SentTimes {
    /// When Telegram had answered.
    answered: VecDeque<Timestamp>,
    under_way: usize,
}

impl SentTimes {
    /// Whether one more fits; otherwise when to ask again.
    fn next_free(&self, limit: RateLimit, now: Timestamp) -> Result<(), Timestamp> {
        let Some(most) = limit.most.checked_sub(self.under_way).filter(|most| *most > 0) else {
            return Err(now + CLOCK_SLACK);
        };
        // The oldest of the last `most`: once it has left the window, one more fits.
        let Some(at) = self.answered.len().checked_sub(most).and_then(|index| self.answered.get(index))
        else {
            return Ok(());
        };
        let opens = *at + limit.window;
        if opens <= now { Ok(()) } else { Err(opens) }
    }

    fn record_answer(&mut self, now: Timestamp) {
        self.under_way = self.under_way.saturating_sub(1);
        self.answered.push_back(now);
    }

    fn forget_before(&mut self, before: Timestamp) {
        while self.answered.front().is_some_and(|&at| at < before) {
            self.answered.pop_front();
        }
    }
}

impl RateLimiter {
    /// That of somebody who begins now, and knows when groups were sent something. Where another process may have sent until this
    /// moment, everything it can have sent counts.
    pub fn restored(sent: Vec<(ChatId, Timestamp)>, another: bool, now: Timestamp) -> Self {
        let mut limits = Self::default();
        for (chat, at) in sent {
            limits.chats.entry(chat).or_default().sent.answered.push_back(at);
        }
        if another {
            limits.all.answered.extend(std::iter::repeat_n(now, OVERALL.most));
        }
        limits
    }

    /// Whether anything of this class may be sent to anybody now; otherwise when to ask again.
    pub fn check_overall(&mut self, class: SendPriority, now: Timestamp) -> Result<(), Timestamp> {
        if self.asked.is_some_and(|asked| was_set_back(asked, now)) {
            // All that is remembered is still to come.
            *self = Self::default();
        }
        self.asked = Some(now);
        self.drop_old(now);
        self.all.next_free(OVERALL, now)?;
        match self.news {
            Some(until) if class != SendPriority::Answer && until > now => Err(until),
            _ => Ok(()),
        }
    }

    /// Whether one more may be sent to this chat now; if so it counts as under way until [`RateLimiter::record_answer`]. Otherwise when to
    /// ask again.
    pub fn reserve_slot(
        &mut self,
        chat: ChatId,
        class: SendPriority,
        now: Timestamp,
    ) -> Result<(), Timestamp> {
        let entry = self.chats.entry(chat).or_default();
        if let Some(until) = entry.closed_until.filter(|&until| until > now) {
            return Err(until);
        }
        entry.free(chat, class, now)?;
        self.check_overall(class, now)?;
        let entry = self.chats.entry(chat).or_default();
        // An answer goes ahead of the news, which then wait one step longer.
        self.news = Some(self.news.map_or(now, |at| at.max(now - CATCH_UP_SPACING)) + MESSAGE_SPACING);
        self.all.under_way += 1;
        entry.of(class).for_each(|sent| sent.under_way += 1);
        Ok(())
    }

    /// What was taken up for this chat needed no call after all.
    pub fn spared(&mut self, chat: ChatId, class: SendPriority) {
        self.all.under_way = self.all.under_way.saturating_sub(1);
        let entry = self.chats.entry(chat).or_default();
        entry.of(class).for_each(|sent| sent.under_way = sent.under_way.saturating_sub(1));
    }

    /// Telegram has answered what was sent to this chat, or never will.
    pub fn record_answer(&mut self, chat: ChatId, class: SendPriority, now: Timestamp) {
        self.all.forget_before(now - SECOND);
        self.all.record_answer(now);
        let entry = self.chats.entry(chat).or_default();
        for sent in entry.of(class) {
            sent.forget_before(now - MINUTE);
            sent.record_answer(now);
        }
    }

    /// Telegram wants no more in this chat until then.
    pub fn close_chat(&mut self, chat: ChatId, until: Timestamp) {
        self.chats.entry(chat).or_default().closed_until = Some(until);
    }

    /// Forgets chats in which nothing has happened for a while, once a minute.
    fn drop_old(&mut self, now: Timestamp) {
        if self.tidied.is_some_and(|at| now.duration_since(at) < MINUTE) {
            return;
        }
        self.tidied = Some(now);
        self.chats.retain(|_, chat| {
            for sent in [&mut chat.sent, &mut chat.news, &mut chat.no_alerts] {
                sent.forget_before(now - MINUTE);
            }
            !chat.sent.answered.is_empty()
                || chat.sent.under_way > 0
                || chat.closed_until.is_some_and(|until| until > now)
        });
    }
}

impl ChatLimits {
    /// Whether one more of this class fits; otherwise when to ask again.
    fn free(&self, chat: ChatId, class: SendPriority, now: Timestamp) -> Result<(), Timestamp> {
        if chat.is_private() {
            return self
                .sent
                .next_free(if class == SendPriority::Answer { PRIVATE_ANSWER } else { PRIVATE }, now);
        }
        self.sent.next_free(GROUP_SECOND, now)?;
        self.sent.next_free(GROUP, now)?;
        if class.is_news() {
            self.news.next_free(GROUP_NEWS, now)?;
        }
        if class != SendPriority::Notice {
            self.no_alerts.next_free(GROUP_NO_ALERTS, now)?;
        }
        match class {
            SendPriority::Refresh => self.sent.next_free(GROUP_REFRESH, now),
            _ => Ok(()),
        }
    }

    /// Where something of this class counts.
    fn of(&mut self, class: SendPriority) -> impl Iterator<Item = &mut SentTimes> {
        let news = Some(&mut self.news).filter(|_| class.is_news());
        let no_alerts = Some(&mut self.no_alerts).filter(|_| class != SendPriority::Notice);
        [Some(&mut self.sent), news, no_alerts].into_iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: i64) -> Timestamp {
        Timestamp::from_millisecond(milliseconds).unwrap()
    }

    /// Sends something that is answered after so long; says whether it could be.
    fn sends(
        limits: &mut RateLimiter,
        chat: i64,
        class: SendPriority,
        now: Timestamp,
        answered: i64,
    ) -> bool {
        let taken = limits.reserve_slot(ChatId(chat), class, now).is_ok();
        if taken {
            limits.record_answer(ChatId(chat), class, now + SignedDuration::from_millis(answered));
        }
        taken
    }

    #[test]
    fn no_window_of_a_group_holds_more_than_twenty() {
        let mut limits = RateLimiter::default();
        let mut sent = Vec::new();
        for now in (0..300_000).step_by(250).map(at) {
            let class =
                if now.as_millisecond() % 1000 == 0 { SendPriority::Answer } else { SendPriority::Notice };
            if sends(&mut limits, -1, class, now, 0) {
                sent.push(now);
            }
        }
        assert!(sent.len() >= 80, "{} in five minutes", sent.len());
        for window in sent.windows(20) {
            assert!(window[19].duration_since(window[0]) >= MINUTE, "twenty within a minute");
        }
        for pair in sent.windows(2) {
            assert!(pair[1].duration_since(pair[0]) >= SECOND, "two within a second");
        }
    }

    #[test]
    fn in_a_group_nobody_can_talk_the_news_away_nor_the_news_the_answers() {
        for (flood, other, least) in [
            (SendPriority::Answer, SendPriority::Notice, 5),
            (SendPriority::Stranger, SendPriority::Notice, 5),
            (SendPriority::Refresh, SendPriority::Notice, 5),
            (SendPriority::Notice, SendPriority::Answer, 3),
        ] {
            let (mut limits, mut found) = (RateLimiter::default(), 0);
            for now in (0..300_000).step_by(250).map(at) {
                // Whoever floods always asks first; the other has something in each minute's last seconds.
                let late = now.as_millisecond() % 60_000 >= 40_000;
                if !sends(&mut limits, -1, flood, now, 0) && late && sends(&mut limits, -1, other, now, 0) {
                    found += 1;
                }
            }
            assert!(found >= 5 * least, "{other:?} in a flood of {flood:?}: {found} in five minutes");
        }
    }

    #[test]
    fn what_needed_no_call_counts_for_nothing() {
        let mut limits = RateLimiter::default();
        for _ in 0..100 {
            assert_eq!(limits.reserve_slot(ChatId(-1), SendPriority::Answer, at(0)), Ok(()));
            limits.spared(ChatId(-1), SendPriority::Answer);
        }
        assert_eq!(limits.reserve_slot(ChatId(-1), SendPriority::Answer, at(0)), Ok(()));
    }

    #[test]
    fn a_storm_of_news_goes_out_as_fast_as_telegram_takes_it_and_answers_find_room_in_it() {
        let mut limits = RateLimiter::default();
        let (mut sent, mut asked) = (Vec::new(), None);
        let mut chats = 1..;
        for now in (0..60_000).map(at) {
            // Somebody presses now and then.
            if now.as_millisecond() % 730 == 0 {
                asked = Some(now);
            }
            if let Some(since) = asked
                && sends(&mut limits, chats.next().unwrap(), SendPriority::Answer, now, 0)
            {
                assert!(now.duration_since(since) < SignedDuration::from_millis(100), "waited since {since}");
                sent.push(now);
                asked = None;
            }
            if sends(&mut limits, chats.next().unwrap(), SendPriority::Notice, now, 0) {
                sent.push(now);
            }
        }
        assert!(sent.len() >= 60 * 29, "{} in a minute", sent.len());
        for window in sent.windows(31) {
            assert!(window[30].duration_since(window[0]) >= SECOND, "thirty-one within a second");
        }
    }

    #[test]
    fn a_slow_answer_counts_from_when_it_came() {
        let mut limits = RateLimiter::default();
        // A burst that takes its time to get there, and the next one, which doesn't.
        for chat in 1..31 {
            assert_eq!(limits.reserve_slot(ChatId(chat), SendPriority::Answer, at(0)), Ok(()));
        }
        assert!(limits.check_overall(SendPriority::Answer, at(0)).is_err(), "all of them are under way");
        (1..31).for_each(|chat| limits.record_answer(ChatId(chat), SendPriority::Answer, at(400)));
        assert_eq!(limits.reserve_slot(ChatId(99), SendPriority::Answer, at(1_000)), Err(at(1_400)));
        assert_eq!(limits.reserve_slot(ChatId(99), SendPriority::Answer, at(1_400)), Ok(()));
    }

    #[test]
    fn who_takes_over_counts_what_was_sent_before() {
        let sent = (1..=19).map(|second| (ChatId(-1), at(second * 1_000))).collect();
        let mut limits = RateLimiter::restored(sent, true, at(20_000));
        assert_eq!(
            limits.check_overall(SendPriority::Answer, at(20_000)),
            Err(at(21_000)),
            "another may have used up this second"
        );
        assert_eq!(limits.reserve_slot(ChatId(-1), SendPriority::Answer, at(21_000)), Err(at(61_000)));
        assert_eq!(limits.reserve_slot(ChatId(-2), SendPriority::Answer, at(21_000)), Ok(()));
        assert_eq!(limits.reserve_slot(ChatId(-1), SendPriority::Answer, at(61_000)), Ok(()));
    }

    #[test]
    fn a_refused_chat_waits_and_the_others_do_not() {
        let mut limits = RateLimiter::default();
        limits.close_chat(ChatId(5), at(9_000));
        assert_eq!(limits.reserve_slot(ChatId(5), SendPriority::Answer, at(0)), Err(at(9_000)));
        assert_eq!(limits.reserve_slot(ChatId(6), SendPriority::Answer, at(0)), Ok(()));
        assert_eq!(limits.reserve_slot(ChatId(5), SendPriority::Answer, at(9_000)), Ok(()));
    }
}
