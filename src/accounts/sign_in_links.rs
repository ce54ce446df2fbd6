//! One-time links to the page where people sign in: 128 secret bits, good for ten minutes, used up by the first try, and
//! bound to the Telegram user who asked. Knowing a link alone opens nothing: a password is still needed.

use jiff::{SignedDuration, Timestamp};
use subtle::ConstantTimeEq;

use crate::clock::random_bytes;
use crate::context::Context;
use crate::domain::hex::encode_hex;
use crate::domain::ids::TelegramUser;
use crate::store::{FailedSignIn, LinkRequest, SignInLink, StoreError};

/// How long a link is good.
pub const LINK_LIFETIME: SignedDuration = SignedDuration::from_mins(10);

/// The hexadecimal digits of what finds a link.
const LOOKUP_LENGTH: usize = 16;

/// A new link for a person; any older one of theirs ends. Gives what stands in its address.
pub async fn new_link(
    ctx: &Context,
    who: TelegramUser,
    name: &str,
    lang: &str,
) -> Result<String, StoreError> {
    let asked =
        LinkRequest { secret: String::new(), name: name.to_owned(), lang: lang.to_owned(), failed: None };
    put_link(ctx, who, asked, ctx.clock.now() + LINK_LIFETIME).await
}

/// The same link under another address, for whoever has mistyped: it is good no longer than the first one, and its page says
/// what went wrong.
pub async fn renew_link(
    ctx: &Context,
    used: &SignInLink,
    failed: FailedSignIn,
) -> Result<String, StoreError> {
    let asked = LinkRequest { failed: Some(failed), ..used.asked.clone() };
    put_link(ctx, used.who, asked, used.until).await
}

async fn put_link(
    ctx: &Context,
    who: TelegramUser,
    asked: LinkRequest,
    until: Timestamp,
) -> Result<String, StoreError> {
    let (lookup, secret) = (encode_hex(&random_bytes::<8>()), encode_hex(&random_bytes::<16>()));
    let token = format!("{lookup}{secret}");
    let (link, now) = (SignInLink { who, asked: LinkRequest { secret, ..asked }, until }, ctx.clock.now());
    ctx.store.write(move |db| db.put_link(&lookup, &link, now)).await?;
    Ok(token)
}

/// The link of an address; it stays as it is. `None` when it is not (or no longer) good.
pub async fn peek_link(ctx: &Context, token: &str) -> Result<Option<SignInLink>, StoreError> {
    let Some((lookup, secret)) = split_token(token) else { return Ok(None) };
    let now = ctx.clock.now();
    ctx.store
        .read(move |db| {
            Ok(db.find_link(&lookup, now)?.filter(|link| constant_time_eq(&link.asked.secret, &secret)))
        })
        .await
}

/// The link of an address, which is used up by this.
pub async fn consume_link(ctx: &Context, token: &str) -> Result<Option<SignInLink>, StoreError> {
    let Some((lookup, secret)) = split_token(token) else { return Ok(None) };
    let now = ctx.clock.now();
    ctx.store
        .write(move |db| {
            let found =
                db.find_link(&lookup, now)?.filter(|link| constant_time_eq(&link.asked.secret, &secret));
            Ok(match found {
                Some(link) if db.drop_link(&lookup)? => Some(link),
                _ => None,
            })
        })
        .await
}

fn split_token(token: &str) -> Option<(String, String)> {
    let (lookup, secret) = token.split_at_checked(LOOKUP_LENGTH)?;
    Some((lookup.to_owned(), secret.to_owned()))
}

/// Compares in a time that does not depend on where the two differ.
pub fn constant_time_eq(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}
