//! Each person's calendar link: shown to them alone, renewed and ended by buttons.

use super::Bot;
use super::duty_screen::show_privately;
use super::effects::Effects;
use super::guards::Caller;
use super::stop::Stop;
use crate::accounts::calendar_links::{calendar_address, new_number};
use crate::callback::DutyPress;
use crate::render::duty::calendar_view;
use crate::t;
use crate::telegram::update::IncomingUpdate;

/// A button about the link.
pub async fn handle_press(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    press: &DutyPress,
) -> Result<Effects, Stop> {
    let (who, reader) = (update.from.who, &caller.reader);
    let choices = bot.ctx.config.current();
    let Some(public) = choices.access_policy.sign_in_method().public_url() else {
        return Ok(Effects::alert(t!(reader.lang, "press-old")));
    };
    let mut effects = Effects::default();
    let number = match press {
        DutyPress::NewCalendar => {
            let number = new_number();
            effects.add_write(move |tx| tx.db.put_calendar_number(who, number));
            Some(number)
        }
        DutyPress::EndCalendar => {
            effects.add_write(move |tx| tx.db.drop_calendar_number(who));
            effects.merge_effects(Effects::with_toast(t!(reader.lang, "duty-calendar-ended")));
            None
        }
        _ => bot.ctx.store.read(move |db| db.calendar_number(who)).await?,
    };
    let address = number.map(|number| calendar_address(&bot.ctx, public, number));
    effects.merge_effects(show_privately(update, caller, calendar_view(address.as_deref(), reader)));
    Ok(effects)
}
