//! What a server can do to deskgram that a file can't: go away, come back, and keep the answer to itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use deskgram::config::Database;
use deskgram::config::{Encryption, PostgresServer};
use deskgram::store::{SchemaState, Seal, Store, StoreError, inspect_server};
use jiff::Timestamp;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::Bench;
use crate::support::postgres::Postgres;

const NOON: Timestamp = Timestamp::UNIX_EPOCH;

#[tokio::test]
async fn a_server_that_comes_back_is_used_again() {
    let Some(postgres) = Postgres::fresh() else { return };
    let bench = Bench::Server(postgres);
    let store = bench.open();
    assert!(store.write(|db| db.journal_update(1, "{}", NOON)).await.unwrap());
    assert_eq!(store.read(|db| db.open_journal_entries()).await.unwrap().len(), 1);
    let Bench::Server(postgres) = &bench else { unreachable!() };
    for id in 2..5 {
        postgres.cut();
        assert!(store.write(move |db| db.journal_update(id, "{}", NOON)).await.unwrap());
        postgres.cut();
        assert_eq!(store.read(|db| db.open_journal_entries()).await.unwrap().len() as i64, id);
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_an_error_and_no_wait() {
    let server = PostgresServer {
        url: "postgres://postgres@127.0.0.1:1/nothing".to_owned().into(),
        encryption: Encryption::Off,
        place: "nowhere".to_owned(),
    };
    let told = inspect_server(&server).unwrap_err().to_string();
    assert!(told.contains("refused"), "{told}");
}

#[tokio::test]
async fn looking_makes_no_table() {
    let Some(postgres) = Postgres::fresh() else { return };
    assert_eq!(inspect_server(&postgres.server()).unwrap(), SchemaState::Empty);
    assert_eq!(inspect_server(&postgres.server()).unwrap(), SchemaState::Empty);
    let bench = Bench::Server(postgres);
    drop(bench.open());
    let Bench::Server(postgres) = &bench else { unreachable!() };
    assert!(matches!(inspect_server(&postgres.server()).unwrap(), SchemaState::Ours(_)));
    bench.tamper("UPDATE deskgram_version SET version = 1000");
    assert!(matches!(inspect_server(&postgres.server()), Err(StoreError::Newer { found: 1000, .. })));
}

#[tokio::test]
async fn several_that_start_at_once_make_the_tables_once() {
    let Some(postgres) = Postgres::fresh() else { return };
    let bench = Arc::new(Bench::Server(postgres));
    let starts = (0..4).map(|_| {
        let bench = Arc::clone(&bench);
        tokio::task::spawn_blocking(move || bench.try_open().map(drop))
    });
    for started in futures_util::future::join_all(starts).await {
        started.unwrap().unwrap();
    }
}

/// The server's own certificate, of nobody's authority, for localhost.
const CERTIFICATE: &[u8] = include_bytes!("../../fixtures/postgres/server.pem");

#[tokio::test]
async fn an_encrypted_way_is_a_checked_one() {
    let Some(postgres) = Postgres::fresh() else { return };
    let told = |host: &str, roots: Option<&[u8]>| {
        let encryption = Encryption::Verified { roots: roots.map(<[u8]>::to_vec) };
        let url = postgres.url().replace("127.0.0.1", host).into();
        inspect_server(&PostgresServer { url, encryption, ..postgres.server() })
            .map_err(|error| error.to_string())
    };
    assert_eq!(told("localhost", Some(CERTIFICATE)), Ok(SchemaState::Empty));
    let stranger = told("localhost", None).unwrap_err();
    // In which words depends on whom this machine trusts.
    assert!(stranger.contains("invalid peer certificate"), "{stranger}");
    let other_name = told("127.0.0.1", Some(CERTIFICATE)).unwrap_err();
    assert!(other_name.contains("not valid for"), "{other_name}");

    let encryption = Encryption::Verified { roots: Some(CERTIFICATE.to_vec()) };
    let url = postgres.url().replace("127.0.0.1", "localhost").into();
    let database = Database::Postgres(PostgresServer { url, encryption, ..postgres.server() });
    let store = Store::open_database(&database, Seal::new(&[7; 32], "https://desk.example/api.php")).unwrap();
    store.write(|db| db.journal_update(1, "{}", NOON)).await.unwrap();
    let encrypted = "SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
                     WHERE application_name = 'deskgram' AND datname = current_database()";
    assert_eq!(postgres.ask(encrypted), "t");
}

/// A way to the server that can swallow a COMMIT, or its answer.
struct Way {
    port: u16,
    trap: Arc<Trap>,
}

#[derive(Default)]
struct Trap {
    swallow_commit: AtomicBool,
    swallow_answer: AtomicBool,
}

impl Way {
    async fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let way = Self { port: listener.local_addr().unwrap().port(), trap: Arc::default() };
        let trap = Arc::clone(&way.trap);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
                tokio::spawn(carry(client, server, Arc::clone(&trap)));
            }
        });
        way
    }
}

/// Carries bytes both ways until one side ends or the trap closes.
async fn carry(mut client: TcpStream, mut server: TcpStream, trap: Arc<Trap>) {
    let (mut asked, mut answered) = (vec![0; 65_536], vec![0; 65_536]);
    loop {
        tokio::select! {
            read = client.read(&mut asked) => {
                let Ok(count @ 1..) = read else { return };
                let commit = asked[..count].windows(6).any(|word| word == b"COMMIT");
                if commit && trap.swallow_commit.swap(false, Ordering::Relaxed) {
                    return;
                }
                server.write_all(&asked[..count]).await.unwrap();
                if commit && trap.swallow_answer.swap(false, Ordering::Relaxed) {
                    // It is done when the server answers; the answer goes no further.
                    let _ = server.read(&mut answered).await;
                    return;
                }
            }
            read = server.read(&mut answered) => {
                let Ok(count @ 1..) = read else { return };
                if client.write_all(&answered[..count]).await.is_err() {
                    return;
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_without_an_answer_is_looked_up() {
    let Some(postgres) = Postgres::fresh() else { return };
    let way = Way::to(postgres.port()).await;
    let server = PostgresServer { url: postgres.url_at(way.port).into(), ..postgres.server() };
    let seal = Seal::new(&[7; 32], "https://desk.example/api.php");
    let store = Store::open_database(&Database::Postgres(server), seal).unwrap();

    way.trap.swallow_answer.store(true, Ordering::Relaxed);
    assert!(
        store.write(|db| db.journal_update(1, "{}", NOON)).await.unwrap(),
        "it was stored, so it is told so"
    );

    way.trap.swallow_commit.store(true, Ordering::Relaxed);
    let lost = store.write(|db| db.journal_update(2, "{}", NOON)).await;
    assert!(matches!(lost, Err(StoreError::Database(_) | StoreError::Unsure)), "{lost:?}");
    assert_eq!(postgres.ask("SELECT string_agg(id::text, ',') FROM updates"), "1");
    assert!(store.write(|db| db.journal_update(2, "{}", NOON)).await.unwrap());
}
