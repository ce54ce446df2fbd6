//! Telegram and the helpdesk as one fast process on one thread: true enough that a bot can't tell, and no truer.

mod fields;
mod flood;
mod helpdesk;
mod phases;
mod process;
mod rows;
mod telegram;
mod updates;
mod world;

use std::cell::RefCell;
use std::io;
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::net::TcpListener;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::http::Wire;
use world::World;

/// The world, as everything on the one thread shares it.
type Shared = Rc<RefCell<World>>;

/// What the stub is told at its start.
pub struct Setup {
    /// How many people have a ticket and a card.
    pub people: usize,
    /// How many tickets stand in the list of whoever sees all of them.
    pub tickets: usize,
    /// How many people share a unit.
    pub unit_size: usize,
}

/// Serves for ever; obeys the commands that come in, and answers each with one line of JSON.
pub async fn serve(
    listener: TcpListener,
    setup: Setup,
    mut commands: UnboundedReceiver<String>,
) -> io::Result<()> {
    let world = Rc::new(RefCell::new(World::new(&setup)));
    let connections = Rc::clone(&world);
    tokio::task::spawn_local(async move {
        while let Ok((stream, _)) = listener.accept().await {
            if let Ok(wire) = Wire::new(stream) {
                tokio::task::spawn_local(connection(wire, Rc::clone(&connections)));
            }
        }
    });
    while let Some(command) = commands.recv().await {
        println!("{}", phases::obey(&world, &command).await);
    }
    Ok(())
}

/// Answers one connection until it is closed.
async fn connection(mut wire: Wire, world: Shared) {
    // A bot that is stopped leaves in the middle of a word; that is no trouble of the stub's.
    while let Ok(Some(())) = exchange(&mut wire, &world).await {}
}

async fn exchange(wire: &mut Wire, world: &Shared) -> io::Result<Option<()>> {
    let Some((path, body)) = wire.request().await? else { return Ok(None) };
    let arrived = Instant::now();
    if path.starts_with("/bot") {
        let call = telegram::Call::read(path.rsplit('/').next().unwrap_or_default(), body);
        let delay = world.borrow().delays.telegram;
        half(delay).await;
        let reply = telegram::answer(world, call).await;
        half(delay).await;
        wire.reply(&reply.json).await?;
        world.borrow_mut().delivered(reply.updates);
    } else {
        let call = helpdesk::Call::read(body);
        let delay = world.borrow().delays.helpdesk;
        half(delay).await;
        let reply = helpdesk::answer(&mut world.borrow_mut(), &call);
        half(delay).await;
        wire.reply(&reply).await?;
        world.borrow_mut().helpdesk_worked(&call, arrived);
    }
    Ok(Some(()))
}

/// Half of a call's time: on the way there what is asked has not happened yet, on the way back it has.
async fn half(delay: Duration) {
    if !delay.is_zero() {
        tokio::time::sleep(delay / 2).await;
    }
}
