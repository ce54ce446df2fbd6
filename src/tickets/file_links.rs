//! Links to files that people have attached to a reply. Whoever has one can fetch the file until it runs out: so it holds 64
//! random bits, and a mark of 128 that only our key can make.

use jiff::{SignedDuration, Timestamp};

use crate::accounts::sign_in_links::constant_time_eq;
use crate::clock::random_bytes;
use crate::context::Context;
use crate::domain::hex::encode_hex;
use crate::domain::ids::TelegramUser;
use crate::store::{LinkedFile, StoreError};
use crate::telegram::attachment::Attachment;

/// Under the public address.
pub const FILES_PATH: &str = "files";

/// The hexadecimal digits of what finds a file.
const LOOKUP_LENGTH: usize = 16;

/// A file that is to be served for so long, under an address below `public`; the caller stores it.
pub fn new_file(
    ctx: &Context,
    author: TelegramUser,
    attached: &Attachment,
    good_for: SignedDuration,
    public: &str,
) -> (LinkedFile, String) {
    // Whole milliseconds, as they are stored: the mark is made of it.
    let until = (ctx.clock.now() + good_for).as_millisecond();
    let id = i64::from_be_bytes(random_bytes());
    let file = LinkedFile {
        id,
        author,
        telegram: attached.id.clone(),
        name: attached.name.clone(),
        size: attached.size,
        until: Timestamp::from_millisecond(until).unwrap_or(Timestamp::MAX),
    };
    let address =
        format!("{public}{FILES_PATH}/{}{}", encode_hex(&id.to_be_bytes()), file_signature(ctx, &file));
    (file, address)
}

/// The file to which a link leads; `None` when the link is not (or no longer) good.
pub async fn linked_file(ctx: &Context, token: &str) -> Result<Option<LinkedFile>, StoreError> {
    let Some((lookup, mark)) = token.split_at_checked(LOOKUP_LENGTH) else { return Ok(None) };
    let Ok(id) = u64::from_str_radix(lookup, 16) else { return Ok(None) };
    let now = ctx.clock.now();
    let found = ctx.store.read(move |db| db.find_file(id.cast_signed(), now)).await?;
    Ok(found.filter(|file| constant_time_eq(&file_signature(ctx, file), mark)))
}

fn file_signature(ctx: &Context, file: &LinkedFile) -> String {
    encode_hex(&ctx.store.file_mark(file.id, file.until))
}
