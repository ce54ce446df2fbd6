//! Private links to the calendar of one's own duties: 64 random bits, and a mark of 256 that only our key can make. A link ends with
//! the sign-in, and when its owner asks for another.

use crate::accounts::sign_in_links::constant_time_eq;
use crate::clock::random_bytes;
use crate::context::Context;
use crate::domain::hex::encode_hex;
use crate::domain::ids::TelegramUser;
use crate::store::StoreError;

/// Under the public address.
pub const CALENDAR_PATH: &str = "duty";

/// The hexadecimal digits of the number in a link.
const NUMBER_LENGTH: usize = 16;

/// A number for a new link; the caller stores it.
pub fn new_number() -> i64 {
    i64::from_be_bytes(random_bytes())
}

/// The address of the link with this number.
pub fn calendar_address(ctx: &Context, public: &str, number: i64) -> String {
    let number_text = encode_hex(&number.to_be_bytes());
    format!("{public}{CALENDAR_PATH}/{number_text}{}.ics", encode_hex(&ctx.store.calendar_mark(number)))
}

/// Whose link this is; `None` when it is not (or no longer) good.
pub async fn calendar_owner(ctx: &Context, file: &str) -> Result<Option<TelegramUser>, StoreError> {
    let Some((number, mark)) =
        file.strip_suffix(".ics").and_then(|token| token.split_at_checked(NUMBER_LENGTH))
    else {
        return Ok(None);
    };
    let Ok(number) = u64::from_str_radix(number, 16).map(u64::cast_signed) else { return Ok(None) };
    if !constant_time_eq(&encode_hex(&ctx.store.calendar_mark(number)), mark) {
        return Ok(None);
    }
    ctx.store.read(move |db| db.calendar_owner(number)).await
}
