//! The threads that own a database's connections: one writes, one reads. The writer gathers what waits into one commit,
//! so that a burst costs one flush to the disk and a quiet moment waits for nobody. Knows no particular database.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, mpsc};
use std::thread;

use parking_lot::Mutex;
use tokio::sync::oneshot;

use super::sql::{SqlExecutor, StoreError};
use super::wakeups::{PendingWakeups, Wakeups};

/// The most transactions that share one commit: bounds what one failure takes down with it.
const MAX_GROUP_COMMIT: usize = 256;

type SqlOutcome = Result<(), StoreError>;
type JobSender = mpsc::Sender<Box<dyn StoreJob>>;

/// A connection to a database, as its thread uses it. One that was lost is made anew by `begin`.
pub(super) trait Connection: SqlExecutor {
    /// Whether the way to the database is so short that nobody need be sent.
    fn is_local(&self) -> bool;
    fn begin(&mut self) -> SqlOutcome;
    /// Begins a part of the transaction that can be taken back alone.
    fn savepoint(&mut self) -> SqlOutcome;
    /// Ends the part; it stands.
    fn release_savepoint(&mut self) -> SqlOutcome;
    /// Ends the part; it never was.
    fn rollback_to_savepoint(&mut self) -> SqlOutcome;
    /// Ends the transaction; whoever listens for these wake-ups in other processes hears them.
    fn commit(&mut self, pending: PendingWakeups) -> SqlOutcome;
    /// Leaves a transaction that could not be ended, whatever state it is in.
    fn rollback(&mut self);
}

/// The two threads' mailboxes.
#[derive(Clone)]
pub(super) struct StoreThreads {
    writer: JobSender,
    reader: JobSender,
    /// The reading connection, where it is near.
    local: Option<Arc<Mutex<dyn Connection + Send>>>,
    wakeups: Arc<Wakeups>,
    /// Where the database is near. The last, so that the mailboxes are closed before.
    _ends: Option<Arc<[Ends; 2]>>,
}

type Thread = thread::JoinHandle<()>;

/// A thread whose end the last handle waits for: the connection is closed in order then.
struct Ends(Option<Thread>);

impl Drop for Ends {
    fn drop(&mut self) {
        // Work that holds a handle itself is dropped by the thread that did it.
        let other = self.0.take().filter(|thread| thread.thread().id() != thread::current().id());
        // A thread that has panicked has said so.
        other.map(Thread::join);
    }
}

impl StoreThreads {
    /// Starts both threads; each opens its own connection, the writer first. What is committed sends the wake-ups.
    pub fn start<W, R>(
        wakeups: &Arc<Wakeups>,
        writer: impl FnOnce() -> Result<W, StoreError> + Send + 'static,
        reader: impl FnOnce() -> Result<R, StoreError> + Send + 'static,
    ) -> Result<Self, StoreError>
    where
        W: Connection + Send + 'static,
        R: Connection + Send + 'static,
    {
        let (writer, _, writes) = serve_jobs("store-writer", wakeups, writer)?;
        let (reader, reading, reads) = serve_jobs("store-reader", wakeups, reader)?;
        let is_near = reading.lock().is_local();
        let near = is_near.then_some(reading as Arc<Mutex<dyn Connection + Send>>);
        let ends = near.is_some().then(|| Arc::new([writes, reads].map(|thread| Ends(Some(thread)))));
        Ok(Self { writer, reader, local: near, wakeups: Arc::clone(wakeups), _ends: ends })
    }

    pub fn write<T, F>(&self, work: F) -> impl Future<Output = Result<T, StoreError>> + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce(&mut dyn SqlExecutor, &mut PendingWakeups) -> Result<T, StoreError> + Send + 'static,
    {
        submit_job(&self.writer, work)
    }

    pub fn read<T, F>(&self, work: F) -> impl Future<Output = Result<T, StoreError>> + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce(&mut dyn SqlExecutor, &mut PendingWakeups) -> Result<T, StoreError> + Send + 'static,
    {
        submit_job(&self.reader, work)
    }

    /// The same for what takes but a moment: done at once, on the caller's own thread, where the database is near and nobody
    /// reads. To hand it over takes longer than to do it.
    pub fn read_inline<T, F>(&self, work: F) -> impl Future<Output = Result<T, StoreError>> + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce(&mut dyn SqlExecutor, &mut PendingWakeups) -> Result<T, StoreError> + Send + 'static,
    {
        let (task, answered) = create_task(work);
        match self.local.as_ref().and_then(|near| near.try_lock()) {
            Some(mut connection) => run_group(&mut *connection, VecDeque::from([task]), &self.wakeups),
            None => drop(self.reader.send(task)),
        }
        answered
    }
}

/// Runs `work` on a thread of its own, outside of any runtime, and waits for it.
pub(super) fn run_blocking<T, F>(work: F) -> Result<T, StoreError>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T, StoreError> + Send + 'static,
{
    thread::spawn(work).join().unwrap_or(Err(StoreError::Closed))
}

/// Puts work into a thread's mailbox, at once.
fn submit_job<T, F>(to: &JobSender, work: F) -> impl Future<Output = Result<T, StoreError>> + use<T, F>
where
    T: Send + 'static,
    F: FnOnce(&mut dyn SqlExecutor, &mut PendingWakeups) -> Result<T, StoreError> + Send + 'static,
{
    let (task, answered) = create_task(work);
    // Where the thread is gone nobody answers.
    let _ = to.send(task);
    answered
}

/// Work for a mailbox; what comes of it is there when the future is ready.
fn create_task<T, F>(work: F) -> (Box<dyn StoreJob>, impl Future<Output = Result<T, StoreError>> + use<T, F>)
where
    T: Send + 'static,
    F: FnOnce(&mut dyn SqlExecutor, &mut PendingWakeups) -> Result<T, StoreError> + Send + 'static,
{
    let (answer, answered) = oneshot::channel();
    let task = Box::new(StoreTask { work: Some(work), result: None, answer });
    (task, async move { answered.await.unwrap_or(Err(StoreError::Closed)) })
}

/// One caller's work within the common transaction.
trait StoreJob: Send {
    fn run_job(&mut self, sql: &mut dyn SqlExecutor, pending: &mut PendingWakeups) -> JobFate;
    /// Turns what was done into a failure.
    fn fail_job(&mut self, error: StoreError);
    /// Tells the caller, once it is known what became of the whole.
    fn report_commit(self: Box<Self>, commit: SqlOutcome);
}

/// Whether a job's changes are to stand.
#[derive(PartialEq, Eq)]
enum JobFate {
    Kept,
    Undone,
}

struct StoreTask<T, F> {
    work: Option<F>,
    result: Option<Result<T, StoreError>>,
    answer: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F> StoreJob for StoreTask<T, F>
where
    T: Send,
    F: FnOnce(&mut dyn SqlExecutor, &mut PendingWakeups) -> Result<T, StoreError> + Send,
{
    fn run_job(&mut self, sql: &mut dyn SqlExecutor, pending: &mut PendingWakeups) -> JobFate {
        let Some(work) = self.work.take() else { return JobFate::Undone };
        // One job that panics takes neither the thread nor the other jobs with it.
        self.result = catch_unwind(AssertUnwindSafe(|| work(sql, pending))).ok();
        if matches!(self.result, Some(Ok(_))) { JobFate::Kept } else { JobFate::Undone }
    }

    fn fail_job(&mut self, error: StoreError) {
        self.result = Some(Err(error));
    }

    fn report_commit(self: Box<Self>, commit: SqlOutcome) {
        let Self { result, answer, .. } = *self;
        // Without a result the work has panicked. A caller that has gone away no longer wants the answer; the work stands.
        let _ = answer.send(commit.and(result.unwrap_or(Err(StoreError::Closed))));
    }
}

/// Starts a thread for a connection; it ends when the last handle is dropped.
fn serve_jobs<C: Connection + Send + 'static>(
    name: &str,
    wakeups: &Arc<Wakeups>,
    open: impl FnOnce() -> Result<C, StoreError> + Send + 'static,
) -> Result<(JobSender, Arc<Mutex<C>>, Thread), StoreError> {
    let (jobs, inbox) = mpsc::channel::<Box<dyn StoreJob>>();
    let (opened, ready) = mpsc::channel();
    let wakeups = Arc::clone(wakeups);
    let thread = thread::Builder::new()
        .name(name.to_owned())
        .spawn(move || {
            let connection = match open() {
                Ok(connection) => Arc::new(Mutex::new(connection)),
                // Who asked for the thread waits for this, so it is there to hear it.
                Err(error) => return drop(opened.send(Err(error))),
            };
            let _ = opened.send(Ok(Arc::clone(&connection)));
            while let Ok(first) = inbox.recv() {
                let mut batch = VecDeque::from([first]);
                batch.extend(inbox.try_iter().take(MAX_GROUP_COMMIT - 1));
                run_group(&mut *connection.lock(), batch, &wakeups);
            }
        })
        .map_err(|error| StoreError::Database(error.to_string()))?;
    let connection = ready.recv().map_err(|_| StoreError::Closed)??;
    Ok((jobs, connection, thread))
}

/// Runs the jobs as one transaction. Each is a part of its own, so that one that fails takes only its own changes back.
fn run_group(connection: &mut dyn Connection, mut batch: VecDeque<Box<dyn StoreJob>>, wakeups: &Wakeups) {
    let mut pending = PendingWakeups::default();
    let result = (|| {
        connection.begin()?;
        for job in &mut batch {
            run_job(connection, job.as_mut(), &mut pending)?;
        }
        connection.commit(pending)
    })();
    match result {
        Ok(()) => pending.topics().for_each(|topic| wakeups.notify_topic(topic)),
        Err(_) => connection.rollback(),
    }
    for job in batch {
        job.report_commit(result.clone());
    }
}

fn run_job(
    connection: &mut dyn Connection,
    job: &mut dyn StoreJob,
    pending: &mut PendingWakeups,
) -> SqlOutcome {
    connection.savepoint()?;
    if job.run_job(connection, pending) == JobFate::Undone {
        return connection.rollback_to_savepoint();
    }
    connection.release_savepoint().or_else(|error| {
        // A statement had failed, and the job went on as if it hadn't.
        connection.rollback_to_savepoint()?;
        job.fail_job(error);
        Ok(())
    })
}
