//! For whoever watches the process: whether it is alive, whether it works, and its numbers in the words of Prometheus. Nothing
//! of any person, ticket or chat is in them.

use std::fmt::Write;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;

use super::Site;
use crate::domain::metrics::{Histogram, LastSeen, RolesHeld};
use crate::domain::process_role::ProcessRole;
use crate::store::WaitingCounts;
use crate::view::SendPriority;

/// Telegram answers a request for updates every half minute at least.
const TELEGRAM_SILENCE_LIMIT: SignedDuration = SignedDuration::from_mins(3);
/// How far the next look at the lists may be overdue.
const POLL_OVERDUE_LIMIT: SignedDuration = SignedDuration::from_mins(5);

/// The process answers.
pub(super) async fn healthz() -> &'static str {
    "alive\n"
}

/// Whether everything works that deskgram can see of itself: a line for each part.
pub(super) async fn readyz(State(site): State<Site>) -> Response {
    let now = site.ctx.clock.now();
    let database = site.ctx.store.read(|db| db.waiting_counts()).await.is_ok();
    let telegram = site.ctx.metrics.telegram.time_since(now).is_some_and(|age| age < TELEGRAM_SILENCE_LIMIT);
    let lists = site.poller.next_due().is_none_or(|due| now.duration_since(due) < POLL_OVERDUE_LIMIT);
    let parts = [("database", database), ("telegram", telegram), ("lists", lists)];
    let word = |works: bool| if works { "works" } else { "does not work" };
    let text: String = parts.iter().map(|(part, works)| format!("{part} {}\n", word(*works))).collect();
    let all = parts.iter().all(|(_, works)| *works);
    (if all { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }, text).into_response()
}

/// All numbers.
pub(super) async fn metrics_page(State(site): State<Site>) -> Response {
    let waiting = site.ctx.store.read(|db| db.waiting_counts()).await.ok();
    text_response(render_metrics(&site, waiting))
}

/// The numbers of a process that does nothing yet: it is up, and has no role.
pub(super) async fn startup_metrics() -> Response {
    text_response(MetricsPage::for_process(&RolesHeld::default()).0)
}

fn text_response(page: String) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], page).into_response()
}

fn render_metrics(site: &Site, waiting: Option<WaitingCounts>) -> String {
    let (metrics, now) = (&site.ctx.metrics, site.ctx.clock.now());
    let mut page = MetricsPage::for_process(&metrics.roles_held);
    page.write_value(
        "database_up",
        "gauge",
        "Whether the database answers",
        f64::from(u8::from(waiting.is_some())),
    );
    page.write_value(
        "sessions",
        "gauge",
        "People who are signed in",
        site.ctx.sessions.all_sessions().len() as f64,
    );
    page.write_histogram(
        "callback_duration_seconds",
        "Presses, from their taking to their end",
        &metrics.presses,
    );
    page.write_histogram(
        "helpdesk_list_duration_seconds",
        "Lists that were read, by what they cost the helpdesk",
        &metrics.polls,
    );
    page.write_value(
        "polls_hurried_total",
        "counter",
        "Lists read before their share of the helpdesk's time allowed it, so that no look gets too old",
        metrics.hurried.value() as f64,
    );
    page.write_last_time("helpdesk_list", "When a list was last read", &metrics.polled);
    page.write_last_time(
        "telegram",
        "When Telegram last answered the request for updates",
        &metrics.telegram,
    );
    page.write_value(
        "telegram_sent_total",
        "counter",
        "Messages and edits that Telegram took",
        metrics.sent.value() as f64,
    );
    page.write_value(
        "telegram_rate_limited_total",
        "counter",
        "Pauses that Telegram asked for (429)",
        metrics.waits.value() as f64,
    );
    let lanes = site.lanes.count_waiting();
    page.write_value("updates_waiting", "gauge", "Updates that wait to be worked on", lanes.waiting as f64);
    page.write_value(
        "updates_waiting_most",
        "gauge",
        "Those of the one person who has most",
        lanes.most as f64,
    );
    let dropped = lanes.dropped as f64;
    page.write_value(
        "updates_dropped_total",
        "counter",
        "Updates beyond what one person may have waiting",
        dropped,
    );
    let traffic = site.ctx.helpdesk.traffic_counters();
    page.write_value(
        "helpdesk_calls_total",
        "counter",
        "Calls to the helpdesk",
        traffic.calls.value() as f64,
    );
    page.write_value(
        "helpdesk_errors_total",
        "counter",
        "Calls that it did not answer well",
        traffic.errors.value() as f64,
    );
    if let Some(WaitingCounts { mail, oldest, by_class, comments, resting }) = waiting {
        let age = oldest.map_or(0.0, |made| now.duration_since(made).as_secs_f64().max(0.0));
        page.write_value("outbox_depth", "gauge", "What waits to be shown in Telegram", mail as f64);
        page.write_head("outbox_waiting", "gauge", "The same by how soon it goes out");
        for (class, count) in SendPriority::ALL.iter().zip(by_class) {
            let _ = writeln!(page.0, "deskgram_outbox_waiting{{class=\"{}\"}} {count}", class.name());
        }
        let help = "Chats and topics that take no messages for now";
        page.write_value("resting_places", "gauge", help, resting as f64);
        page.write_value("outbox_oldest_seconds", "gauge", "How long the oldest of it has waited", age);
        page.write_value(
            "comments_waiting",
            "gauge",
            "Comments on their way to the helpdesk",
            comments as f64,
        );
    }
    page.0
}

/// The text format of Prometheus.
#[derive(Default)]
struct MetricsPage(String);

impl MetricsPage {
    /// Begins with what every process can say of itself.
    fn for_process(roles: &RolesHeld) -> Self {
        let mut page = Self::default();
        let (name, version) = ("build_info", env!("CARGO_PKG_VERSION"));
        page.write_head(name, "gauge", "The version that runs");
        let _ = writeln!(page.0, "deskgram_{name}{{version=\"{version}\"}} 1");
        let name = "role_held";
        page.write_head(name, "gauge", "Whether this process has the role");
        for role in ProcessRole::ALL {
            let held = u8::from(roles.is_held(role));
            let _ = writeln!(page.0, "deskgram_{name}{{role=\"{}\"}} {held}", role.name());
        }
        page
    }

    fn write_head(&mut self, name: &str, kind: &str, help: &str) {
        // Writing into a text never fails.
        let _ = write!(self.0, "# HELP deskgram_{name} {help}\n# TYPE deskgram_{name} {kind}\n");
    }

    fn write_value(&mut self, name: &str, kind: &str, help: &str, value: f64) {
        self.write_head(name, kind, help);
        let _ = writeln!(self.0, "deskgram_{name} {value}");
    }

    /// Nothing before the first time.
    fn write_last_time(&mut self, name: &str, help: &str, last: &LastSeen) {
        if let Some(at) = last.last_time() {
            let seconds = at.as_millisecond() as f64 / 1_000.0;
            self.write_value(&format!("{name}_last_success_timestamp_seconds"), "gauge", help, seconds);
        }
    }

    fn write_histogram(&mut self, name: &str, help: &str, timing: &Histogram) {
        self.write_head(name, "histogram", help);
        for (step, count) in timing.bucket_counts() {
            let _ = writeln!(self.0, "deskgram_{name}_bucket{{le=\"{}\"}} {count}", step as f64 / 1_000.0);
        }
        let (count, sum) = (timing.total_count(), timing.total_seconds());
        let _ = write!(
            self.0,
            "deskgram_{name}_bucket{{le=\"+Inf\"}} {count}\ndeskgram_{name}_sum {sum}\ndeskgram_{name}_count {count}\n"
        );
    }
}
