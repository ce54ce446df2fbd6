//! What a transaction works with, and how one is begun.

use std::future::Future;

use jiff::Timestamp;

use crate::context::Context;
use crate::store::{Db, Result};

/// One transaction: the database as it sees it, the handles, and the moment that holds for all of it. What needs no handle takes
/// the database alone: the admin commands have nothing else.
pub struct Tx<'a, 'db> {
    pub ctx: &'a Context,
    pub db: &'a mut Db<'db>,
    pub now: Timestamp,
}

impl<'a, 'db> Tx<'a, 'db> {
    pub fn new(ctx: &'a Context, db: &'a mut Db<'db>, now: Timestamp) -> Self {
        Self { ctx, db, now }
    }
}

impl Context {
    /// Runs `work` as one transaction: all of it is stored when the answer comes, or nothing.
    pub fn write<T, F>(&self, work: F) -> impl Future<Output = Result<T>> + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_, '_>) -> Result<T> + Send + 'static,
    {
        let ctx = self.clone();
        self.store.write(move |db| work(&mut Tx::new(&ctx, db, ctx.clock.now())))
    }

    /// Runs `work`, which only reads, on what is committed now. Doesn't wait for writers.
    pub fn read<T, F>(&self, work: F) -> impl Future<Output = Result<T>> + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_, '_>) -> Result<T> + Send + 'static,
    {
        let ctx = self.clone();
        self.store.read(move |db| work(&mut Tx::new(&ctx, db, ctx.clock.now())))
    }

    /// The same for what reads a few rows and is wanted at once. Not for what takes longer: it may hold up its caller's thread.
    pub fn read_inline<T, F>(&self, work: F) -> impl Future<Output = Result<T>> + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_, '_>) -> Result<T> + Send + 'static,
    {
        let ctx = self.clone();
        self.store.read_inline(move |db| work(&mut Tx::new(&ctx, db, ctx.clock.now())))
    }
}
