//! For whoever watches the process: whether it is alive, whether it works, and its numbers in the words of Prometheus. Nothing
//! of any person, ticket or chat is in them.

use std::fmt::Write;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;

use super::Site;
use crate::screen::Class;
use crate::store::Waiting;

/// Telegram answers a request for updates every half minute at least.
const SILENCE: SignedDuration = SignedDuration::from_mins(3);
/// How far the next look at the lists may be overdue.
const OVERDUE: SignedDuration = SignedDuration::from_mins(5);

/// The process answers.
pub(super) async fn healthz() -> &'static str {
    "alive\n"
}

/// Whether everything works that deskgram can see of itself: a line for each part.
pub(super) async fn readyz(State(site): State<Site>) -> Response {
    let now = site.desk.clock.now();
    let database = site.desk.store.read(|db| db.waiting()).await.is_ok();
    let telegram = site.desk.pulse.telegram.age(now).is_some_and(|age| age < SILENCE);
    let lists = site.watcher.next().is_none_or(|due| now.duration_since(due) < OVERDUE);
    let parts = [("database", database), ("telegram", telegram), ("lists", lists)];
    let word = |works: bool| if works { "works" } else { "does not work" };
    let text: String = parts.iter().map(|(part, works)| format!("{part} {}\n", word(*works))).collect();
    let all = parts.iter().all(|(_, works)| *works);
    (if all { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }, text).into_response()
}

/// All numbers.
pub(super) async fn metrics(State(site): State<Site>) -> Response {
    all(&site, Serving::Yes).await
}

/// All numbers of a process beside the one that serves people.
pub(super) async fn metrics_of_one_beside(State(site): State<Site>) -> Response {
    all(&site, Serving::Not).await
}

async fn all(site: &Site, serving: Serving) -> Response {
    let waiting = site.desk.store.read(|db| db.waiting()).await.ok();
    printed(page(site, serving, waiting))
}

/// The numbers of a process that does nothing yet: it is up, and does not serve.
pub(super) async fn few_metrics() -> Response {
    printed(Page::of(Serving::Not).0)
}

fn printed(page: String) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], page).into_response()
}

fn page(site: &Site, serving: Serving, waiting: Option<Waiting>) -> String {
    let (pulse, now) = (&site.desk.pulse, site.desk.clock.now());
    let mut page = Page::of(serving);
    page.one("database_up", "gauge", "Whether the database answers", f64::from(u8::from(waiting.is_some())));
    page.one("sessions", "gauge", "People who are signed in", site.desk.sessions.all().len() as f64);
    page.timing("press_seconds", "Presses, from their taking to their end", &pulse.presses);
    page.timing("poll_seconds", "Lists that were read, by what they cost the helpdesk", &pulse.polls);
    page.one(
        "polls_hurried_total",
        "counter",
        "Lists read before their share of the helpdesk's time allowed it, so that no look gets too old",
        pulse.hurried.get() as f64,
    );
    if let Some(age) = pulse.polled.age(now) {
        page.one("poll_age_seconds", "gauge", "Since a list was last read", age.as_secs_f64());
    }
    if let Some(age) = pulse.telegram.age(now) {
        page.one("telegram_age_seconds", "gauge", "Since Telegram last answered", age.as_secs_f64());
    }
    page.one(
        "telegram_sent_total",
        "counter",
        "Messages and edits that Telegram took",
        pulse.sent.get() as f64,
    );
    page.one(
        "telegram_waits_total",
        "counter",
        "Pauses that Telegram asked for (429)",
        pulse.waits.get() as f64,
    );
    let lanes = site.lanes.census();
    page.one("updates_waiting", "gauge", "Updates that wait to be worked on", lanes.waiting as f64);
    page.one("updates_waiting_most", "gauge", "Those of the one person who has most", lanes.most as f64);
    let dropped = lanes.dropped as f64;
    page.one("updates_dropped_total", "counter", "Updates beyond what one person may have waiting", dropped);
    let traffic = site.desk.helpdesk.traffic();
    page.one("helpdesk_calls_total", "counter", "Calls to the helpdesk", traffic.calls.get() as f64);
    page.one(
        "helpdesk_errors_total",
        "counter",
        "Calls that it did not answer well",
        traffic.errors.get() as f64,
    );
    if let Some(Waiting { mail, oldest, by_class, comments, resting }) = waiting {
        let age = oldest.map_or(0.0, |made| now.duration_since(made).as_secs_f64().max(0.0));
        page.one("outbox_depth", "gauge", "What waits to be shown in Telegram", mail as f64);
        page.head("outbox_waiting", "gauge", "The same by how soon it goes out");
        for (class, count) in Class::ALL.iter().zip(by_class) {
            let _ = writeln!(page.0, "deskgram_outbox_waiting{{class=\"{}\"}} {count}", class.name());
        }
        let help = "Chats and topics that take no messages for now";
        page.one("resting_places", "gauge", help, resting as f64);
        page.one("outbox_oldest_seconds", "gauge", "How long the oldest of it has waited", age);
        page.one("comments_waiting", "gauge", "Comments on their way to the helpdesk", comments as f64);
    }
    page.0
}

/// Whether this process is the one that serves people.
#[derive(Clone, Copy)]
enum Serving {
    Yes,
    Not,
}

/// The text format of Prometheus.
#[derive(Default)]
struct Page(String);

impl Page {
    /// Begins with what every process can say of itself.
    fn of(serving: Serving) -> Self {
        let mut page = Self::default();
        let (name, version) = ("build_info", env!("CARGO_PKG_VERSION"));
        page.labelled(name, "gauge", "The version that runs", "version", version, 1.0);
        let serving = f64::from(u8::from(matches!(serving, Serving::Yes)));
        page.one("serving", "gauge", "Whether this process takes updates", serving);
        page
    }

    fn head(&mut self, name: &str, kind: &str, help: &str) {
        // Writing into a text never fails.
        let _ = write!(self.0, "# HELP deskgram_{name} {help}\n# TYPE deskgram_{name} {kind}\n");
    }

    fn one(&mut self, name: &str, kind: &str, help: &str, value: f64) {
        self.head(name, kind, help);
        let _ = writeln!(self.0, "deskgram_{name} {value}");
    }

    fn labelled(&mut self, name: &str, kind: &str, help: &str, label: &str, text: &str, value: f64) {
        self.head(name, kind, help);
        let _ = writeln!(self.0, "deskgram_{name}{{{label}=\"{text}\"}} {value}");
    }

    fn timing(&mut self, name: &str, help: &str, timing: &crate::domain::pulse::Timing) {
        self.head(name, "histogram", help);
        for (step, count) in timing.steps() {
            let _ = writeln!(self.0, "deskgram_{name}_bucket{{le=\"{}\"}} {count}", step as f64 / 1_000.0);
        }
        let (count, sum) = (timing.count(), timing.seconds());
        let _ = write!(
            self.0,
            "deskgram_{name}_bucket{{le=\"+Inf\"}} {count}\ndeskgram_{name}_sum {sum}\ndeskgram_{name}_count {count}\n"
        );
    }
}
