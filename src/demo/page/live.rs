//! Telling the page that something has changed; what it is, the page asks for.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures_util::stream::{self, Stream};
use tokio::time::timeout;

use super::{Stage, desk};

/// The helpdesk doesn't say when it changes: it is looked at this often.
const GLANCE: Duration = Duration::from_millis(400);

/// `GET /api/events`: one event at once, and one after every change of either simulator.
pub(super) async fn events(
    State(stage): State<Arc<Stage>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut chats = stage.telegram.changes();
    chats.mark_changed();
    let start = (stage, chats, None);
    let changes = stream::unfold(start, async |(stage, mut chats, mut desk)| {
        loop {
            // Time running out is the occasion to look at the helpdesk; the channel lives as long as the stage.
            let said = matches!(timeout(GLANCE, chats.changed()).await, Ok(Ok(())));
            let now = Some(desk::fingerprint(&stage));
            if said || now != desk {
                desk = now;
                return Some((Ok(Event::default().data("changed")), (stage, chats, desk)));
            }
        }
    });
    Sse::new(changes).keep_alive(KeepAlive::default())
}
