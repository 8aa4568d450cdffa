//! Work on several threads at once that comes out as if one had done it.
//!
//! # Invariants
//! - What comes out depends neither on the number of threads nor on which is faster: results stand in the order of the jobs, and of several
//!   faults the first in that order is told.
//! - No thread outlives the call. One thread is the caller's own.
//! - Only how many jobs are done is told meanwhile, on the caller's thread; never which.

use std::convert::Infallible;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

/// How many threads may work at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threads(NonZeroUsize);

impl Threads {
    /// The caller's own.
    pub const ONE: Self = Self(NonZeroUsize::MIN);

    /// So many.
    pub fn new(count: NonZeroUsize) -> Self {
        Self(count)
    }

    /// How many.
    pub fn count(self) -> usize {
        self.0.get()
    }

    /// How many for `jobs` jobs at once, and how many for the parts of each.
    pub fn divided(self, jobs: usize) -> (Self, Self) {
        let jobs = NonZeroUsize::new(jobs).map_or(self.0, |jobs| jobs.min(self.0));
        let parts = NonZeroUsize::new(self.count() / jobs).unwrap_or(NonZeroUsize::MIN);
        (Self(jobs), Self(parts))
    }

    /// Does each of `jobs` jobs, told by its number: the results in the order of the jobs.
    pub fn each<T: Send>(self, jobs: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
        let Ok(all) = self.try_each(jobs, |job| Ok::<T, Infallible>(work(job)), |_| ());
        all
    }

    /// The same of jobs that can fail: then no new one is begun, and the first fault in the order of the jobs is told. `done` hears how
    /// many have succeeded, each time it is one more.
    pub fn try_each<T: Send, E: Send>(
        self,
        jobs: usize,
        work: impl Fn(usize) -> Result<T, E> + Sync,
        mut done: impl FnMut(usize),
    ) -> Result<Vec<T>, E> {
        let (at_once, _) = self.divided(jobs);
        if at_once == Self::ONE {
            let one = |job| {
                let result = work(job)?;
                done(job + 1);
                Ok(result)
            };
            return (0..jobs).map(one).collect();
        }
        let next = AtomicUsize::new(0);
        let mut results = thread::scope(|scope| {
            let (tell, told) = mpsc::channel();
            for _ in 0..at_once.count() {
                let (tell, next, work) = (tell.clone(), &next, &work);
                scope.spawn(move || {
                    loop {
                        let job = next.fetch_add(1, Ordering::Relaxed);
                        if job >= jobs {
                            break;
                        }
                        let result = work(job);
                        if result.is_err() {
                            // All before it are begun, so the first fault is among them.
                            next.fetch_max(jobs, Ordering::Relaxed);
                        }
                        if tell.send((job, result)).is_err() {
                            break;
                        }
                    }
                });
            }
            drop(tell);
            let mut results: Vec<(usize, Result<T, E>)> = Vec::with_capacity(jobs);
            let mut succeeded = 0;
            for (job, result) in told {
                if result.is_ok() {
                    succeeded += 1;
                    done(succeeded);
                }
                results.push((job, result));
            }
            results
        });
        results.sort_unstable_by_key(|(job, _)| *job);
        results.into_iter().map(|(_, result)| result).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Barrier, Mutex};

    use super::*;

    fn threads(count: usize) -> Threads {
        Threads::new(NonZeroUsize::new(count).unwrap())
    }

    #[test]
    fn results_stand_in_the_order_of_the_jobs_whichever_is_done_first() {
        // The jobs of a pair wait for each other, so they run at once; the second is done before the first.
        let (meet, after) = (Barrier::new(2), Barrier::new(2));
        let finished = Mutex::new(Vec::new());
        let work = |job: usize| {
            meet.wait();
            if job.is_multiple_of(2) {
                after.wait();
                finished.lock().unwrap().push(job);
            } else {
                finished.lock().unwrap().push(job);
                after.wait();
            }
            job * job
        };
        assert_eq!(threads(2).each(2, work), [0, 1]);
        assert_eq!(*finished.lock().unwrap(), [1, 0]);
    }

    #[test]
    fn so_many_work_at_once_and_no_more_than_there_are_jobs() {
        let barrier = Barrier::new(3);
        let leaders = threads(3).each(9, |_| barrier.wait().is_leader());
        assert_eq!(leaders.iter().filter(|leader| **leader).count(), 3);
        let own = thread::current().id();
        let here = |count: usize, jobs| {
            let ids = threads(count).each(jobs, |_| thread::current().id());
            ids.iter().all(|id| *id == own)
        };
        assert!(here(1, 5) && here(4, 1));
        assert!(!here(4, 2));
        assert!(threads(4).each(0, |job| job).is_empty());
        assert_eq!(threads(7).divided(3), (threads(3), threads(2)));
        assert_eq!(threads(2).divided(40), (threads(2), threads(1)));
        assert_eq!(threads(2).divided(0), (threads(2), threads(1)));
    }

    #[test]
    fn the_first_fault_in_the_order_of_the_jobs_is_told() {
        for count in 1..5 {
            let outcome = threads(count).try_each(
                30,
                |job| if job % 10 == 7 { Err(job) } else { Ok(job) },
                |_| (),
            );
            assert_eq!(outcome, Err(7), "{count}");
        }
        // All fail, and none before all are begun.
        let barrier = Barrier::new(3);
        let fail = |job| {
            barrier.wait();
            Err::<(), usize>(job)
        };
        assert_eq!(threads(3).try_each(3, fail, |_| ()), Err(0));
    }

    #[test]
    fn what_is_told_meanwhile_only_counts() {
        for count in 1..5 {
            let mut told = Vec::new();
            let all = threads(count).try_each(6, Ok::<usize, ()>, |done| told.push(done));
            assert_eq!(all.unwrap(), [0, 1, 2, 3, 4, 5]);
            assert_eq!(told, [1, 2, 3, 4, 5, 6]);
        }
    }
}
