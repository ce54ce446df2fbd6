//! The switches for trouble: a helpdesk that is down, a Telegram that is slow. All open pages show how they stand.

use std::sync::Arc;

use parking_lot::Mutex;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Done, Stage};
use deskgram_sandbox::zenlix::{Fault, FaultKind, Match};

/// How much longer every call to a slow Telegram takes.
const DELAY: Duration = Duration::from_secs(4);

/// How the switches stand. Clones share them.
#[derive(Clone, Default)]
pub struct Switches(Arc<Mutex<Positions>>);

#[derive(Clone, Copy, Default, Serialize)]
pub(super) struct Positions {
    helpdesk_off: bool,
    telegram_slow: bool,
}

/// The switches that are turned.
#[derive(Deserialize)]
pub(super) struct Turn {
    helpdesk_off: Option<bool>,
    telegram_slow: Option<bool>,
}

impl Switches {
    pub(super) fn positions(&self) -> Positions {
        *self.0.lock()
    }
}

/// `POST /api/switch`.
pub(super) async fn turn(State(stage): State<Arc<Stage>>, Json(turn): Json<Turn>) -> Done {
    let mut positions = stage.switches.0.lock();
    if let Some(off) = turn.helpdesk_off {
        positions.helpdesk_off = off;
        stage.zenlix.clear_faults();
        if off {
            let kind = FaultKind::Status(503, "Service Unavailable".to_owned());
            stage.zenlix.fault(Fault { on: Match::any(), kind, times: None });
        }
    }
    if let Some(slow) = turn.telegram_slow {
        positions.telegram_slow = slow;
        stage.telegram.slow_down(if slow { DELAY } else { Duration::ZERO });
    }
    Ok(Json(Value::Null))
}
