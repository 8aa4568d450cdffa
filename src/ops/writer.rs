//! One thread that writes: whatever issues and casts arrive while it commits become the next transaction together.
//!
//! Faster than a transaction each, because durable writing waits for the disk; and less telling, because what lies in one
//! transaction has no order inside it.
//!
//! # Invariants
//! - Nobody is answered before the transaction that holds their write is durable.
//! - Within a transaction rows are written in the order of their keys, which tell nothing.
//! - If a batch fails, each of its writes is tried alone, so that one bad write harms no other.
//! - When the writer is dropped, it first writes what it had taken.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use crate::ballot::SealedBallot;
use crate::base::SurveyCode;
use crate::store::ballot_box::{self, Cast, Issue};
use crate::store::{Store, StoreError, Tx, TxError as _};

/// Most writes in one transaction.
pub(super) const BATCH: usize = 256;
/// Most writes that wait; whoever comes then waits to be let in.
const QUEUE: usize = 4 * BATCH;

/// What is written together with others.
enum Write {
    Issue {
        survey: SurveyCode,
        mark: [u8; 32],
        request: [u8; 32],
        reply: SyncSender<Result<Issue, StoreError>>,
    },
    Cast {
        survey: SurveyCode,
        ballot: Box<SealedBallot>,
        reply: SyncSender<Result<Cast, StoreError>>,
    },
}

enum Written {
    Issue(Issue),
    Cast(Cast),
}

/// The way to the writing thread.
pub struct Writer {
    queue: Option<SyncSender<Write>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread, which puts at most `batch` writes into one transaction.
    pub fn start(store: Arc<Store>, batch: usize) -> Self {
        let (queue, writes) = sync_channel(QUEUE);
        let thread = std::thread::spawn(move || work(&store, &writes, batch));
        Self {
            queue: Some(queue),
            thread: Some(thread),
        }
    }

    /// Marks an invitation as used for one request; returns when that is durable.
    pub fn issue(
        &self,
        survey: &SurveyCode,
        mark: [u8; 32],
        request: [u8; 32],
    ) -> Result<Issue, StoreError> {
        self.wait(|reply| Write::Issue {
            survey: survey.clone(),
            mark,
            request,
            reply,
        })
    }

    /// Puts a ballot into the box; returns when that is durable.
    pub fn cast(&self, survey: &SurveyCode, ballot: SealedBallot) -> Result<Cast, StoreError> {
        self.wait(|reply| Write::Cast {
            survey: survey.clone(),
            ballot: Box::new(ballot),
            reply,
        })
    }

    fn wait<T>(
        &self,
        write: impl FnOnce(SyncSender<Result<T, StoreError>>) -> Write,
    ) -> Result<T, StoreError> {
        let gone = || StoreError::Busy(None);
        let queue = self.queue.as_ref().ok_or_else(gone)?;
        let (reply, outcome) = sync_channel(1);
        queue.send(write(reply)).map_err(|_| gone())?;
        outcome.recv().map_err(|_| gone())?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the writing thread had stopped before its time");
        }
    }
}

fn work(store: &Store, writes: &Receiver<Write>, most: usize) {
    while let Ok(first) = writes.recv() {
        let mut batch = vec![first];
        batch.extend(writes.try_iter().take(most - 1));
        // Of two writes with one key the earlier stays first.
        batch.sort_by(|a, b| a.place().cmp(&b.place()));
        match store.write(|tx| batch.iter().map(|write| write.carry_out(tx)).collect()) {
            Ok(outcomes) => {
                let outcomes: Vec<Written> = outcomes;
                for (write, outcome) in batch.into_iter().zip(outcomes) {
                    write.answer(Ok(outcome));
                }
            }
            Err(error) if batch.len() == 1 || error.is_busy() => {
                let mut error = Some(error);
                for write in batch {
                    write.answer(Err(error.take().unwrap_or(StoreError::Busy(None))));
                }
            }
            Err(_) => {
                for write in batch {
                    let outcome = store.write(|tx| write.carry_out(tx));
                    write.answer(outcome);
                }
            }
        }
    }
}

impl Write {
    fn place(&self) -> (u8, &SurveyCode, &[u8; 32]) {
        match self {
            Self::Issue { survey, mark, .. } => (0, survey, mark),
            Self::Cast { survey, ballot, .. } => (1, survey, &ballot.key),
        }
    }

    fn carry_out(&self, tx: &mut Tx<'_>) -> Result<Written, StoreError> {
        match self {
            Self::Issue {
                survey,
                mark,
                request,
                ..
            } => ballot_box::issue(tx, survey, mark, request).map(Written::Issue),
            Self::Cast { survey, ballot, .. } => {
                ballot_box::cast(tx, survey, ballot).map(Written::Cast)
            }
        }
    }

    /// Whoever does not wait any more has lost the reply, and will ask again.
    fn answer(self, outcome: Result<Written, StoreError>) {
        match (self, outcome) {
            (Self::Issue { reply, .. }, Ok(Written::Issue(done))) => drop(reply.try_send(Ok(done))),
            (Self::Cast { reply, .. }, Ok(Written::Cast(done))) => drop(reply.try_send(Ok(done))),
            (Self::Issue { reply, .. }, Err(error)) => drop(reply.try_send(Err(error))),
            (Self::Cast { reply, .. }, Err(error)) => drop(reply.try_send(Err(error))),
            (_, Ok(_)) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ballot::TAG;
    use crate::store::surveys;
    use crate::store::tests::on_each_backend;
    use crate::store::tests::support::{TestDb, code, survey};

    fn ballot(key: u8, check: u8) -> Box<SealedBallot> {
        Box::new(SealedBallot {
            key: [key; 32],
            check: [check; 32],
            tag: [0; TAG],
            sealed: vec![key; 100],
        })
    }

    fn open(db: &TestDb) -> Arc<Store> {
        db.write(|tx| surveys::insert(tx, &survey("s")));
        Arc::new(Store::open(&crate::store::DatabaseUrl::parse(&db.address()).unwrap()).unwrap())
    }

    on_each_backend! {
        fn one_bad_write_harms_no_other_of_its_batch(db) {
            let store = open(db);
            let (queue, writes) = sync_channel(100);
            let mut replies = Vec::new();
            // The third is of a survey that is not there, which ends the transaction; the last is the first's nonce again.
            for (name, key, check) in [("s", 5, 1), ("s", 6, 1), ("x", 7, 1), ("s", 8, 1), ("s", 5, 1), ("s", 5, 2)] {
                let (reply, outcome) = sync_channel(1);
                queue.send(Write::Cast { survey: code(name), ballot: ballot(key, check), reply }).unwrap();
                replies.push(outcome);
            }
            let (reply, outcome) = sync_channel(1);
            queue.send(Write::Issue { survey: code("s"), mark: [1; 32], request: [2; 32], reply }).unwrap();
            drop(queue);
            // What was taken is written, although nobody can send any more.
            work(&store, &writes, BATCH);
            let outcomes: Vec<_> = replies.iter().map(|reply| reply.recv().unwrap().ok()).collect();
            let stored = Some(Cast::Stored);
            assert_eq!(outcomes, [stored, stored, None, stored, Some(Cast::Again), Some(Cast::Again)]);
            assert_eq!(outcome.recv().unwrap().ok(), Some(Issue::Marked));
            assert_eq!(db.number("SELECT count(*) AS number FROM ballot_box"), 3);
        }

        fn a_batch_is_one_transaction_and_its_rows_lie_in_the_order_of_their_keys(db) {
            let store = open(db);
            let (queue, writes) = sync_channel(100);
            for key in [9_u8, 3, 7, 1, 5] {
                let (reply, _) = sync_channel(1);
                queue.send(Write::Cast { survey: code("s"), ballot: ballot(key, 1), reply }).unwrap();
            }
            drop(queue);
            // Nobody waits for these replies: they are written all the same.
            work(&store, &writes, BATCH);
            assert_eq!(db.number("SELECT count(*) AS number FROM ballot_box"), 5);
            if !db.is_sqlite() {
                assert_eq!(db.number("SELECT count(DISTINCT xmin::text) AS number FROM ballot_box"), 1);
                let keys = db.lines("SELECT left(encode(ballot_key, 'hex'), 2) AS line FROM ballot_box ORDER BY ctid");
                assert_eq!(keys, ["01", "03", "05", "07", "09"]);
            }
        }

        fn a_writer_that_is_dropped_has_answered_everybody(db) {
            let writer = Writer::start(open(db), BATCH);
            std::thread::scope(|scope| {
                for key in 0..40 {
                    let writer = &writer;
                    scope.spawn(move || assert_eq!(writer.cast(&code("s"), *ballot(key, 1)).unwrap(), Cast::Stored));
                }
            });
            drop(writer);
            assert_eq!(db.number("SELECT count(*) AS number FROM ballot_box"), 40);
        }
    }
}
