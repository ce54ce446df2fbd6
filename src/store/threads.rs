//! The threads that own a database's connections: one writes, one reads. The writer gathers what waits into one commit,
//! so that a burst costs one flush to the disk and a quiet moment waits for nobody. Knows no particular database.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;

use tokio::sync::oneshot;

use super::bells::{Bells, Pulled};
use super::sql::{Sql, StoreError};

/// The most transactions that share one commit: bounds what one failure takes down with it.
const GROUP: usize = 256;

type Outcome = Result<(), StoreError>;
type Mailbox = mpsc::Sender<Box<dyn Job>>;

/// A connection to a database, as its thread uses it. One that was lost is made anew by `begin`.
pub(super) trait Connection: Sql {
    /// Whether the way to the database is so short that nobody need be sent.
    fn is_near(&self) -> bool;
    fn begin(&mut self) -> Outcome;
    /// Begins a part of the transaction that can be taken back alone.
    fn mark(&mut self) -> Outcome;
    /// Ends the part; it stands.
    fn keep(&mut self) -> Outcome;
    /// Ends the part; it never was.
    fn undo(&mut self) -> Outcome;
    /// Ends the transaction; whoever listens for these bells in other processes hears them.
    fn commit(&mut self, pulled: Pulled) -> Outcome;
    /// Leaves a transaction that could not be ended, whatever state it is in.
    fn abandon(&mut self);
}

/// The two threads' mailboxes.
#[derive(Clone)]
pub(super) struct Threads {
    writer: Mailbox,
    reader: Mailbox,
    /// The reading connection, where it is near.
    near: Option<Arc<Mutex<dyn Connection + Send>>>,
    bells: Arc<Bells>,
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

impl Threads {
    /// Starts both threads; each opens its own connection, the writer first. What is committed rings the bells.
    pub fn start<W, R>(
        bells: &Arc<Bells>,
        writer: impl FnOnce() -> Result<W, StoreError> + Send + 'static,
        reader: impl FnOnce() -> Result<R, StoreError> + Send + 'static,
    ) -> Result<Self, StoreError>
    where
        W: Connection + Send + 'static,
        R: Connection + Send + 'static,
    {
        let (writer, _, writes) = serve("store-writer", bells, writer)?;
        let (reader, reading, reads) = serve("store-reader", bells, reader)?;
        let is_near = lock(&reading).is_near();
        let near = is_near.then_some(reading as Arc<Mutex<dyn Connection + Send>>);
        let ends = near.is_some().then(|| Arc::new([writes, reads].map(|thread| Ends(Some(thread)))));
        Ok(Self { writer, reader, near, bells: Arc::clone(bells), _ends: ends })
    }

    pub fn write<T, F>(&self, work: F) -> impl Future<Output = Result<T, StoreError>> + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce(&mut dyn Sql, &mut Pulled) -> Result<T, StoreError> + Send + 'static,
    {
        ask(&self.writer, work)
    }

    pub fn read<T, F>(&self, work: F) -> impl Future<Output = Result<T, StoreError>> + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce(&mut dyn Sql, &mut Pulled) -> Result<T, StoreError> + Send + 'static,
    {
        ask(&self.reader, work)
    }

    /// The same for what takes but a moment: done at once, on the caller's own thread, where the database is near and nobody
    /// reads. To hand it over takes longer than to do it.
    pub fn glance<T, F>(&self, work: F) -> impl Future<Output = Result<T, StoreError>> + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce(&mut dyn Sql, &mut Pulled) -> Result<T, StoreError> + Send + 'static,
    {
        let (task, answered) = task(work);
        match self.near.as_ref().and_then(|near| near.try_lock().ok()) {
            Some(mut connection) => run_group(&mut *connection, VecDeque::from([task]), &self.bells),
            None => drop(self.reader.send(task)),
        }
        answered
    }
}

/// Runs `work` on a thread of its own, outside of any runtime, and waits for it.
pub(super) fn apart<T, F>(work: F) -> Result<T, StoreError>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T, StoreError> + Send + 'static,
{
    thread::spawn(work).join().unwrap_or(Err(StoreError::Closed))
}

/// Puts work into a thread's mailbox, at once.
fn ask<T, F>(to: &Mailbox, work: F) -> impl Future<Output = Result<T, StoreError>> + use<T, F>
where
    T: Send + 'static,
    F: FnOnce(&mut dyn Sql, &mut Pulled) -> Result<T, StoreError> + Send + 'static,
{
    let (task, answered) = task(work);
    // Where the thread is gone nobody answers.
    let _ = to.send(task);
    answered
}

/// Work for a mailbox; what comes of it is there when the future is ready.
fn task<T, F>(work: F) -> (Box<dyn Job>, impl Future<Output = Result<T, StoreError>> + use<T, F>)
where
    T: Send + 'static,
    F: FnOnce(&mut dyn Sql, &mut Pulled) -> Result<T, StoreError> + Send + 'static,
{
    let (answer, answered) = oneshot::channel();
    let task = Box::new(Task { work: Some(work), result: None, answer });
    (task, async move { answered.await.unwrap_or(Err(StoreError::Closed)) })
}

fn lock<C: ?Sized>(connection: &Mutex<C>) -> MutexGuard<'_, C> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One caller's work within the common transaction.
trait Job: Send {
    fn run(&mut self, sql: &mut dyn Sql, pulled: &mut Pulled) -> Fate;
    /// Turns what was done into a failure.
    fn fail(&mut self, error: StoreError);
    /// Tells the caller, once it is known what became of the whole.
    fn tell(self: Box<Self>, commit: Outcome);
}

/// Whether a job's changes are to stand.
#[derive(PartialEq, Eq)]
enum Fate {
    Kept,
    Undone,
}

struct Task<T, F> {
    work: Option<F>,
    result: Option<Result<T, StoreError>>,
    answer: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F> Job for Task<T, F>
where
    T: Send,
    F: FnOnce(&mut dyn Sql, &mut Pulled) -> Result<T, StoreError> + Send,
{
    fn run(&mut self, sql: &mut dyn Sql, pulled: &mut Pulled) -> Fate {
        let Some(work) = self.work.take() else { return Fate::Undone };
        // One job that panics takes neither the thread nor the other jobs with it.
        self.result = catch_unwind(AssertUnwindSafe(|| work(sql, pulled))).ok();
        if matches!(self.result, Some(Ok(_))) { Fate::Kept } else { Fate::Undone }
    }

    fn fail(&mut self, error: StoreError) {
        self.result = Some(Err(error));
    }

    fn tell(self: Box<Self>, commit: Outcome) {
        let Self { result, answer, .. } = *self;
        // Without a result the work has panicked. A caller that has gone away no longer wants the answer; the work stands.
        let _ = answer.send(commit.and(result.unwrap_or(Err(StoreError::Closed))));
    }
}

/// Starts a thread for a connection; it ends when the last handle is dropped.
fn serve<C: Connection + Send + 'static>(
    name: &str,
    bells: &Arc<Bells>,
    open: impl FnOnce() -> Result<C, StoreError> + Send + 'static,
) -> Result<(Mailbox, Arc<Mutex<C>>, Thread), StoreError> {
    let (jobs, inbox) = mpsc::channel::<Box<dyn Job>>();
    let (opened, ready) = mpsc::channel();
    let bells = Arc::clone(bells);
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
                batch.extend(inbox.try_iter().take(GROUP - 1));
                run_group(&mut *lock(&connection), batch, &bells);
            }
        })
        .map_err(|error| StoreError::Database(error.to_string()))?;
    let connection = ready.recv().map_err(|_| StoreError::Closed)??;
    Ok((jobs, connection, thread))
}

/// Runs the jobs as one transaction. Each is a part of its own, so that one that fails takes only its own changes back.
fn run_group(connection: &mut dyn Connection, mut batch: VecDeque<Box<dyn Job>>, bells: &Bells) {
    let mut pulled = Pulled::default();
    let result = (|| {
        connection.begin()?;
        for job in &mut batch {
            run(connection, job.as_mut(), &mut pulled)?;
        }
        connection.commit(pulled)
    })();
    match result {
        Ok(()) => pulled.all().for_each(|bell| bells.ring(bell)),
        Err(_) => connection.abandon(),
    }
    for job in batch {
        job.tell(result.clone());
    }
}

fn run(connection: &mut dyn Connection, job: &mut dyn Job, pulled: &mut Pulled) -> Outcome {
    connection.mark()?;
    if job.run(connection, pulled) == Fate::Undone {
        return connection.undo();
    }
    connection.keep().or_else(|error| {
        // A statement had failed, and the job went on as if it hadn't.
        connection.undo()?;
        job.fail(error);
        Ok(())
    })
}
