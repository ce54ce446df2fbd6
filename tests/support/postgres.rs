//! A real PostgreSQL server for the tests that want one: made in a folder of its own, shared by those that run at the same
//! time, gone with the last of them, whatever becomes of it.

use std::io::{self, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, Weak, mpsc};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use deskgram::clock::monotonic_now;
use deskgram::config::{Encryption, PostgresServer};

const PATIENCE: Duration = Duration::from_secs(30);

/// The server that is running, if one is.
static RUNNING: Mutex<Weak<Cluster>> = Mutex::new(Weak::new());

/// A fresh database; the server lives at least as long.
pub struct Postgres {
    cluster: Arc<Cluster>,
    name: String,
}

impl Postgres {
    /// `None` on a machine without PostgreSQL, which is said loudly and is a failure where CI is set.
    pub fn fresh() -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let Some(programs) = programs() else {
            assert!(!environment("CI"), "PostgreSQL is missing: install the package postgresql");
            eprintln!("SKIPPED: this test needs PostgreSQL (Debian: postgresql), which is not installed");
            return None;
        };
        let cluster = {
            let mut running = RUNNING.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            running.upgrade().unwrap_or_else(|| {
                let cluster = Arc::new(Cluster::start(&programs));
                *running = Arc::downgrade(&cluster);
                cluster
            })
        };
        let name = format!("test_{}", COUNT.fetch_add(1, Ordering::Relaxed));
        cluster.psql("postgres", &format!("CREATE DATABASE {name}"));
        Some(Self { cluster, name })
    }

    pub fn url(&self) -> String {
        self.url_at(self.cluster.port)
    }

    /// The same database by another way to it.
    pub fn url_at(&self, port: u16) -> String {
        format!("postgres://postgres@127.0.0.1:{port}/{}", self.name)
    }

    /// The same for the store itself.
    pub fn server(&self) -> PostgresServer {
        PostgresServer { url: self.url().into(), encryption: Encryption::Off, place: self.name.clone() }
    }

    pub fn port(&self) -> u16 {
        self.cluster.port
    }

    /// Asks the database; the rows as text, columns with | between.
    pub fn ask(&self, statement: &str) -> String {
        self.cluster.psql(&self.name, statement)
    }

    /// The statements that make this database anew.
    pub fn dump(&self) -> String {
        let plain = ["--no-owner", "--no-privileges", "--no-comments"];
        let text = self.cluster.run("pg_dump", &self.name, &plain, "");
        let told = |line: &&str| !line.is_empty() && !line.starts_with("--") && !line.starts_with('\\');
        // The end of a table's rows begins like a command of psql.
        let lines = text.lines().filter(|line| told(line) || *line == "\\.");
        lines.map(|line| format!("{line}\n")).collect()
    }

    /// Runs the statements of a dump.
    pub fn restore(&self, dump: &str) {
        self.cluster.run("psql", &self.name, &["-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", "-"], dump);
    }

    /// The server ends every connection to this database, as it does when it is restarted.
    pub fn cut(&self) {
        let all = format!(
            "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{}'",
            self.name
        );
        self.cluster.psql("postgres", &all);
    }
}

/// A server on a port of its own.
struct Cluster {
    bin: PathBuf,
    port: u16,
    keeper: Option<(mpsc::Sender<()>, JoinHandle<()>)>,
    _folder: tempfile::TempDir,
}

impl Cluster {
    fn start(bin: &Path) -> Self {
        let folder = tempfile::Builder::new().prefix("deskgram-pg").tempdir().unwrap();
        let data = folder.path().join("data");
        std::fs::create_dir(&data).unwrap();
        let (key, certificate) = (folder.path().join("server.key"), folder.path().join("server.pem"));
        std::fs::write(&key, include_str!("../fixtures/postgres/server.key")).unwrap();
        std::fs::write(&certificate, include_str!("../fixtures/postgres/server.pem")).unwrap();
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
        let user = user_for(&[folder.path(), &data, &key]);
        let mut initdb = user.command(&bin.join("initdb"));
        initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]);
        let made = initdb.arg("--pgdata").arg(&data).output().unwrap();
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        // Free at this moment; nobody else picks ports from this range by number.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut server = user.command(&bin.join("postgres"));
        server.arg("-D").arg(&data).args(["-p", &port.to_string(), "-h", "127.0.0.1"]);
        server.arg("-k").arg(folder.path());
        server.args(["-c", "fsync=off", "-c", "max_connections=200", "-c", "shared_buffers=16MB"]);
        server.arg("-c").arg(format!("ssl_key_file={}", key.display()));
        server.arg("-c").arg(format!("ssl_cert_file={}", certificate.display())).args(["-c", "ssl=on"]);
        server.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        // The server dies with the thread that started it (see `User`), so that thread stays until the end.
        let (stop, stopped) = mpsc::channel();
        let keeper = thread::spawn(move || {
            let mut child = server.spawn().unwrap();
            // Nobody sends: the channel closes.
            let _ = stopped.recv();
            end(&mut child);
        });
        let cluster = Self { bin: bin.to_owned(), port, keeper: Some((stop, keeper)), _folder: folder };
        let since = monotonic_now();
        while !cluster.answers() {
            assert!(since.elapsed() < PATIENCE, "PostgreSQL does not start");
            thread::sleep(Duration::from_millis(20));
        }
        cluster
    }

    fn answers(&self) -> bool {
        let mut ready = Command::new(self.bin.join("pg_isready"));
        ready.args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()]);
        ready.status().is_ok_and(|status| status.success())
    }

    fn psql(&self, database: &str, statement: &str) -> String {
        let arguments = ["-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-c", statement];
        self.run("psql", database, &arguments, "").trim().to_owned()
    }

    /// Runs one of PostgreSQL's programs on a database; gives what it prints.
    fn run(&self, program: &str, database: &str, arguments: &[&str], input: &str) -> String {
        let mut command = Command::new(self.bin.join(program));
        command.args(["-U", "postgres", "-h", "127.0.0.1", "-p", &self.port.to_string(), "-d", database]);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut running = command.spawn().unwrap();
        running.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let done = running.wait_with_output().unwrap();
        let trouble = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{program} {arguments:?}: {trouble}");
        String::from_utf8(done.stdout).unwrap()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some((stop, keeper)) = self.keeper.take() {
            drop(stop);
            // A keeper that has panicked has no server.
            let _ = keeper.join();
        }
    }
}

/// An immediate shutdown: nothing of it is needed any more.
fn end(server: &mut Child) {
    let asked = Command::new("kill").args(["-QUIT", &server.id().to_string()]).status();
    if !asked.is_ok_and(|status| status.success()) {
        let _ = server.kill();
    }
    let _ = server.wait();
}

/// As whom the server runs: it refuses to be root.
struct User(Vec<String>);

impl User {
    /// The command, which dies with the thread that starts it.
    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new("setpriv");
        command.args(&self.0).args(["--pdeathsig", "QUIT", "--"]).arg(program);
        command
    }
}

/// A user that may run the server, and owns these folders.
fn user_for(folders: &[&Path]) -> User {
    let id = |arguments: &[&str]| -> Option<u32> {
        let said = Command::new("id").args(arguments).output().ok()?;
        String::from_utf8(said.stdout).ok()?.trim().parse().ok()
    };
    if id(&["-u"]) != Some(0) {
        return User(Vec::new());
    }
    let (user, group) = (id(&["-u", "postgres"]), id(&["-g", "postgres"]));
    for folder in folders {
        std::os::unix::fs::chown(folder, user, group).unwrap();
    }
    let privileges = ["--reuid=postgres", "--regid=postgres", "--clear-groups"];
    User(privileges.map(str::to_owned).to_vec())
}

/// Where the server's programs are, the newest version's.
fn programs() -> Option<PathBuf> {
    let versions =
        std::fs::read_dir("/usr/lib/postgresql").and_then(|found| found.collect::<io::Result<Vec<_>>>());
    let bins = versions.ok()?.into_iter().map(|version| version.path().join("bin"));
    bins.filter(|bin| bin.join("postgres").exists()).max()
}

/// Whether a switch of the tests is set.
#[expect(
    clippy::disallowed_methods,
    reason = "the switches of the tests; the program's settings are read by `config`"
)]
pub fn environment(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty())
}
