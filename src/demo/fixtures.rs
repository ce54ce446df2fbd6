//! What both the demo's page and its tour play with: the two simulated servers, the people, their group, and the real
//! bot between them with its database on disk. Sets up and starts; plays nothing.

use std::collections::BTreeSet;
use std::future::Future;
use std::io;
use std::path::Path;

use jiff::SignedDuration;
use jiff::tz::TimeZone;
use secrecy::SecretString;

use super::cast::Cast;
use super::duty;
use super::folder::Folder;
use super::history;
use super::scene::Scene;
use crate::app::{self, App, AppError, AppParts};
use crate::clock::{Clock, random_bytes};
use crate::context::runtime_config::RuntimeSettings;
use crate::domain::access_policy::AccessPolicy;
use crate::domain::escalation::{
    EscalationChain, EscalationChains, EscalationStep, EscalationTarget, MuteRule,
};
use crate::domain::poll_schedule::{LoadLimit, PollSchedule};
use crate::domain::ticket_link::TicketLink;
use crate::helpdesk;
use crate::i18n::Lang;
use crate::maintenance::recent_errors::RecentErrors;
use crate::store::{Seal, Store};
use crate::t;
use crate::telegram::api::BotApi;
use crate::telegram::client::TelegramClient;
use deskgram_sandbox::telegram::Telegram;
use deskgram_sandbox::zenlix::{Zenlix, demo};

/// Where the simulated helpdesk's company is.
pub const ZONE: &str = "Europe/Kyiv";

/// Everything a play needs.
pub struct Fixtures {
    pub telegram: Telegram,
    pub zenlix: Zenlix,
    pub cast: Cast,
    /// The chat where the technicians, their head and the bot are together.
    pub group: i64,
    /// The language of the terminal.
    pub lang: Lang,
    pub scene: Scene,
    folder: Folder,
}

impl Fixtures {
    /// Starts the two servers on free ports and fills them. Everybody reads `lang`; nobody is signed in.
    ///
    /// # Errors
    /// When no port can be had, or no folder can be made in `parent`.
    pub async fn set_up(lang: Lang, parent: &Path) -> io::Result<Self> {
        let clock = Clock::System;
        let telegram = Telegram::start(clock.clone()).await?;
        let cast = Cast::new(lang);
        for person in cast.all() {
            telegram.person(person.user, &person.name, None, lang.iso_code());
        }
        // The head has made the group; everybody in it may invite the bot's alerts.
        let (iryna, olena, taras) = (cast.iryna.user, cast.olena.user, cast.taras.user);
        let group = telegram.supergroup(&t!(lang, "demo-group"), &[iryna, olena, taras]);
        telegram.promote(olena, group);
        telegram.promote(taras, group);
        telegram.add_bot(group);
        let zenlix = Zenlix::start(demo::world(clock.now()), clock).await?;
        let scene = Scene::new(telegram.clone(), zenlix.clone(), lang);
        Ok(Self { telegram, zenlix, cast, group, lang, scene, folder: Folder::inside(parent)? })
    }

    /// Runs the real bot between the two servers until `stop` is ready. The lists are read about every `interval`.
    ///
    /// # Errors
    /// As `deskgram run`.
    pub async fn run_bot(
        &self,
        interval: SignedDuration,
        stop: impl Future<Output = ()>,
    ) -> Result<(), AppError> {
        let token = SecretString::from(self.telegram.token().to_owned());
        let api = BotApi::new(&address(&self.telegram.api_url()), token, None, None);
        let gateway = TelegramClient::new(api.map_err(|error| AppError::Http("Telegram", error))?);
        let zone = TimeZone::get(ZONE).unwrap_or(TimeZone::UTC);
        let settings = helpdesk::HelpdeskSettings::new(address(&self.zenlix.url()), zone.clone());
        let client = helpdesk::HelpdeskClient::new(settings);
        let helpdesk = client.map_err(|error| AppError::Http("the helpdesk", error))?;
        let seal = Seal::new(&random_bytes::<32>(), &self.zenlix.url());
        let store = Store::open(&self.folder.path().join("deskgram.db"), seal)?;
        let now = Clock::System.now();
        duty::store_rota(&store, &self.zenlix, &zone, now).await?;
        let world = self.zenlix.read(deskgram_sandbox::zenlix::world::World::clone);
        history::record_past_weeks(&store, &world, now, &zone).await?;
        let choices = RuntimeSettings {
            poll_schedule: PollSchedule {
                interval,
                load_limit: LoadLimit::TENTH,
                max_age: SignedDuration::from_mins(1),
            },
            escalation: escalation(),
            service_account: None,
            admins: BTreeSet::new(),
            access_policy: AccessPolicy::default(),
            // The simulated helpdesk has no pages.
            ticket_link: TicketLink::OFF,
        };
        let me = app::fetch_identity(&gateway).await?;
        let parts = AppParts {
            telegram: gateway,
            helpdesk,
            store,
            clock: Clock::System,
            zone,
            choices,
            recent_errors: RecentErrors::default(),
        };
        let ended = async {
            stop.await;
            Ok(())
        };
        let leases = parts.store.leases()?;
        App::build(parts, me).await?.run_roles(leases, ended).await
    }
}

/// Nobody waits for long at a demonstration: an urgent ticket that nobody takes is with the head after three minutes.
fn escalation() -> EscalationChains {
    let step =
        |target, minutes, mutes| EscalationStep { target, after: SignedDuration::from_mins(minutes), mutes };
    let steps = vec![
        step(EscalationTarget::Duty, 1, MuteRule::Respected),
        step(EscalationTarget::Unit, 2, MuteRule::Respected),
        step(EscalationTarget::Head, 3, MuteRule::Overridden),
        step(EscalationTarget::Group, 4, MuteRule::Respected),
    ];
    // Each stands once and in its order, which a test makes sure of.
    let high = EscalationChain::from_steps(steps).unwrap_or_default();
    EscalationChains { high, ..EscalationChains::OFF }
}

/// The address of a simulated server.
fn address(url: &str) -> reqwest::Url {
    // Made of a scheme, a number and a port.
    url.parse().expect("a well-formed address")
}

#[cfg(test)]
mod tests {
    use super::*;
    use deskgram_sandbox::zenlix::world::Priority;

    #[test]
    fn an_urgent_ticket_of_the_demo_is_escalated_within_minutes() {
        assert_eq!(escalation().high.to_string(), "duty 1m, unit 2m, head 3m!, group 4m");
        let urgent = (0..20).filter(|number| demo::arrival(*number).ticket.priority == Priority::High);
        assert!(urgent.count() > 0, "some of those that come in by themselves are urgent");
    }
}
