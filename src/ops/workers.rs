//! Work shared out among threads, taken in order.
//!
//! Invariants: what is taken does not depend on the number of workers; no worker is more than two pieces ahead, so memory does not grow with
//! the work.

use std::num::NonZeroUsize;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

/// As many workers as this machine does at the same time.
pub(super) fn available() -> usize {
    thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

/// Makes pieces 0 to `count` on so many threads, and takes them one after the other. The first fault ends it: that of the lowest piece.
pub(super) fn in_order<T: Send, E: Send>(
    count: usize,
    workers: usize,
    make: &(dyn Fn(usize) -> Result<T, E> + Sync),
    mut take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let workers = workers.clamp(1, count.max(1));
    thread::scope(|scope| {
        let lanes: Vec<Receiver<Result<T, E>>> = (0..workers)
            .map(|first| {
                let (send, receive) = sync_channel(1);
                scope.spawn(move || {
                    for piece in (first..count).step_by(workers) {
                        // Nobody listens any more where something else failed.
                        if send.send(make(piece)).is_err() {
                            return;
                        }
                    }
                });
                receive
            })
            .collect();
        for lane in lanes.iter().cycle().take(count) {
            match lane.recv() {
                Ok(piece) => take(piece?)?,
                // Its worker panicked, and so does the scope when this ends.
                Err(_) => break,
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_order_does_not_depend_on_the_number_of_workers() {
        for workers in [1, 2, 3, 8, 100] {
            let mut taken = Vec::new();
            let made = in_order(
                37,
                workers,
                &|piece| {
                    thread::sleep(Duration::from_micros((piece as u64 * 7_919) % 1_000));
                    Ok::<_, ()>(piece * piece)
                },
                |piece| {
                    taken.push(piece);
                    Ok(())
                },
            );
            assert_eq!(made, Ok(()));
            assert_eq!(taken, (0..37).map(|n| n * n).collect::<Vec<_>>());
        }
        let none = in_order(0, 4, &|_| Ok::<(), ()>(()), |()| Err(()));
        assert_eq!(none, Ok(()));
    }

    #[test]
    fn nobody_runs_ahead_and_a_fault_ends_it() {
        let (made, taken) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let ended = in_order(
            1_000,
            4,
            &|piece| {
                let ahead = 1 + made.fetch_add(1, Ordering::SeqCst) - taken.load(Ordering::SeqCst);
                // One in the making, one waiting and one handed over, per worker.
                assert!(ahead <= 4 * 3, "{ahead} pieces ahead");
                if piece == 50 { Err(piece) } else { Ok(piece) }
            },
            |_| {
                taken.fetch_add(1, Ordering::SeqCst);
                Ok(())
            },
        );
        assert_eq!(ended, Err(50));
        assert_eq!(taken.load(Ordering::SeqCst), 50);
        assert!(made.load(Ordering::SeqCst) < 70);
        let refused = in_order(9, 2, &|piece| Ok(piece), Err);
        assert_eq!(refused, Err(0));
    }
}
