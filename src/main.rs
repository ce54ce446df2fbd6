//! Arguments, log, exit code; nothing else.

use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use deskgram::app::{self, App, AppError, Parts, Signals};
use deskgram::check;
use deskgram::config::cli::{Cli, Command, Flags};
use deskgram::config::{Config, Environment, Loaded};
#[cfg(feature = "sandbox")]
use deskgram::sandbox::demo::demo;

fn main() -> ExitCode {
    let cli = Cli::parse();
    pretty_env_logger::formatted_timed_builder()
        .filter_level(usual_level(&cli.command))
        .parse_default_env()
        .init();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error),
    };
    runtime.block_on(async {
        match cli.command {
            Command::Run(flags) => match settings(&flags) {
                Some(config) => run(config).await,
                None => ExitCode::from(2),
            },
            Command::Check(flags) => match settings(&flags) {
                Some(config) => check::check(config).await,
                None => ExitCode::from(2),
            },
            #[cfg(feature = "sandbox")]
            Command::Demo(wish) => match demo(&wish, &Environment::temporary_folder(), stop_signal()).await {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => failed(&error),
            },
        }
    })
}

/// What is logged unless RUST_LOG says otherwise. A demo speaks for itself.
fn usual_level(command: &Command) -> log::LevelFilter {
    match command {
        Command::Run(_) | Command::Check(_) => log::LevelFilter::Info,
        #[cfg(feature = "sandbox")]
        Command::Demo(_) => log::LevelFilter::Warn,
    }
}

/// Reads the settings; says what is wrong with them and gives none.
fn settings(flags: &Flags) -> Option<Config> {
    match Config::load(flags, &Environment::of_process(), Path::new("")) {
        Ok(Loaded { config, warnings }) => {
            warnings.iter().for_each(|warning| log::warn!("{warning}"));
            Some(config)
        }
        Err(problems) => {
            eprintln!("{problems}");
            None
        }
    }
}

async fn run(config: Config) -> ExitCode {
    match serve(config).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

async fn serve(config: Config) -> Result<(), AppError> {
    let parts = Parts::from_config(config)?;
    let stop = told_to_stop(Signals::listen().map_err(AppError::Signals)?);
    tokio::pin!(stop);
    let me = tokio::select! {
        me = app::introduce(&parts.gateway) => me?,
        () = &mut stop => return Ok(()),
    };
    log::info!("serving as @{}", me.username);
    App::build(parts, me).await?.run(stop).await
}

/// Ready when the process is told to stop. A second signal ends it at once.
async fn told_to_stop(mut signals: Signals) {
    signals.next().await;
    tokio::spawn(async move {
        signals.next().await;
        std::process::exit(130);
    });
}

fn failed(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("deskgram: {error}");
    ExitCode::FAILURE
}
