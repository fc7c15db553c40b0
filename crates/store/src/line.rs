//! One connection to a PostgreSQL server, and the transaction on it.
//!
//! The server answers in the order in which it is asked, so what needs no answer need not wait for one: what changes rows is
//! kept back until something is asked or the transaction ends, and goes in one flight with that; so does what begins the
//! transaction. The thread that waits moves the bytes itself; nothing runs beside it.

use std::{
    collections::HashMap,
    future::{Future, poll_fn},
    pin::{Pin, pin},
    task::Poll,
    time::Duration,
};

use kernel::Failure;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    runtime::Runtime,
};
use tokio_postgres::{
    Client, Error, NoTls, Row, Socket, Statement,
    tls::{MakeTlsConnect, TlsConnect},
    types::ToSql,
};

use crate::{
    Value,
    dialect::postgres::Encoded,
    tls::Address,
    tx::{commit_from_postgres, from_postgres, stale},
};

/// So many changes are kept back at most.
const MOST_WAITING: usize = 32;

/// How long a connection may take to say goodbye.
const GOODBYE: Duration = Duration::from_secs(1);

/// A connection with the statements it has prepared. To be used, and dropped, on threads that may block.
pub(crate) struct Line {
    // Dropped before the wire, which then says goodbye.
    client: Client,
    wire: Wire,
    prepared: HashMap<String, Statement>,
    broken: bool,
}

/// What moves a connection's bytes until it ends.
type Bytes = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

/// What moves the bytes while somebody waits.
struct Wire {
    runtime: Runtime,
    /// Gone when the connection has ended.
    bytes: Option<Bytes>,
}

impl Wire {
    fn wait<T>(&mut self, answer: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let (mut answer, bytes) = (pin!(answer), &mut self.bytes);
        self.runtime.block_on(poll_fn(|cx| {
            if let Some(Poll::Ready(ended)) = bytes.as_mut().map(|bytes| bytes.as_mut().poll(cx)) {
                *bytes = None;
                if let Err(error) = ended {
                    return Poll::Ready(Err(error));
                }
            }
            answer.as_mut().poll(cx)
        }))
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        if let Some(bytes) = self.bytes.take() {
            // A server that does not hear the goodbye notices the end all the same.
            let _ = self.runtime.block_on(async { tokio::time::timeout(GOODBYE, bytes).await });
        }
    }
}

impl Line {
    /// Connects, or says why not, with every cause.
    pub(crate) fn open(address: &Address) -> Result<Self, String> {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())?;
        let opened = match &address.tls {
            Some(tls) => Self::open_by(runtime, address, tls.clone()),
            None => Self::open_by(runtime, address, NoTls),
        };
        opened.map_err(|error| causes(&error))
    }

    fn open_by<T>(runtime: Runtime, address: &Address, tls: T) -> Result<Self, Error>
    where
        T: MakeTlsConnect<Socket, Stream: AsyncRead + AsyncWrite + Unpin + Send + 'static>,
        T::TlsConnect: TlsConnect<Socket>,
    {
        let (client, bytes) = runtime.block_on(address.config.connect(tls))?;
        let wire = Wire { runtime, bytes: Some(Box::pin(bytes)) };
        Ok(Line { client, wire, prepared: HashMap::new(), broken: false })
    }

    /// Runs a text of statements without parameters, outside a transaction.
    pub(crate) fn batch(&mut self, text: &str) -> Result<(), Error> {
        self.wire.wait(self.client.batch_execute(text))
    }

    /// Whether it can no longer be used.
    pub(crate) fn is_broken(&self) -> bool {
        self.broken || self.client.is_closed()
    }

    fn statement(&mut self, sql: &str) -> Result<Statement, Error> {
        if let Some(statement) = self.prepared.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.wire.wait(self.client.prepare(sql))?;
        self.prepared.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

/// An error with every cause below it.
pub(crate) fn causes(error: &Error) -> String {
    let causes = std::iter::successors(Some(error as &dyn std::error::Error), |error| error.source());
    let mut told: Vec<String> = causes.map(ToString::to_string).collect();
    told.dedup();
    told.join(": ")
}

/// A transaction on a line; dropped, it is rolled back.
pub(crate) struct Transaction<'a> {
    line: &'a mut Line,
    /// What begins it, until that has gone.
    beginning: Option<&'static str>,
    waiting: Vec<Change>,
    failed: bool,
    ended: bool,
}

/// A change that has not gone to the server. Its values are encoded, so that nothing on this side can keep it from going.
struct Change {
    statement: Statement,
    values: Vec<Encoded>,
    one_row: bool,
}

/// What goes to the server in one flight with others.
enum Part<'q> {
    Text(&'q str),
    Change(&'q Change),
    Question(&'q Statement, &'q [Value]),
}

#[derive(Default)]
struct Answer {
    rows: Vec<Row>,
    changed: u64,
}

impl<'a> Transaction<'a> {
    /// A transaction that begins by this text when there is something to do.
    pub(crate) fn new(line: &'a mut Line, beginning: &'static str) -> Self {
        Transaction { line, beginning: Some(beginning), waiting: Vec::new(), failed: false, ended: false }
    }

    /// A statement made ready: its parameters and columns are known.
    pub(crate) fn statement(&mut self, sql: &str) -> Result<Statement, Failure> {
        self.line.statement(sql).map_err(|error| self.fails(from_postgres(error)))
    }

    /// The rows that a statement gives, after everything that was changed before.
    pub(crate) fn rows(&mut self, statement: &Statement, params: &[Value]) -> Result<Vec<Row>, Failure> {
        self.fits(statement, params)?;
        self.send(Some(Part::Question(statement, params)), from_postgres)
    }

    /// Changes rows, now or with what follows: what is wrong with it may be told there. When `one_row`, it is a failure to have
    /// changed another number of rows than one.
    pub(crate) fn change(&mut self, sql: &str, params: &[Value], one_row: bool) -> Result<(), Failure> {
        let statement = self.statement(sql)?;
        self.fits(&statement, params)?;
        let values = params.iter().zip(statement.params()).map(|(value, ty)| Encoded::of(value, ty));
        let values = values.collect::<Result<_, _>>().map_err(|failure| self.fails(failure))?;
        self.waiting.push(Change { statement, values, one_row });
        if self.waiting.len() < MOST_WAITING {
            return Ok(());
        }
        self.send(None, from_postgres).map(drop)
    }

    /// Runs a text of several statements without parameters.
    pub(crate) fn batch(&mut self, text: &str) -> Result<(), Failure> {
        self.send(Some(Part::Text(text)), from_postgres).map(drop)
    }

    /// Makes everything permanent. A unit of which a part failed is never committed, whoever passed over the failure.
    pub(crate) fn commit(mut self) -> Result<(), Failure> {
        // The commit may not go together with a change whose number of rows is still to be looked at.
        if self.waiting.iter().any(|change| change.one_row) {
            self.send(None, from_postgres)?;
        }
        if self.failed {
            return Err(Failure::internal("a statement failed and the unit of work went on"));
        }
        // Whatever comes back, nothing is open after it: a transaction of which a part failed is rolled back by its commit.
        self.ended = true;
        if self.beginning.is_some() && self.waiting.is_empty() {
            return Ok(());
        }
        self.send(Some(Part::Text("COMMIT")), commit_from_postgres).map(drop)
    }

    /// Ends it without a trace.
    pub(crate) fn rollback(mut self) -> Result<(), Failure> {
        self.waiting.clear();
        if self.beginning.is_none() {
            self.send(Some(Part::Text("ROLLBACK")), from_postgres)?;
        }
        self.ended = true;
        Ok(())
    }

    fn fits(&mut self, statement: &Statement, params: &[Value]) -> Result<(), Failure> {
        let (wanted, given) = (statement.params().len(), params.len());
        if wanted == given {
            return Ok(());
        }
        Err(self.fails(Failure::internal(format!("{given} values for a statement that takes {wanted}"))))
    }

    fn fails(&mut self, failure: Failure) -> Failure {
        self.failed = true;
        failure
    }

    /// Sends what begins the transaction, what waits and what comes last, and waits for all answers: the rows of the last.
    fn send(&mut self, last: Option<Part<'_>>, told: fn(Error) -> Failure) -> Result<Vec<Row>, Failure> {
        let (beginning, waiting) = (self.beginning.take(), std::mem::take(&mut self.waiting));
        let parts = beginning.into_iter().map(Part::Text).chain(waiting.iter().map(Part::Change)).chain(last);
        let Line { client, wire, .. } = &mut *self.line;
        let answers = wire.wait(in_order(parts.map(|part| answer(client, part))));
        let mut answers = answers.map_err(|error| self.fails(told(error)))?;
        let changed = answers.iter().skip(usize::from(beginning.is_some()));
        if changed.zip(&waiting).any(|(answer, change)| change.one_row && answer.changed != 1) {
            return Err(self.fails(stale()));
        }
        Ok(answers.pop().unwrap_or_default().rows)
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if !self.ended && self.beginning.is_none() {
            self.line.broken |= self.line.batch("ROLLBACK").is_err();
        }
    }
}

async fn answer(client: &Client, part: Part<'_>) -> Result<Answer, Error> {
    match part {
        Part::Text(text) => client.batch_execute(text).await.map(|()| Answer::default()),
        Part::Change(Change { statement, values, .. }) => {
            let values: Vec<_> = values.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
            client.execute(statement, &values).await.map(|changed| Answer { changed, ..Answer::default() })
        }
        Part::Question(statement, params) => {
            let params: Vec<_> = params.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
            client.query(statement, &params).await.map(|rows| Answer { rows, ..Answer::default() })
        }
    }
}

/// Every answer, or the first error. Each part goes to the server when it is looked at for the first time, so all of them go
/// in their order before the first is waited for.
async fn in_order<F: Future<Output = Result<Answer, Error>>>(
    parts: impl Iterator<Item = F>,
) -> Result<Vec<Answer>, Error> {
    let mut parts: Vec<_> = parts.map(|part| (Box::pin(part), None)).collect();
    poll_fn(move |cx| {
        for (part, answer) in &mut parts {
            if answer.is_none()
                && let Poll::Ready(done) = part.as_mut().poll(cx)
            {
                *answer = Some(done);
            }
        }
        if parts.iter().any(|(_, answer)| answer.is_none()) {
            return Poll::Pending;
        }
        Poll::Ready(parts.drain(..).filter_map(|(_, answer)| answer).collect())
    })
    .await
}
