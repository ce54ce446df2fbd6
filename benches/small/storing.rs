//! The store: SQLite on disk, as it serves. What is on disk when a write returns was flushed to it, so these are the
//! times of this machine's disk too.

use std::sync::Arc;

use deskgram::domain::ids::{ChatId, Target, TelegramUser};
use deskgram::domain::list_diff::RowFingerprint;
use deskgram::store::{Db, DedupKey, ListSnapshot, OutboxEntry, Seal, SnapshotKind, Store, StoreError};
use deskgram::view::SendPriority;
use divan::{Bencher, black_box};
use jiff::Timestamp;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::people::ticket;

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

/// A store in a folder of its own, and something to wait for it with.
struct Bench {
    store: Store,
    runtime: Runtime,
    _folder: TempDir,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let seal = Seal::new(&[7; 32], "https://desk.example/api.php");
        let store = Store::open(&folder.path().join("deskgram.db"), seal).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        Self { store, runtime, _folder: folder }
    }

    fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Db<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        self.runtime.block_on(self.store.write(work)).unwrap()
    }

    fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Db<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        self.runtime.block_on(self.store.read(work)).unwrap()
    }
}

fn edit(chat: i64, message: i64) -> OutboxEntry {
    OutboxEntry {
        target: Target::whole_chat(ChatId(chat)),
        class: SendPriority::Refresh,
        dedup: DedupKey::Newest(format!("message:{chat}:{message}")),
        body: r#"{"Recard":{"message":7,"ticket":49}}"#.into(),
        due: NOW,
    }
}

/// A row into the outbox and out of it again: a commit each.
#[divan::bench]
fn post_and_settle(bencher: Bencher) {
    let bench = Bench::new();
    bencher.bench_local(|| {
        bench.write(|db| db.enqueue(&edit(1, 1), NOW));
        let heads = bench.read(|db| db.outbox_heads(NOW, None, SendPriority::Refresh, 1));
        bench.write(move |db| db.mark_outbox_done(&heads[0]));
    });
}

/// As many at once: what waits shares a commit.
#[divan::bench(args = [10, 100])]
fn post_at_once(bencher: Bencher, posts: i64) {
    let bench = Bench::new();
    bencher.bench_local(|| {
        let writes =
            (0..posts).map(|chat| bench.store.write(move |db| db.enqueue(&edit(chat, 1), NOW).map(drop)));
        bench.runtime.block_on(futures_util::future::try_join_all(writes)).unwrap()
    });
}

/// Who is next, while so many wait: each in a chat of their own.
#[divan::bench(args = [100, 1000, 10_000])]
fn heads_of_chats(bencher: Bencher, waiting: i64) {
    heads(bencher, (0..waiting).map(|chat| edit(chat, 1)).collect());
}

/// Who is next, while so many wait in one group.
#[divan::bench(args = [100, 1000, 10_000])]
fn heads_of_a_group(bencher: Bencher, waiting: i64) {
    heads(bencher, (0..waiting).map(|message| edit(-1, message)).collect());
}

fn heads(bencher: Bencher, waiting: Vec<OutboxEntry>) {
    let bench = Bench::new();
    bench.write(move |db| waiting.iter().try_for_each(|mail| db.enqueue(mail, NOW).map(drop)));
    bencher.bench_local(|| bench.read(|db| db.outbox_heads(NOW, None, SendPriority::Refresh, black_box(30))));
}

/// The sight of a list, stored and read again.
#[divan::bench(args = [1000, 10_000])]
fn a_sight(bencher: Bencher, tickets: i64) {
    let bench = Bench::new();
    let rows: Vec<_> = (1..=tickets).map(|number| RowFingerprint::of_ticket(&ticket(number))).collect();
    let sight = Arc::new(ListSnapshot { rows, read_at: NOW, took: 0 });
    bencher.bench_local(|| {
        let sight = Arc::clone(&sight);
        bench.write(move |db| {
            db.put_list_snapshot(TelegramUser::SERVICE_ACCOUNT, SnapshotKind::Incoming, &sight)
        });
        bench.read(|db| db.list_snapshot(TelegramUser::SERVICE_ACCOUNT, SnapshotKind::Incoming))
    });
}
