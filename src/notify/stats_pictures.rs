//! Pictures of how the work goes, drawn when they are sent: from what was seen by then, for whoever may see it then. Drawing takes
//! longer than anything else that is sent, so it has a thread of its own, one picture at a time and a few that wait.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use tokio::sync::Semaphore;

use crate::context::Context;
use crate::context::readers::reader_at;
use crate::domain::ids::Target;
use crate::domain::settings::StatsTheme;
use crate::domain::stats::{StatsPeriod, StatsRequest, StatsSpan};
use crate::i18n::Lang;
use crate::notify::stats_material::{StatsMessage, gather_material, name_subject, refusal_words};
use crate::store::StoreError;
use crate::t;
use crate::view::MessageView;

/// So many pictures may wait for the one that is drawn.
const MAX_WAITING: usize = 8;
/// So long a picture is shown again to whoever asks for the same.
const KEPT_FOR: SignedDuration = SignedDuration::from_mins(3);
/// So many are kept.
const MAX_KEPT: usize = 32;

/// What came of a request.
pub enum StatsDrawing {
    Drawn(StatsMessage),
    /// Whoever asked may not see it any more, or it can't be drawn: what they are told.
    Refused(Option<MessageView>),
    /// Too many wait.
    Busy,
}

/// The pictures of this process; clones share them.
#[derive(Clone)]
pub struct StatsPictures {
    ctx: Context,
    drawing: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    kept: Arc<Mutex<HashMap<PictureKey, (Timestamp, StatsMessage)>>>,
}

/// What it shows, for which days, and how; for a group, whoever asks.
#[derive(PartialEq, Eq, Hash)]
struct PictureKey {
    target: Target,
    subject: String,
    period: StatsPeriod,
    span: StatsSpan,
    theme: StatsTheme,
    lang: Lang,
}

impl StatsPictures {
    pub fn new(ctx: Context) -> Self {
        Self { ctx, drawing: Arc::new(Semaphore::new(1)), waiting: Arc::default(), kept: Arc::default() }
    }

    /// Draws what was asked for in a place, unless it was drawn a moment ago.
    pub async fn draw(&self, target: Target, request: StatsRequest) -> Result<StatsDrawing, StoreError> {
        let found = self.ctx.read_inline(move |tx| {
            let reader = reader_at(tx, target)?;
            Ok((name_subject(tx, target, &request, &reader)?, reader))
        });
        let (subject, reader) = found.await?;
        let lang = reader.lang;
        let refusal =
            || StatsDrawing::Refused(refusal_words(request.scope, lang).map(MessageView::from_html));
        let Some(subject) = subject else { return Ok(refusal()) };
        let last = request.last.unwrap_or_else(|| reader.zone.to_datetime(reader.now).date());
        let period = StatsPeriod::ending_on(last, request.span);
        let StatsRequest { span, theme, .. } = request;
        let key = PictureKey { target, subject, period, span, theme, lang };
        if let Some((at, kept)) = self.kept.lock().get(&key)
            && reader.now.duration_since(*at) < KEPT_FOR
        {
            return Ok(StatsDrawing::Drawn(kept.clone()));
        }
        let Some(_place) = self.queue_up() else { return Ok(StatsDrawing::Busy) };
        // It is never closed.
        let Ok(_turn) = self.drawing.acquire().await else { return Ok(StatsDrawing::Busy) };
        let now = reader.now;
        let Some(material) = gather_material(&self.ctx, target, request, period, reader).await? else {
            return Ok(refusal());
        };
        let drawn = tokio::task::spawn_blocking(move || material.draw(&request, period)).await;
        let message = match drawn {
            Ok(message) => message,
            Err(error) => {
                log::error!("a picture can't be drawn: {error}");
                return Ok(StatsDrawing::Refused(Some(MessageView::from_html(t!(lang, "toast-trouble")))));
            }
        };
        let mut kept = self.kept.lock();
        kept.retain(|_, (at, _)| now.duration_since(*at) < KEPT_FOR);
        if kept.len() < MAX_KEPT {
            kept.insert(key, (now, message.clone()));
        }
        Ok(StatsDrawing::Drawn(message))
    }

    fn queue_up(&self) -> Option<WaitingPlace<'_>> {
        let place = WaitingPlace(&self.waiting);
        (self.waiting.fetch_add(1, Ordering::Relaxed) < MAX_WAITING).then_some(place)
    }
}

/// A place among those that wait, given back when it is left.
struct WaitingPlace<'a>(&'a AtomicUsize);

impl Drop for WaitingPlace<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
