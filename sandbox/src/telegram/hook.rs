//! Delivery to a webhook: one update at a time, in order, again and again until the bot takes it. Telegram would use more
//! connections at once for a bot that allows them, and give up in the end.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Client;

use super::Shared;
use super::updates::Webhook;
use crate::mischief::{Mischief, add_unknown_fields};

/// How long a bot may take to answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long to wait after a failed delivery: less than Telegram does, because a test waits for it.
const PAUSE: Duration = Duration::from_millis(50);

/// Delivers while a webhook is set, until it is aborted.
pub(super) async fn deliver(shared: Arc<Shared>) {
    // The bot is on this machine: no proxy leads there. Building can only fail over TLS, which is not in use.
    let client = Client::builder().no_proxy().build().unwrap_or_default();
    let mut changed = shared.changed.subscribe();
    loop {
        let next = shared.look(|state| Some((state.queue.webhook.clone()?, state.queue.first()?)));
        let Some((webhook, update)) = next else {
            if changed.changed().await.is_err() {
                return;
            }
            continue;
        };
        let mut sent = update.clone();
        if shared.look(|state| state.mischief.plays(Mischief::UnknownFields)) {
            add_unknown_fields(&mut sent);
        }
        let failure = post(&client, &webhook, &sent).await.err();
        let failed = failure.is_some();
        shared.act(|state| {
            let now = state.now();
            match (failure, &mut state.queue.webhook) {
                (None, _) => state.queue.taken(&update),
                (Some(reason), Some(webhook)) => webhook.last_error = Some((now, reason)),
                (Some(_), None) => {}
            }
        });
        if failed {
            tokio::time::sleep(PAUSE).await;
        }
    }
}

async fn post(client: &Client, webhook: &Webhook, update: &serde_json::Value) -> Result<(), String> {
    let mut request = client
        .post(&webhook.url)
        .timeout(PATIENCE)
        .header("content-type", "application/json")
        .body(update.to_string());
    if let Some(secret) = &webhook.secret {
        request = request.header("x-telegram-bot-api-secret-token", secret);
    }
    let answer = request.send().await.map_err(|_| "Connection refused".to_owned())?;
    match answer.status() {
        status if status.is_success() => Ok(()),
        status => Err(format!("Wrong response from the webhook: {status}")),
    }
}
