//! What an empty chat with the bot and its page say, in three languages. The bot's name is the administrator's.

use crate::i18n::Lang;
use crate::t;
use crate::telegram::api::ApiFailure;
use crate::telegram::client::TelegramClient;

/// Sets the descriptions that say something else at Telegram. English is also what people of other languages see.
pub async fn publish_descriptions(telegram: &TelegramClient) -> Result<(), ApiFailure> {
    for lang in Lang::ALL {
        let (long, short) = (t!(lang, "bot-description"), t!(lang, "bot-short-description"));
        if telegram.description(lang).await? != long {
            telegram.set_description(lang, &long).await?;
        }
        if telegram.short_description(lang).await? != short {
            telegram.set_short_description(lang, &short).await?;
        }
    }
    Ok(())
}
