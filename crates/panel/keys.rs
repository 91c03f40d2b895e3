//! The keys that the pages' strings ship under. The build of the panel asks by them, and `cargo xtask build` writes them
//! into the catalogues: six languages and the code with short keys are 10 kB less of the archives.

use std::collections::BTreeMap;

const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// What scripts ask for too.
const LANGUAGE: &str = "language";

/// The pages' strings are in `snake_case`; those of the manifest, the loaders and the background are not.
pub(crate) fn is_ours(key: &str) -> bool {
    !key.contains(|letter: char| letter.is_uppercase())
}

/// The short key for each of a catalogue's that has one: its place among them, in two digits.
pub(crate) fn short<'k>(catalogue: impl Iterator<Item = &'k str>) -> BTreeMap<&'k str, String> {
    let mut keys: Vec<_> = catalogue.filter(|key| is_ours(key) && *key != LANGUAGE).collect();
    keys.sort_unstable();
    let digits = |place: usize| [place / DIGITS.len(), place % DIGITS.len()].map(|digit| char::from(DIGITS[digit]));
    keys.into_iter().enumerate().map(|(place, key)| (key, digits(place).iter().collect())).collect()
}
