//! The rate limit per user and OAuth client.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;
use uuid::Uuid;

const WINDOW: Duration = Duration::from_mins(1);

/// Counts requests in windows of a minute that begin with the first of them.
#[derive(Debug)]
pub(crate) struct Limiter {
    limit: u32,
    windows: Mutex<HashMap<(Uuid, Uuid), (Instant, u32)>>,
}

/// Where a user and client stand; the headers `inin-ratelimit-*` say so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) count: u32,
    pub(crate) allowed: u32,
    /// Seconds until the window ends.
    pub(crate) reset: u64,
}

impl Count {
    pub(crate) fn is_exceeded(self) -> bool {
        self.count > self.allowed
    }
}

impl Limiter {
    pub(crate) fn new(limit: u32) -> Self {
        Self { limit, windows: Mutex::default() }
    }

    /// Counts one request.
    pub(crate) fn count(&self, user: Uuid, client: Uuid, now: Instant) -> Count {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        let (start, count) = windows.entry((user, client)).or_insert((now, 0));
        if now.duration_since(*start) >= WINDOW {
            (*start, *count) = (now, 0);
        }
        *count = count.saturating_add(1);
        let left = WINDOW.saturating_sub(now.duration_since(*start));
        Count { count: *count, allowed: self.limit, reset: left.as_secs().max(1) }
    }

    pub(crate) fn clear(&self) {
        self.windows.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_ends_after_a_minute_and_clients_count_apart() {
        let limiter = Limiter::new(2);
        let (user, one, other, start) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3), Instant::now());
        assert!(!limiter.count(user, one, start).is_exceeded());
        assert!(!limiter.count(user, one, start).is_exceeded());
        let third = limiter.count(user, one, start + Duration::from_secs(20));
        assert!(third.is_exceeded());
        assert_eq!(third.reset, 40);
        assert!(!limiter.count(user, other, start).is_exceeded());
        assert!(!limiter.count(user, one, start + WINDOW).is_exceeded());
    }
}
