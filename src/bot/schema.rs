//! Which update goes where: the whole routing table in one place.

use std::sync::Arc;

use dptree::Handler;

use super::Shared;
use super::turn::Turn;
use super::{
    commands, create, diag, dialogue, edit, group, inline, lists, login, mylog, people, personal, press,
    signoff, subscribe,
};
use crate::store::StoreError;
use crate::telegram::incoming::{Incoming, Membership, What};

/// The routing table.
pub type Schema = Handler<'static, Result<Turn, StoreError>>;

/// After the groups that the house does not welcome, presses first: they are what somebody waits for.
pub fn schema() -> Schema {
    dptree::entry()
        .branch(dptree::filter(is_unwelcome).endpoint(group::unwelcome))
        .branch(dptree::filter(is_press).endpoint(press::press))
        .branch(any_command("login").endpoint(login::login))
        .branch(
            dptree::filter(is_command)
                .branch(command("start").endpoint(commands::start))
                .branch(command("help").endpoint(commands::help))
                .branch(command("logout").endpoint(login::logout))
                .branch(command("in").endpoint(lists::incoming))
                .branch(command("out").endpoint(lists::outgoing))
                .branch(command("archive").endpoint(lists::archive))
                .branch(command("ticket").endpoint(commands::ticket))
                .branch(command("search").endpoint(commands::search))
                .branch(command("new").endpoint(create::new))
                .branch(command("find").endpoint(people::find))
                .branch(command("units").endpoint(people::units))
                .branch(command("replies").endpoint(commands::replies))
                .branch(command("signoff").endpoint(signoff::signoff))
                .branch(command("mylog").endpoint(mylog::mylog))
                .branch(command("settings").endpoint(personal::settings))
                .branch(command("language").endpoint(commands::language))
                .branch(command("diag").endpoint(diag::diag))
                .branch(command("subscribe").endpoint(subscribe::subscribe))
                .branch(command("unsubscribe").endpoint(subscribe::unsubscribe))
                .branch(command("subscriptions").endpoint(subscribe::subscriptions))
                .branch(command("cancel").endpoint(dialogue::cancel))
                .endpoint(commands::unknown),
        )
        .branch(dptree::filter(is_said).endpoint(dialogue::said))
        .branch(dptree::filter(is_withheld).endpoint(login::withheld))
        .branch(dptree::filter(is_inline).endpoint(inline::inline))
        .branch(dptree::filter(is_edited).endpoint(edit::edited))
        .branch(dptree::filter(is_standing).endpoint(group::standing))
        .branch(dptree::filter(is_migrated).endpoint(group::migrated))
}

/// In a group in which the bot must not stay. That it has left, or that the group has moved, is heard all the same.
fn is_unwelcome(bot: Shared, incoming: Arc<Incoming>) -> bool {
    let news = matches!(
        incoming.what,
        What::Standing(Membership::Gone) | What::Migrated { .. } | What::Inline { .. }
    );
    !news && !bot.desk.live.now().house.welcomes(incoming.place.target.chat)
}

fn is_press(incoming: Arc<Incoming>) -> bool {
    matches!(incoming.what, What::Press { .. })
}

fn is_command(incoming: Arc<Incoming>) -> bool {
    matches!(incoming.what, What::Command { .. })
}

fn command(name: &'static str) -> Schema {
    dptree::filter(
        move |incoming: Arc<Incoming>| matches!(&incoming.what, What::Command { name: said, .. } if said == name),
    )
}

/// `/login` in whatever form it comes: a password stands behind it all the same.
fn any_command(name: &'static str) -> Schema {
    dptree::filter(move |bot: Shared, incoming: Arc<Incoming>| {
        name == "login" && incoming.words_behind_login(&bot.me.username).is_some()
    })
}

fn is_said(incoming: Arc<Incoming>) -> bool {
    matches!(incoming.what, What::Text { .. } | What::Media { .. })
}

fn is_withheld(incoming: Arc<Incoming>) -> bool {
    matches!(incoming.what, What::Withheld)
}

fn is_inline(incoming: Arc<Incoming>) -> bool {
    matches!(incoming.what, What::Inline { .. })
}

fn is_edited(incoming: Arc<Incoming>) -> bool {
    matches!(incoming.what, What::Edited { .. })
}

fn is_standing(incoming: Arc<Incoming>) -> bool {
    matches!(incoming.what, What::Standing(_))
}

fn is_migrated(incoming: Arc<Incoming>) -> bool {
    matches!(incoming.what, What::Migrated { .. })
}
