//! The log beside a SQLite file: it may grow while another program reads, and shrinks again.

use deskgram::store::MAX_IDLE_LOG;

use crate::support::World;

#[tokio::test]
async fn the_log_gives_back_what_a_long_reading_made_it_grow_to() {
    let world = World::in_file().await;
    let (store, now) = (&world.app.bot.ctx.store, world.clock.now());
    let write = async |number: i64| {
        let body = "x".repeat(1 << 20);
        store.write(move |db| db.journal_update(number, &body, now).map(drop)).await.unwrap();
    };
    // A backup, or an administrator's own look.
    let other = world.open_database();
    let log = format!("{}-wal", other.path().unwrap());
    let size = || std::fs::metadata(&log).unwrap().len();
    other.execute_batch("BEGIN").unwrap();
    let _: i64 = other.query_row("SELECT COUNT(*) FROM updates", [], |row| row.get(0)).unwrap();
    for number in 0..40 {
        write(number).await;
    }
    assert!(size() > 2 * MAX_IDLE_LOG, "it holds everything back: {}", size());
    other.execute_batch("COMMIT").unwrap();
    for number in 40..43 {
        write(number).await;
    }
    assert!(size() <= MAX_IDLE_LOG, "{}", size());
}
