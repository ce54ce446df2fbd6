//! The helpdesk behind a port, and the handle by which it is watched, switched and broken. Every call goes through
//! here; what it means is decided in `operations`.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::routing::any;
use futures_util::StreamExt;
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::calls::{Call, CallStatus};
use super::costs::Costs;
use super::faults::{Fault, FaultKind, Faults, Gate};
use super::notices::{self, Agent};
use super::operations::{self, Step};
use super::wire::{self, Flow, Page, Request, Response};
use super::world::{Answers, ApiSwitch, ErrorDisplay, Numbers, SqlMode, World};
use crate::clock::Clock;
use crate::line::{CuttableListener, Lines, Scissors};
use crate::mischief::{Mischief, Mischiefs, trickle};

/// Longest request body that is read.
const BODY_LIMIT: usize = 8 << 20;

/// A running simulated helpdesk. Clones are the same helpdesk. It runs until it is stopped or its runtime ends.
#[derive(Clone)]
pub struct Zenlix(Arc<Shared>);

struct Shared {
    address: SocketAddr,
    clock: Arc<dyn Clock>,
    world: Mutex<World>,
    calls: Mutex<Vec<Call>>,
    faults: Mutex<Faults>,
    mischief: Mutex<Mischiefs>,
    gate: Gate,
    costs: Mutex<Option<Costs>>,
    worked: Mutex<SignedDuration>,
    skew: Mutex<SignedDuration>,
    lines: Lines,
    changed: watch::Sender<u64>,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl Zenlix {
    /// Starts on a free port of the loopback interface.
    ///
    /// # Errors
    /// When no port can be bound.
    pub async fn start(world: World, clock: impl Clock + 'static) -> io::Result<Self> {
        Self::start_on(0, world, clock).await
    }

    /// Starts on this port of the loopback interface; 0 is any free one.
    ///
    /// # Errors
    /// When the port can't be bound.
    pub async fn start_on(port: u16, world: World, clock: impl Clock + 'static) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let zenlix = Self(Arc::new(Shared {
            address: listener.local_addr()?,
            clock: Arc::new(clock),
            world: Mutex::new(world),
            calls: Mutex::default(),
            faults: Mutex::default(),
            mischief: Mutex::default(),
            gate: Gate::default(),
            costs: Mutex::default(),
            worked: Mutex::default(),
            skew: Mutex::default(),
            lines: Lines::default(),
            changed: watch::Sender::new(0),
            task: Mutex::default(),
        }));
        zenlix.serve(listener);
        Ok(zenlix)
    }

    /// The full address of the API.
    pub fn url(&self) -> String {
        format!("http://{}/api.php", self.0.address)
    }

    /// Goes down: connections are cut, new ones refused. Returns when that is so.
    pub async fn stop(&self) {
        let task = self.0.task.lock().take();
        if let Some(task) = task {
            task.abort();
            // An aborted task reports just that.
            let _ = task.await;
        }
        self.0.lines.cut_all();
    }

    /// Comes back on the same port with the same world.
    ///
    /// # Errors
    /// When the port has been taken meanwhile.
    pub async fn restart(&self) -> io::Result<()> {
        self.stop().await;
        self.serve(TcpListener::bind(self.0.address).await?);
        Ok(())
    }

    fn serve(&self, listener: TcpListener) {
        let listener = CuttableListener { listener, lines: self.0.lines.clone() };
        let app = Router::new()
            .route("/api.php", any(api))
            .layer(DefaultBodyLimit::max(BODY_LIMIT))
            .with_state(self.clone())
            .into_make_service_with_connect_info::<Scissors>();
        *self.0.task.lock() = Some(tokio::spawn(async move {
            // It never returns, and an accept that fails is retried inside.
            let _ = axum::serve(listener, app).await;
        }));
    }

    /// The clock of the world that the helpdesk stands in.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.0.clock
    }

    /// What time the helpdesk believes it is.
    pub fn now(&self) -> Timestamp {
        self.0.clock.now() + *self.0.skew.lock()
    }

    /// Sets the helpdesk's own clock wrong by so much: ahead, or behind where it is negative.
    pub fn set_skew(&self, skew: SignedDuration) {
        *self.0.skew.lock() = skew;
    }

    /// Reads the world.
    pub fn read<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        look(&self.0.world.lock())
    }

    /// Changes the world directly, as an administrator with access to the database could.
    pub fn edit<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        let result = change(&mut self.0.world.lock());
        self.say_changed();
        result
    }

    /// A counter that moves with every change and with every call that was answered.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.0.changed.subscribe()
    }

    /// Waits until the helpdesk is as the probe wants it, and gives what the probe found.
    pub async fn until<T>(&self, mut probe: impl FnMut(&Self) -> Option<T>) -> T {
        let mut changes = self.changes();
        loop {
            if let Some(found) = probe(self) {
                return found;
            }
            // The sender lives in `self`, so the channel can't be closed.
            let _ = changes.changed().await;
        }
    }

    fn say_changed(&self) {
        self.0.changed.send_modify(|revision| *revision += 1);
    }

    /// The calls answered since the start or since they were last taken.
    pub fn calls(&self) -> Vec<Call> {
        self.0.calls.lock().clone()
    }

    /// The same, and forgets them.
    pub fn take_calls(&self) -> Vec<Call> {
        std::mem::take(&mut *self.0.calls.lock())
    }

    /// Switches the API on or off, as the administrator does.
    pub fn set_api(&self, switch: ApiSwitch) {
        self.edit(|world| world.settings.api = switch);
    }

    /// Chooses how the database treats what does not fit.
    pub fn set_sql(&self, mode: SqlMode) {
        self.edit(|world| world.settings.sql = mode);
    }

    /// Chooses what PHP prints of its own troubles.
    pub fn set_error_display(&self, display: ErrorDisplay) {
        self.edit(|world| world.settings.errors = display);
    }

    /// Chooses how numbers are written.
    pub fn set_numbers(&self, numbers: Numbers) {
        self.edit(|world| world.settings.numbers = numbers);
    }

    /// Chooses whose answers are given.
    pub fn set_answers(&self, answers: Answers) {
        self.edit(|world| world.settings.answers = answers);
    }

    /// Has calls take the time that they take a real server, on these clocks.
    pub fn set_costs(&self, costs: Costs) {
        *self.0.costs.lock() = Some(costs);
    }

    /// How long it has worked on calls, by their costs.
    pub fn worked(&self) -> SignedDuration {
        *self.0.worked.lock()
    }

    /// Arms a fault. Of several that fit a call, the oldest strikes.
    pub fn fault(&self, fault: Fault) {
        self.0.faults.lock().arm(fault);
    }

    /// From now on does what changes nothing, by this seed.
    pub fn play_mischief(&self, mischief: &[Mischief], seed: u64) {
        *self.0.mischief.lock() = Mischiefs::new(mischief, seed);
    }

    /// Takes the time that a slow server takes.
    async fn think(&self) {
        let delay = self.0.mischief.lock().delay();
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
    }

    /// Disarms all faults and lets the held calls on.
    pub fn clear_faults(&self) {
        self.0.faults.lock().clear();
        self.0.gate.release();
    }

    /// Lets all held calls on; the stalled ones end in a reset.
    pub fn release(&self) {
        self.0.gate.release();
    }

    /// Lets the longest held call on.
    pub fn release_one(&self) {
        self.0.gate.release_one();
    }

    /// Whether a call is held or stalled now.
    pub fn holds_calls(&self) -> bool {
        self.0.gate.holds_any()
    }

    /// Returns once at least `count` calls are held or stalled.
    pub async fn until_held(&self, count: usize) {
        self.0.gate.until_waiting(count).await;
    }

    fn record(&self, call: Call, status: CallStatus) {
        self.0.calls.lock().push(Call { status, at: self.0.clock.now(), ..call });
        self.say_changed();
    }

    /// One request from its first byte to the response, faults included.
    async fn answer(&self, body: &[u8], agent: Agent, line: &Scissors) -> Response {
        let request = self.read(|world| match world.settings.api {
            ApiSwitch::On => Request::read(body),
            ApiSwitch::Off => None,
        });
        let call = self.read(|world| Call::read(world, request.as_ref(), self.0.clock.now()));
        let fault = self.0.faults.lock().take(&call.mode, call.login.as_deref());
        let spoiled = || self.record(call.clone(), CallStatus::Spoiled);
        match &fault {
            Some(FaultKind::Status(status, body)) => {
                spoiled();
                return Response { status: *status, content_type: "text/html", ..Response::ok(body.clone()) };
            }
            Some(FaultKind::Redirect(status, there)) => {
                spoiled();
                return Response { status: *status, location: Some(there.clone()), ..Response::ok("") };
            }
            Some(FaultKind::Stall) => {
                spoiled();
                self.0.gate.wait().await;
                line.cut();
                return Response::ok("");
            }
            Some(FaultKind::ResetBefore) => {
                spoiled();
                line.cut();
                return Response::ok("");
            }
            Some(FaultKind::Slow(delay)) => tokio::time::sleep(*delay).await,
            Some(FaultKind::Hold) => self.0.gate.wait().await,
            _ => {}
        }
        let Some(request) = &request else {
            self.record(call, CallStatus::NoData);
            return changed(Response::ok(wire::TAIL), fault.as_ref(), line);
        };
        self.think().await;
        let step = operations::begin(&self.0.world.lock(), request, self.now());
        if fault == Some(FaultKind::HoldBeforeWriting) && matches!(step, Step::Write(_)) {
            self.0.gate.wait().await;
        }
        let (page, settings) = {
            let mut world = self.0.world.lock();
            (operations::finish(&mut world, request, step), world.settings.clone())
        };
        // What an answer holds is as it was when the call began; the time passes before anybody reads it.
        if let Some(costs) = self.0.costs.lock().clone() {
            let cost = costs.of(request, &page, self.0.world.lock().tickets.len());
            *self.0.worked.lock() += cost;
            costs.pass(cost);
        }
        let notices = match settings.errors {
            ErrorDisplay::Debug => notices::before(request, &page, agent),
            ErrorDisplay::Off | ErrorDisplay::On => String::new(),
        };
        let page = match page {
            Page::Json(json) if self.0.mischief.lock().plays(Mischief::UnknownFields) => {
                Page::Json(json.with_unknown_fields())
            }
            page => page,
        };
        let response = wire::render(&page, &notices, &settings);
        self.record(call, CallStatus::of_page(&page));
        self.think().await;
        if fault == Some(FaultKind::HoldAnswer) {
            self.0.gate.wait().await;
        }
        changed(response, fault.as_ref(), line)
    }
}

/// The one page. Neither the method nor the type of the request matters, save for the one type whose body PHP keeps
/// to itself.
async fn api(
    State(zenlix): State<Zenlix>,
    ConnectInfo(line): ConnectInfo<Scissors>,
    headers: HeaderMap,
    body: Bytes,
) -> axum::http::Response<Body> {
    let is_form_of_parts = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().to_ascii_lowercase().starts_with(b"multipart/form-data"));
    let body = if is_form_of_parts { Bytes::new() } else { body };
    let agent = if headers.contains_key(header::USER_AGENT) { Agent::Named } else { Agent::Unnamed };
    // PHP goes on with a call when its caller hangs up.
    let helpdesk = zenlix.clone();
    let answering = tokio::spawn(async move { helpdesk.answer(&body, agent, &line).await });
    let response = answering.await.unwrap_or_else(|_| Response::ok(""));
    let date = zenlix.now().strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let body = match response.flow {
        Flow::Whole => zenlix.0.mischief.lock().send_body(response.body),
        Flow::Dripping => {
            let first = futures_util::stream::iter([Ok::<_, Infallible>(response.body)]);
            Body::from_stream(first.chain(futures_util::stream::pending()))
        }
        Flow::Trickling => trickle(response.body),
    };
    let mut page = axum::http::Response::new(body);
    *page.status_mut() = StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if let Ok(date) = HeaderValue::from_str(&date) {
        page.headers_mut().insert(header::DATE, date);
    }
    page.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(response.content_type));
    if let Some(there) = response.location.and_then(|there| HeaderValue::from_str(&there).ok()) {
        page.headers_mut().insert(header::LOCATION, there);
    }
    page
}

/// What a fault makes of an answer on its way out.
fn changed(response: Response, fault: Option<&FaultKind>, line: &Scissors) -> Response {
    match fault {
        Some(FaultKind::AppliedThenReset) => {
            line.cut();
            response
        }
        Some(FaultKind::Garbage) => Response { body: b"<html><body>Bad gateway".to_vec(), ..response },
        Some(FaultKind::CutJson) => half(response),
        Some(FaultKind::Trickle) => Response { flow: Flow::Trickling, ..response },
        Some(FaultKind::Drip) => Response { flow: Flow::Dripping, ..half(response) },
        Some(FaultKind::EmptyBody) => Response { body: wire::TAIL.into(), ..response },
        Some(FaultKind::WrongContentType) => {
            Response { content_type: "text/html; charset=UTF-8", ..response }
        }
        Some(FaultKind::PhpNotices) => {
            let body = [notices::of_old_spelling().as_bytes(), &response.body].concat();
            Response { body, ..response }
        }
        _ => response,
    }
}

fn half(response: Response) -> Response {
    let mut body = response.body;
    body.truncate(body.len() / 2);
    Response { body, ..response }
}
