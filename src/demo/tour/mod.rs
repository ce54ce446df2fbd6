//! The scripted tour: plays the main job in the simulated chats and checks every step against the simulated helpdesk. It
//! waits for what is to be seen, never for time to pass. `steps` is the script, `verbs` what the script can do and see,
//! `transcript` how it looks.

mod actions;
mod steps;
mod transcript;

use std::io::Write;
use std::time::Duration;

use self::steps::Step;
use self::transcript::Transcript;
use super::fixtures::Fixtures;
use crate::clock::Clock;
use crate::i18n::number::format_decimal;
use crate::t;

/// The tour came to a halt.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the tour stopped at step {number}, “{title}”: {awaited}")]
pub struct Stopped {
    pub number: usize,
    pub title: String,
    /// What was to be so.
    pub awaited: String,
}

/// Something was to be so and is not; what it was, the tour remembers.
struct Missed;

/// The tour in progress.
struct Tour<'a> {
    props: &'a Fixtures,
    script: Transcript<'a>,
    /// What is being waited for.
    awaited: String,
    /// The ticket of the first steps.
    chosen: i64,
    /// The ticket that comes in later.
    arrived: i64,
}

/// Plays all steps, each within `patience`, while the bot of `props` runs.
///
/// # Errors
/// The first step that did not do what it says.
pub async fn play(props: &Fixtures, patience: Duration, out: &mut (dyn Write + Send)) -> Result<(), Stopped> {
    let lang = props.lang;
    let started = Clock::System.now();
    let script = Transcript::new(out);
    let mut tour = Tour { props, script, awaited: String::new(), chosen: 0, arrived: 0 };
    tour.script.title(&t!(lang, "tour-title"));
    for (number, step) in (1..).zip(Step::ALL) {
        let title = step.title(lang);
        tour.script.step(number, &title);
        let played = tokio::time::timeout(patience, step.play(&mut tour)).await;
        if !matches!(played, Ok(Ok(()))) {
            tour.script.fails(&tour.awaited);
            return Err(Stopped { number, title, awaited: tour.awaited });
        }
    }
    let took = Clock::System.now().duration_since(started);
    let seconds = format_decimal(lang, took.as_secs_f64());
    tour.script.end(&t!(lang, "tour-end", count = Step::ALL.len(), seconds = seconds));
    Ok(())
}
