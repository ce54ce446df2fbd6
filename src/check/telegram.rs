//! Whether Telegram answers, knows the token, and has the bot as it should be.

use jiff::SignedDuration;
use reqwest::Url;

use super::finding::{CheckFailure, Finding, clock_remark};
use crate::app;
use crate::bot_profile::own_settings::{Arrangement, BotSetting, arrange_settings, judge_settings};
use crate::clock::Clock;
use crate::config::Config;
use crate::remedy::telegram_remedy;
use crate::telegram::api::ApiFailure;
use crate::telegram::client::{BotIdentity, TelegramClient};
use crate::telegram::send_error::{SendErrorKind, classify_failure};
use crate::telegram::webhook::{self, DeliveryStatus};

/// What Telegram could not bring before that is not worth a word.
const RECENT_ERROR_WINDOW: SignedDuration = SignedDuration::from_hours(1);

/// Whether the bot's settings are brought into order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fix {
    Wanted,
    /// They could be.
    Possible,
    /// They are somebody else's business.
    LeftAlone,
}

/// The server and the token are two parts: either can be wrong by itself.
pub async fn check_telegram(config: &Config, wish: Fix) -> Vec<Finding> {
    let api = "Bot API";
    let gateway = match app::telegram_client(config) {
        Ok(gateway) => gateway,
        Err(error) => {
            let fault = CheckFailure::new(error, "Look at TELOXIDE_API_URL and TELOXIDE_PROXY.");
            return vec![Finding { part: api, result: Err(fault) }];
        }
    };
    let host = config.telegram.api_url.host_str().unwrap_or_default().to_owned();
    let token = |result| Finding { part: "token", result };
    let introduced = gateway.get_me().await;
    let clock = clock_remark(gateway.clock_skew());
    let answers = Finding { part: api, result: Ok(format!("{host} answers{clock}")) };
    match introduced {
        Ok(me) => {
            let token = token(Ok(format!("of @{}", me.username)));
            let abilities = check_abilities(&gateway, me, wish).await;
            let updates = match config.webhook_url() {
                Some(public) => Some(check_updates(&gateway, public).await),
                None => None,
            };
            [answers, token, abilities].into_iter().chain(updates).collect()
        }
        Err(failure) if classify_failure(&failure) == SendErrorKind::Unauthorized => {
            let fault = CheckFailure::new("Telegram does not accept it", telegram_remedy(&failure));
            vec![answers, token(Err(fault))]
        }
        Err(failure) => {
            let todo = telegram_remedy(&failure);
            vec![Finding { part: api, result: Err(CheckFailure::new(failure, todo)) }]
        }
    }
}

/// What the bot may do, by what was said to @BotFather, brought into order first where that is wished; and what to do about
/// the rest.
async fn check_abilities(gateway: &TelegramClient, me: BotIdentity, wish: Fix) -> Finding {
    let part = "bot";
    let (mut me, mut changed) = (me, String::new());
    if wish == Fix::Wanted {
        match arrange_settings(gateway, &me).await {
            Ok(Arrangement::Arranged(_)) => match gateway.get_me().await {
                Ok(now) => {
                    let before = judge_settings(&me).1;
                    let set: Vec<_> = before.into_iter().map(BotSetting::as_wanted).collect();
                    changed = Some(set.join(", ")).filter(|set| !set.is_empty()).map_or_else(
                        || "; nothing had to be changed".to_owned(),
                        |set| format!("; changed just now: {set}"),
                    );
                    me = now;
                }
                Err(failure) => return refused(part, failure),
            },
            Ok(Arrangement::ServerTooOld(_)) => {
                changed = "; this Bot API server is older than 10.5, so nothing can be changed from here"
                    .to_owned();
            }
            Err(failure) => return refused(part, failure),
        }
    }
    let (right, wrong) = judge_settings(&me);
    // An example that is missing keeps nobody from anything.
    let matters = |setting: &BotSetting| *setting != BotSetting::InlinePlaceholder;
    let right: Vec<_> = right.into_iter().filter(matters).map(BotSetting::as_wanted).collect();
    let todo = wrong.into_iter().filter(matters).map(|setting| {
        let command = setting.botfather_command();
        let how = if wish == Fix::Possible { ", or `deskgram check --fix`" } else { "" };
        format!("{}\n  → {command} at @BotFather{how}", setting.as_found())
    });
    let found = Some(right.join("; ") + &changed).filter(|found| !found.is_empty());
    let lines: Vec<_> = found.into_iter().chain(todo).collect();
    Finding { part, result: Ok(lines.join("\n  ")) }
}

fn refused(part: &'static str, failure: ApiFailure) -> Finding {
    let todo = telegram_remedy(&failure);
    Finding { part, result: Err(CheckFailure::new(failure, todo)) }
}

/// Whether Telegram gets through with what it is to bring.
async fn check_updates(gateway: &TelegramClient, public: &Url) -> Finding {
    let here = webhook::webhook_address(public);
    let result = match webhook::delivery_status(gateway, &here, Clock::System.now() - RECENT_ERROR_WINDOW)
        .await
    {
        Ok(DeliveryStatus::Nowhere) => {
            Ok(format!("Telegram will bring them to {here} from the first start on"))
        }
        Ok(DeliveryStatus::Elsewhere) => {
            let todo = "Does another program use the token? deskgram sets its own address when it starts.";
            Err(CheckFailure::new("Telegram brings them to another address", todo))
        }
        Ok(DeliveryStatus::Here { trouble: None, waiting }) => {
            Ok(format!("Telegram brings them to {here}, and {waiting} wait there"))
        }
        Ok(DeliveryStatus::Here { trouble: Some(trouble), waiting }) => {
            let todo = "Does the proxy run, is its certificate good, and does it pass on /telegram/?";
            Err(CheckFailure::new(
                format!("Telegram could not bring one: {trouble}; {waiting} wait there"),
                todo,
            ))
        }
        Err(failure) => {
            let todo = telegram_remedy(&failure);
            Err(CheckFailure::new(failure, todo))
        }
    };
    Finding { part: "updates", result }
}
