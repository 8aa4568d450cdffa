//! A limit on failures, not on requests: a whole town hall sits behind one address, and only guessing fails often.
//!
//! Invariant: no address is kept. The key is a digest of the address under a random number that exists in this process
//! only, and it is forgotten after a minute.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use crate::base::{Digest, Entropy};

/// Failures a minute from one address.
const PER_ADDRESS: u32 = 20;
/// Failures a minute altogether.
const ALTOGETHER: u32 = 1_000;
/// Length of a window, in seconds.
const WINDOW: i64 = 60;

/// Counts failures in windows of a minute.
pub(super) struct Failures {
    secret: [u8; 32],
    window: Mutex<Window>,
}

#[derive(Default)]
struct Window {
    begins: i64,
    altogether: u32,
    by_address: BTreeMap<Digest, u32>,
}

impl Failures {
    /// None so far.
    pub(super) fn new(entropy: &mut Entropy) -> Self {
        Self {
            secret: entropy.bytes(),
            window: Mutex::default(),
        }
    }

    /// Whether this address, or everybody, must wait.
    pub(super) fn too_many(&self, address: Option<IpAddr>, now: i64) -> bool {
        let key = address.map(|address| self.key(address));
        self.in_window(now, |window| {
            let here = key
                .and_then(|key| window.by_address.get(&key).copied())
                .unwrap_or(0);
            window.altogether >= ALTOGETHER || here >= PER_ADDRESS
        })
    }

    /// Counts a failure.
    pub(super) fn count(&self, address: Option<IpAddr>, now: i64) {
        let key = address.map(|address| self.key(address));
        self.in_window(now, |window| {
            window.altogether += 1;
            if let Some(key) = key {
                *window.by_address.entry(key).or_default() += 1;
            }
        });
    }

    fn key(&self, address: IpAddr) -> Digest {
        Digest::of(
            "failures of an address",
            &[&self.secret, address.to_string().as_bytes()],
        )
    }

    fn in_window<T>(&self, now: i64, work: impl FnOnce(&mut Window) -> T) -> T {
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        if now - window.begins >= WINDOW {
            *window = Window {
                begins: now,
                ..Window::default()
            };
        }
        work(&mut window)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_failures_count_and_only_for_a_minute() {
        let failures = Failures::new(&mut Entropy::seeded(1));
        let (one, other) = (
            Some(IpAddr::from([10, 0, 0, 1])),
            Some(IpAddr::from([10, 0, 0, 2])),
        );
        for _ in 0..PER_ADDRESS {
            assert!(!failures.too_many(one, 100));
            failures.count(one, 100);
        }
        assert!(failures.too_many(one, 100));
        assert!(
            !failures.too_many(other, 100),
            "another address is not held up"
        );
        assert!(
            !failures.too_many(one, 160),
            "a minute later it is forgotten"
        );
    }

    #[test]
    fn guessing_from_many_addresses_is_held_up_too() {
        let failures = Failures::new(&mut Entropy::seeded(1));
        for n in 0..ALTOGETHER {
            failures.count(Some(IpAddr::from(n.to_be_bytes())), 100);
        }
        assert!(failures.too_many(None, 100));
    }
}
