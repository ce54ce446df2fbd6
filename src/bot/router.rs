//! Which update goes where: the whole routing table in one place.

use std::sync::Arc;

use dptree::Handler;

use super::SharedBot;
use super::effects::Effects;
use super::stop::Stop;
use super::{
    activity_log, cancel, commands, create, deep_links, diag, duty, group, inline, lists, login, people,
    personal, press_router, reactions, signoff, stats, subscribe, text_router,
};
use crate::telegram::update::{IncomingUpdate, Membership, UpdateKind};

/// The routing table.
pub type Routes = Handler<'static, Result<Effects, Stop>>;

/// After groups that are not on the allow-list, presses first: they are what somebody waits for.
pub fn build_routes() -> Routes {
    dptree::entry()
        .map(deep_links::follow_link)
        .branch(dptree::filter(is_unwelcome).endpoint(group::handle_unlisted))
        .branch(dptree::filter(is_press).endpoint(press_router::handle_press))
        .branch(dptree::filter(is_reaction).endpoint(reactions::handle_reaction))
        .branch(login_route("login").endpoint(login::handle_login))
        .branch(
            dptree::filter(is_command)
                .branch(command_route("start").endpoint(commands::handle_start))
                .branch(command_route("help").endpoint(commands::handle_help))
                .branch(command_route("logout").endpoint(login::handle_logout))
                .branch(command_route("in").endpoint(lists::handle_incoming))
                .branch(command_route("out").endpoint(lists::handle_outgoing))
                .branch(command_route("archive").endpoint(lists::handle_archive))
                .branch(command_route("ticket").endpoint(commands::handle_ticket))
                .branch(command_route("search").endpoint(commands::handle_search))
                .branch(command_route("new").endpoint(create::handle_new))
                .branch(command_route("find").endpoint(people::handle_find))
                .branch(command_route("units").endpoint(people::handle_units))
                .branch(command_route("duty").endpoint(duty::handle_duty))
                .branch(command_route("replies").endpoint(commands::handle_replies))
                .branch(command_route("signoff").endpoint(signoff::handle_signoff))
                .branch(command_route("stats").endpoint(stats::handle_stats))
                .branch(command_route("mylog").endpoint(activity_log::handle_mylog))
                .branch(command_route("settings").endpoint(personal::handle_settings))
                .branch(command_route("language").endpoint(commands::handle_language))
                .branch(command_route("diag").endpoint(diag::handle_diag))
                .branch(command_route("subscribe").endpoint(subscribe::handle_subscribe))
                .branch(command_route("unsubscribe").endpoint(subscribe::handle_unsubscribe))
                .branch(command_route("subscriptions").endpoint(subscribe::handle_subscriptions))
                .branch(command_route("cancel").endpoint(cancel::handle_cancel))
                .endpoint(text_router::handle_unknown),
        )
        .branch(dptree::filter(is_said).endpoint(text_router::handle_text))
        .branch(dptree::filter(is_withheld).endpoint(login::handle_withheld))
        .branch(dptree::filter(is_inline).endpoint(inline::handle_inline))
        .branch(dptree::filter(is_edited).endpoint(text_router::handle_edit))
        .branch(dptree::filter(is_channel_subscribe).endpoint(group::handle_channel))
        .branch(dptree::filter(is_standing).endpoint(group::handle_membership))
        .branch(dptree::filter(is_migrated).endpoint(group::handle_migration))
}

/// In a group in which the bot must not stay. That it has left, or that the group has moved, is heard all the same.
fn is_unwelcome(bot: SharedBot, update: Arc<IncomingUpdate>) -> bool {
    let news = matches!(
        update.what,
        UpdateKind::Standing(Membership::Gone) | UpdateKind::Migrated { .. } | UpdateKind::Inline { .. }
    );
    !news && !bot.ctx.config.current().access_policy.allows_chat(update.chat())
}

fn is_press(update: Arc<IncomingUpdate>) -> bool {
    matches!(update.what, UpdateKind::Press { .. })
}

fn is_reaction(update: Arc<IncomingUpdate>) -> bool {
    matches!(update.what, UpdateKind::Reaction { .. })
}

fn is_command(update: Arc<IncomingUpdate>) -> bool {
    matches!(update.what, UpdateKind::Command { .. })
}

fn command_route(name: &'static str) -> Routes {
    dptree::filter(
        move |update: Arc<IncomingUpdate>| matches!(&update.what, UpdateKind::Command { name: said, .. } if said == name),
    )
}

/// `/login` in whatever form it comes: a password stands behind it all the same.
fn login_route(name: &'static str) -> Routes {
    dptree::filter(move |bot: SharedBot, update: Arc<IncomingUpdate>| {
        name == "login" && update.words_behind_login(&bot.me.username).is_some()
    })
}

fn is_said(update: Arc<IncomingUpdate>) -> bool {
    matches!(update.what, UpdateKind::Text { .. } | UpdateKind::Media { .. })
}

fn is_withheld(update: Arc<IncomingUpdate>) -> bool {
    matches!(update.what, UpdateKind::Withheld)
}

fn is_inline(update: Arc<IncomingUpdate>) -> bool {
    matches!(update.what, UpdateKind::Inline { .. })
}

fn is_edited(update: Arc<IncomingUpdate>) -> bool {
    matches!(update.what, UpdateKind::Edited { .. })
}

fn is_channel_subscribe(update: Arc<IncomingUpdate>) -> bool {
    matches!(update.what, UpdateKind::ChannelSubscribe)
}

fn is_standing(update: Arc<IncomingUpdate>) -> bool {
    matches!(update.what, UpdateKind::Standing(_))
}

fn is_migrated(update: Arc<IncomingUpdate>) -> bool {
    matches!(update.what, UpdateKind::Migrated { .. })
}
