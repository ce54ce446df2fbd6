//! Arguments, log, exit code; nothing else.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use deskgram::admin;
use deskgram::app::{self, AppError, Hangups, Notifier, Signals};
use deskgram::check;
use deskgram::clock::Clock;
use deskgram::config::cli::{Cli, Command, Flags};
use deskgram::config::{Config, Environment, Loaded, Manager, Move, Problems};
#[cfg(feature = "sandbox")]
use deskgram::sandbox::demo::demo;
use deskgram::service::troubles::Troubles;

/// How a program ends that was told to, by the custom of shells.
const INTERRUPTED: u8 = 130;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let troubles = Troubles::default();
    listen(usual_level(&cli.command), troubles.clone());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error),
    };
    let code = runtime.block_on(async {
        let stop = match Signals::listen() {
            Ok(signals) => stop_signal(signals),
            Err(error) => return failed(&error),
        };
        // What can't even begin ends with its own code.
        obey(cli.command, troubles, stop).await.unwrap_or_else(|code| code)
    });
    // Everything that matters has ended in order; a look-up of a name may still hang.
    runtime.shutdown_background();
    code
}

/// Does what deskgram is asked to do; gives the exit code, one way or the other.
async fn obey(
    command: Command,
    troubles: Troubles,
    stop: impl Future<Output = ()>,
) -> Result<ExitCode, ExitCode> {
    Ok(match command {
        Command::Run(flags) => run(&flags, troubles, stop).await,
        Command::Check(wish) => {
            let config = settings(&wish.flags)?;
            tokio::select! {
                code = check::check(config, wish.printed.form()) => code,
                () = stop => ExitCode::from(INTERRUPTED),
            }
        }
        Command::Health(wish) => {
            printed(admin::health::health(settings(&wish.flags)?.listen, wish.ready).await)
        }
        Command::Audit(wish) => printed(admin::audit::audit(installed(&wish.flags)?, &wish).await),
        Command::Sessions(wish) => printed(admin::sessions::sessions(installed(&wish.flags)?, &wish).await),
        Command::Subscriptions(wish) => {
            printed(admin::subscriptions::subscriptions(installed(&wish.flags)?, &wish).await)
        }
        Command::Outbox(wish) => printed(admin::outbox::outbox(installed(&wish.flags)?, &wish).await),
        Command::Completions { shell } => printed(Ok::<_, AppError>(admin::shell::completions(shell))),
        Command::Man { folder } => printed(admin::shell::man(folder.as_deref())),
        Command::Backup(wish) => {
            let config = settings(&wish.flags)?;
            printed(admin::backup::backup(&config, &wish.to, wish.printed.form()))
        }
        Command::RotateKey(wish) => {
            let config = installed(&wish.flags)?;
            printed(admin::rotate::rotate(config, wish.to.as_deref(), wish.printed.form()).await)
        }
        Command::Migrate(wish) => {
            let from_to = Move::load(&wish, &Environment::of_process(), Path::new(""));
            let from_to = from_to.map_err(|problems| unusable(&problems))?;
            printed(admin::migrate::migrate(&from_to, wish.printed.form()))
        }
        #[cfg(feature = "sandbox")]
        Command::Demo(wish) => match demo(&wish, &Environment::temporary_folder(), stop).await {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => failed(&error),
        },
    })
}

/// Begins the log; what is wrong is noted for the administrators too.
fn listen(level: log::LevelFilter, troubles: Troubles) {
    let log = pretty_env_logger::formatted_timed_builder().filter_level(level).parse_default_env().build();
    let level = log.filter();
    // Nobody has begun a log before.
    if log::set_boxed_logger(Box::new(Listener { log, troubles })).is_ok() {
        log::set_max_level(level);
    }
}

/// The log, with an ear for trouble.
struct Listener<L> {
    log: L,
    troubles: Troubles,
}

impl<L: log::Log> log::Log for Listener<L> {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        self.log.enabled(metadata)
    }

    fn log(&self, record: &log::Record<'_>) {
        self.log.log(record);
        // Other crates' words may hold what only an administrator of the machine should see.
        if record.level() <= log::Level::Warn && record.target().starts_with("deskgram") {
            self.troubles.note(Clock::System.now(), record.args().to_string());
        }
    }

    fn flush(&self) {
        self.log.flush();
    }
}

/// What is logged unless RUST_LOG says otherwise. What does not serve speaks for itself.
fn usual_level(command: &Command) -> log::LevelFilter {
    match command {
        Command::Run(_) | Command::Check(_) => log::LevelFilter::Info,
        _ => log::LevelFilter::Warn,
    }
}

/// Reads the settings; the exit code when they can't be used.
fn settings(flags: &Flags) -> Result<Config, ExitCode> {
    let loaded = Config::load(flags, &Environment::of_process(), Path::new(""));
    let Loaded { config, warnings, .. } = loaded.map_err(|problems| unusable(&problems))?;
    warnings.iter().for_each(|warning| log::warn!("{warning}"));
    Ok(config)
}

/// Says what is wrong with the settings.
fn unusable(problems: &Problems) -> ExitCode {
    eprintln!("{problems}");
    ExitCode::from(2)
}

/// The settings of a deskgram that has served before; the exit code when they can't be used or there is none.
fn installed(flags: &Flags) -> Result<Config, ExitCode> {
    admin::there(settings(flags)?).map_err(|error| failed(&error))
}

async fn run(flags: &Flags, troubles: Troubles, stop: impl Future<Output = ()>) -> ExitCode {
    let environment = Environment::of_process();
    let read = || Config::load(flags, &environment, Path::new(""));
    let first = match read() {
        Ok(loaded) => loaded,
        Err(problems) => return unusable(&problems),
    };
    let hangups = match Hangups::listen() {
        Ok(hangups) => hangups,
        Err(error) => return failed(&error),
    };
    let notifier = Notifier::to(Manager::of(&environment, std::process::id()));
    match app::serve(first, read, hangups, notifier, troubles, stop).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

/// Ready when the process is told to stop. A second signal ends it at once.
async fn stop_signal(mut signals: Signals) {
    signals.next().await;
    tokio::spawn(async move {
        signals.next().await;
        std::process::exit(INTERRUPTED.into());
    });
}

/// Prints the answer of a command, or why there is none.
fn printed<E: std::error::Error>(answer: Result<String, E>) -> ExitCode {
    match answer {
        Ok(text) => {
            // A reader that has gone away has seen enough.
            let _ = write!(io::stdout(), "{text}");
            ExitCode::SUCCESS
        }
        Err(error) => failed(&error),
    }
}

fn failed(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("deskgram: {error}");
    ExitCode::FAILURE
}
