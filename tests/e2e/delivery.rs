//! What Telegram refuses, says twice or late, and takes only so fast: nothing is lost or doubled by it, and nobody waits long.

mod moves;
mod queues;
mod refusals;

use crate::support::*;

/// Olena's group, subscribed.
async fn subscribed(world: &World) -> i64 {
    world.sign_in(OLENA).await;
    let group = world.create_group(&[OLENA, TARAS]).await;
    world.sends_text_in(OLENA, group, "/subscribe").await;
    group
}

/// The subscriptions that there are, by chat and thread.
async fn subscriptions(world: &World) -> Vec<(i64, Option<i32>)> {
    let all = world.app.bot.ctx.store.read(|db| db.all_subscriptions()).await.unwrap();
    all.iter().map(|one| (one.target.chat.0, one.target.thread.map(|thread| thread.0))).collect()
}
