//! One deskgram process from its settings to its end: alone with its file or with others on one server, the bot's name, then its
//! part of the work; and what the service manager is told meanwhile.

use std::convert::Infallible;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use super::notify::{Notifier, Word};
use super::reload::Reload;
use super::vigil::{self, Vigil};
use super::{App, AppError, Hangups, Parts, alone, front, introduce, stand_by};
use crate::config::{Loaded, Problems};
use crate::service::troubles::Troubles;
use crate::store::{Leases, Office};

/// What a process does that takes no updates. It may send messages or read the lists.
const STANDING_BY: &str = "standing by: another deskgram takes the updates";

/// What takes longer may take as long as it likes: a manager must not wait for it.
const A_MOMENT: Duration = Duration::from_secs(2);

/// Serves until `stop` is ready. `read` gives the settings as they are by then, whenever a hang-up asks for them.
///
/// # Errors
/// Whatever keeps it from serving, or ends it before its time.
pub async fn serve(
    first: Loaded,
    read: impl Fn() -> Result<Loaded, Problems>,
    hangups: Hangups,
    notifier: Notifier,
    troubles: Troubles,
    stop: impl Future<Output = ()>,
) -> Result<(), AppError> {
    let Loaded { config, warnings, texts } = first;
    warnings.iter().for_each(|warning| log::warn!("{warning}"));
    let (_alone, webhook) = (alone(&config)?, config.webhook().cloned());
    let front = front(config.listen).await?;
    let parts = Parts { troubles, ..Parts::from_config(config)? };
    let (vigil, store) = (Vigil::default(), parts.store.clone());
    let stop = async {
        stop.await;
        notifier.tell(&Word::Stopping);
    };
    let work = async {
        tokio::pin!(stop);
        // Who can't reach Telegram asks for no work; to ask who it is needs no leave.
        let gateway = parts.gateway.off_the_leash();
        let introduced = patiently(&notifier, "waiting for Telegram", introduce(&gateway));
        let me = tokio::select! {
            me = stand_by(front.as_ref(), introduced) => me?,
            () = &mut stop => return Ok(()),
        };
        let doing = format!("serving as @{}", me.username);
        let app = App::build(parts, me).await?.watched(vigil.clone()).answering(front);
        let app = match &webhook {
            Some(public) => app.by_webhook(public),
            None => app,
        };
        let reload = Reload::new(Arc::clone(&app.bot), read, texts);
        let leases = store.leases()?;
        let serves = async {
            patiently(&notifier, STANDING_BY, leases.given(Office::Updates)).await;
            log::info!("{doing}");
            notifier.tell(&Word::Ready(doing.clone()));
            std::future::pending::<Infallible>().await
        };
        tokio::select! {
            result = app.run(leases.clone(), until(stop, &leases)) => result,
            never = reload.at_each(hangups, &notifier, &doing) => match never {},
            never = serves => match never {},
        }
    };
    let result = tokio::select! {
        result = work => result,
        never = vigil::keep(&vigil, &store, &notifier) => match never {},
    };
    if let Err(error) = store.fold_in() {
        log::warn!("a copy of the database needs its -wal beside it: {error}");
    }
    result
}

/// Waits for something, and has a manager that waits for this process told what for.
async fn patiently<T>(notifier: &Notifier, doing: &str, what: impl Future<Output = T>) -> T {
    tokio::pin!(what);
    if let Ok(done) = tokio::time::timeout(A_MOMENT, &mut what).await {
        return done;
    }
    notifier.tell(&Word::Ready(doing.to_owned()));
    what.await
}

/// Ready when this process is to stop serving, and why.
async fn until(stop: impl Future<Output = ()>, leases: &Leases) -> Result<(), AppError> {
    tokio::select! {
        () = stop => Ok(()),
        () = leases.lost() => Err(AppError::TakenOver),
    }
}
