//! Arguments, log, exit code; nothing else.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use deskgram::admin;
use deskgram::app::{self, AppError, HangupSignals, Notifier, StopSignals};
use deskgram::check;
use deskgram::clock::Clock;
use deskgram::config::cli::{Cli, CliCommand, Flags};
use deskgram::config::{Config, ConfigErrors, Environment, LoadedConfig, MigrationConfig, SystemdEnv};
#[cfg(feature = "demo")]
use deskgram::demo::run_demo;
use deskgram::maintenance::recent_errors::RecentErrors;
use deskgram::remedy::system_remedy;

/// How a program ends that was told to, by the custom of shells.
const EXIT_INTERRUPTED: u8 = 130;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let recent_errors = RecentErrors::default();
    install_logger(default_level(&cli.command), recent_errors.clone());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return report_failure(&error),
    };
    let code = runtime.block_on(async {
        let stop = match StopSignals::subscribe_stop() {
            Ok(signals) => stop_signal(signals),
            Err(error) => return report_failure(&error),
        };
        // What can't even begin ends with its own code.
        run_command(cli.command, recent_errors, stop).await.unwrap_or_else(|code| code)
    });
    // Everything that matters has ended in order; a look-up of a name may still hang.
    runtime.shutdown_background();
    code
}

/// Does what deskgram is asked to do; gives the exit code, one way or the other.
async fn run_command(
    command: CliCommand,
    recent_errors: RecentErrors,
    stop: impl Future<Output = ()>,
) -> Result<ExitCode, ExitCode> {
    Ok(match command {
        CliCommand::Run(flags) => run_bot(&flags, recent_errors, stop).await,
        CliCommand::Check(wish) => {
            let config = load_settings(&wish.flags)?;
            tokio::select! {
                code = check::run_check(config, &wish) => code,
                () = stop => ExitCode::from(EXIT_INTERRUPTED),
            }
        }
        CliCommand::Health(wish) => {
            print_result(admin::health::probe_health(load_settings(&wish.flags)?.listen, wish.ready).await)
        }
        CliCommand::Audit(wish) => {
            print_result(admin::audit::export_audit(load_for_admin(&wish.flags)?, &wish).await)
        }
        CliCommand::Sessions(wish) => {
            print_result(admin::sessions::manage_sessions(load_for_admin(&wish.flags)?, &wish).await)
        }
        CliCommand::Subscriptions(wish) => print_result(
            admin::subscriptions::manage_subscriptions(load_for_admin(&wish.flags)?, &wish).await,
        ),
        CliCommand::Outbox(wish) => {
            print_result(admin::outbox::manage_outbox(load_for_admin(&wish.flags)?, &wish).await)
        }
        CliCommand::Completions { shell } => {
            print_result(Ok::<_, AppError>(admin::shell::shell_completions(shell)))
        }
        CliCommand::Man { folder } => print_result(admin::shell::write_manual(folder.as_deref())),
        CliCommand::Backup(wish) => {
            let config = load_for_admin(&wish.flags)?;
            print_result(admin::backup::run_backup(&config, &wish.to, wish.printed.output_format()))
        }
        CliCommand::RotateKey(wish) => {
            let config = load_for_admin(&wish.flags)?;
            print_result(
                admin::rotate::rotate_key(config, wish.to.as_deref(), wish.printed.output_format()).await,
            )
        }
        CliCommand::Migrate(wish) => {
            let from_to = MigrationConfig::load_migration(&wish, &Environment::of_process(), Path::new(""));
            let from_to = from_to.map_err(|problems| report_invalid(&problems))?;
            print_result(admin::migrate::run_migration(&from_to, wish.printed.output_format()))
        }
        #[cfg(feature = "demo")]
        CliCommand::Demo(wish) => {
            let environment = Environment::of_process();
            match run_demo(&wish, environment.language(), &Environment::temporary_folder(), stop).await {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => report_failure(&error),
            }
        }
    })
}

/// Begins the log; what is wrong is noted for the administrators too.
fn install_logger(level: log::LevelFilter, recent_errors: RecentErrors) {
    let log = pretty_env_logger::formatted_timed_builder().filter_level(level).parse_default_env().build();
    let level = log.filter();
    // Nobody has begun a log before.
    if log::set_boxed_logger(Box::new(ErrorRecorder { log, recent_errors })).is_ok() {
        log::set_max_level(level);
    }
}

/// The log, with an ear for trouble.
struct ErrorRecorder<L> {
    log: L,
    recent_errors: RecentErrors,
}

impl<L: log::Log> log::Log for ErrorRecorder<L> {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        self.log.enabled(metadata)
    }

    fn log(&self, record: &log::Record<'_>) {
        self.log.log(record);
        // Other crates' words may hold what only an administrator of the machine should see.
        if record.level() <= log::Level::Warn && record.target().starts_with("deskgram") {
            self.recent_errors.record_error(Clock::System.now(), record.args().to_string());
        }
    }

    fn flush(&self) {
        self.log.flush();
    }
}

/// What is logged unless RUST_LOG says otherwise. What does not serve speaks for itself.
fn default_level(command: &CliCommand) -> log::LevelFilter {
    match command {
        CliCommand::Run(_) | CliCommand::Check(_) => log::LevelFilter::Info,
        _ => log::LevelFilter::Warn,
    }
}

/// Reads the settings; the exit code when they can't be used.
fn load_settings(flags: &Flags) -> Result<Config, ExitCode> {
    let loaded = Config::load_config(flags, &Environment::of_process(), Path::new(""));
    let LoadedConfig { config, warnings, .. } = loaded.map_err(|problems| report_invalid(&problems))?;
    warnings.iter().for_each(|warning| log::warn!("{warning}"));
    Ok(config)
}

/// Says what is wrong with the settings.
fn report_invalid(problems: &ConfigErrors) -> ExitCode {
    eprintln!("{problems}");
    ExitCode::from(2)
}

/// The settings of a deskgram that has served before; the exit code when they can't be used or there is none.
fn load_for_admin(flags: &Flags) -> Result<Config, ExitCode> {
    admin::require_database(load_settings(flags)?).map_err(|error| report_failure(&error))
}

async fn run_bot(flags: &Flags, recent_errors: RecentErrors, stop: impl Future<Output = ()>) -> ExitCode {
    let environment = Environment::of_process();
    let read = || Config::load_config(flags, &environment, Path::new(""));
    let first = match read() {
        Ok(loaded) => loaded,
        Err(problems) => return report_invalid(&problems),
    };
    let hangups = match HangupSignals::subscribe_hangup() {
        Ok(hangups) => hangups,
        Err(error) => return report_failure(&error),
    };
    let notifier = Notifier::for_manager(SystemdEnv::from_environment(&environment, std::process::id()));
    match app::serve_bot(first, read, hangups, notifier, recent_errors, stop).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => report_failure(&error),
    }
}

/// Ready when the process is told to stop. A second signal ends it at once.
async fn stop_signal(mut signals: StopSignals) {
    signals.next_stop().await;
    tokio::spawn(async move {
        signals.next_stop().await;
        std::process::exit(EXIT_INTERRUPTED.into());
    });
}

/// Prints the answer of a command, or why there is none.
fn print_result<E: std::error::Error>(answer: Result<String, E>) -> ExitCode {
    match answer {
        Ok(text) => {
            // A reader that has gone away has seen enough.
            let _ = write!(io::stdout(), "{text}");
            ExitCode::SUCCESS
        }
        Err(error) => report_failure(&error),
    }
}

fn report_failure(error: &dyn std::error::Error) -> ExitCode {
    let text = error.to_string();
    eprintln!("deskgram: {text}");
    if let Some(remedy) = system_remedy(&text) {
        eprintln!("  → {remedy}");
    }
    ExitCode::FAILURE
}
