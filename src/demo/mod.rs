//! `deskgram demo`: both simulated servers, the real bot between them over real HTTP, and either a page in the browser or
//! a scripted tour in the terminal. Everything is on this machine and gone when it ends.

mod background_activity;
pub mod cast;
mod clock;
mod dictionary;
mod duty;
pub mod fixtures;
mod folder;
mod history;
pub mod page;
mod scene;
pub mod tour;

use std::future::{Future, IntoFuture};
use std::io::{self, Write};
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use tokio::net::TcpListener;

use self::page::{Actor, Stage};
use crate::app::AppError;
use crate::config::cli;
use crate::i18n::Lang;
use crate::t;
use cast::{Cast, JobTitle, Person};
use fixtures::Fixtures;

/// How often the lists are read: a visitor does not want to wait.
const POLL_INTERVAL: SignedDuration = SignedDuration::from_secs(1);
/// The same on the tour, where nobody waits but the next step.
const TOUR_POLL_INTERVAL: SignedDuration = SignedDuration::from_millis(250);
/// How long one step of the tour may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Why the demo can't be shown, or ended before its time.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    #[error("port {0} is in use. Choose another one with --port; --port 0 takes any that is free.")]
    PortTaken(u16),
    #[error("port {0} can't be used: {1}. Choose another one with --port.")]
    Port(u16, #[source] io::Error),
    #[error("the demo can't be set up: {0}")]
    SetUp(#[from] io::Error),
    #[error(transparent)]
    Bot(#[from] AppError),
    #[error(transparent)]
    Tour(#[from] tour::Stopped),
    #[error("the tour was interrupted")]
    Interrupted,
}

/// Shows the demo until `stop` is ready, or plays the tour; where no language is wished for, in that of the `system`.
/// The database's folder is made in `folder`.
///
/// # Errors
/// When it can't start, or a step of the tour did not do what it says.
pub async fn run_demo(
    wish: &cli::DemoArgs,
    system: Option<&str>,
    folder: &Path,
    stop: impl Future<Output = ()>,
) -> Result<(), DemoError> {
    // The command line takes only languages that deskgram speaks.
    let wished = wish.lang.as_deref().and_then(Lang::from_code);
    let lang = wished.or_else(|| system.and_then(Lang::from_code)).unwrap_or_default();
    if wish.tour {
        return take_tour(&Fixtures::set_up(lang, folder).await?, stop).await;
    }
    // Before anything else: a taken port is the likeliest trouble.
    let page = bind_port(wish.port).await?;
    serve_page(&Fixtures::set_up(lang, folder).await?, wished, page, stop).await
}

async fn bind_port(port: u16) -> Result<TcpListener, DemoError> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => DemoError::PortTaken(port),
        _ => DemoError::Port(port, error),
    })
}

/// Serves the page and lets life go on around a running bot.
async fn serve_page(
    props: &Fixtures,
    wished: Option<Lang>,
    listener: TcpListener,
    stop: impl Future<Output = ()>,
) -> Result<(), DemoError> {
    let address = listener.local_addr()?;
    let page = axum::serve(listener, page::router(build_stage(props, wished))).into_future();
    print_welcome(props, &format!("http://{address}"));
    tokio::select! {
        ran = props.run_bot(POLL_INTERVAL, stop) => Ok(ran?),
        served = page => Ok(served?),
        () = background_activity::run_activity(props) => Ok(()),
    }
}

fn print_welcome(props: &Fixtures, address: &str) {
    let [olena, taras, iryna, roman] = props.cast.all().map(|person| person.name.as_str());
    let words = t!(props.lang, "demo-welcome", olena = olena, taras = taras, iryna = iryna, roman = roman);
    // Nobody has to read it.
    let _ = writeln!(anstream::stdout(), "\x1b[1mdeskgram demo: \x1b[36m{address}\x1b[0m\n{words}");
}

/// The page's view of the props; in the `wished` language, or the browser's.
pub fn build_stage(props: &Fixtures, wished: Option<Lang>) -> Stage {
    Stage {
        telegram: props.telegram.clone(),
        zenlix: props.zenlix.clone(),
        cast: props.cast.all().map(build_actor).into(),
        group: props.group,
        zone: fixtures::ZONE.to_owned(),
        language: wished.map(Lang::iso_code),
        director: Arc::new(props.scene.clone()),
        switches: page::Switches::default(),
    }
}

fn build_actor(person: &Person) -> Actor {
    let role = match person.post {
        JobTitle::Technician => "role-technician",
        JobTitle::HeadOfUnit => "role-head-of-unit",
        JobTitle::Client => "role-client",
    };
    let names = Lang::ALL.into_iter().map(|lang| {
        let cast = Cast::new(lang);
        let name = cast.person(person.user).map(|person| person.name.clone());
        (lang.iso_code(), name.unwrap_or_default())
    });
    Actor {
        user: person.user,
        names: names.collect(),
        role: role.to_owned(),
        login: person.login.to_owned(),
        password: person.login.to_owned(),
    }
}

/// Plays the tour over a running bot, and ends the bot in order.
async fn take_tour(props: &Fixtures, stop: impl Future<Output = ()>) -> Result<(), DemoError> {
    let (end, ended) = tokio::sync::oneshot::channel::<()>();
    let bot = props.run_bot(TOUR_POLL_INTERVAL, async {
        // Nothing is ever sent: the other end is dropped.
        let _ = ended.await;
    });
    tokio::pin!(bot);
    let mut out = anstream::stdout();
    let played = tokio::select! {
        played = tour::play(props, PATIENCE, &mut out) => played.map_err(DemoError::from),
        () = stop => Err(DemoError::Interrupted),
        ran = &mut bot => return ran.map_err(DemoError::from),
    };
    drop(end);
    bot.await?;
    played
}
