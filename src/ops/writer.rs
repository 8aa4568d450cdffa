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
const BATCH: usize = 256;
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
pub(super) struct Writer {
    queue: Option<SyncSender<Write>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread.
    pub(super) fn start(store: Arc<Store>) -> Self {
        let (queue, writes) = sync_channel(QUEUE);
        let thread = std::thread::spawn(move || work(&store, &writes));
        Self {
            queue: Some(queue),
            thread: Some(thread),
        }
    }

    /// Marks an invitation as used for one request; returns when that is durable.
    pub(super) fn issue(
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
    pub(super) fn cast(
        &self,
        survey: &SurveyCode,
        ballot: SealedBallot,
    ) -> Result<Cast, StoreError> {
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

fn work(store: &Store, writes: &Receiver<Write>) {
    while let Ok(first) = writes.recv() {
        let mut batch = vec![first];
        batch.extend(writes.try_iter().take(BATCH - 1));
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
