//! Identifiers and secrets: 122 random bits each. On a thread that simulates they come out of a seed, so that what
//! happened once happens again.

use std::cell::RefCell;

use fastrand::Rng;
use uuid::{Builder, Uuid};

thread_local! {
    static SEEDED: RefCell<Option<Rng>> = const { RefCell::new(None) };
}

/// A new identifier.
pub(crate) fn fresh() -> Uuid {
    let seeded = SEEDED.with_borrow_mut(|seeded| seeded.as_mut().map(|rng| rng.u128(..)));
    seeded.map_or_else(Uuid::new_v4, |bits| Builder::from_random_bytes(bits.to_be_bytes()).into_uuid())
}

/// A secret that cannot be guessed, unless it is simulated: 244 random bits.
pub(crate) fn secret() -> String {
    format!("{}{}", fresh().simple(), fresh().simple())
}

/// As long as this lives, this thread's identifiers come out of a seed.
#[derive(Debug)]
pub(crate) struct Seeded;

impl Seeded {
    pub(crate) fn with(seed: u64) -> Self {
        SEEDED.set(Some(Rng::with_seed(seed)));
        Self
    }
}

impl Drop for Seeded {
    fn drop(&mut self) {
        SEEDED.set(None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_identifiers_and_no_others() {
        let three = || [fresh(), fresh(), fresh()];
        let of = |seed| {
            let _seeded = Seeded::with(seed);
            three()
        };
        assert_eq!(of(1), of(1));
        assert_ne!(of(1), of(2));
        assert_eq!(of(1)[0].get_version_num(), 4);
        assert_ne!(three(), three());
    }
}
