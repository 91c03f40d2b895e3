//! Lists in order.

use std::{cmp::Ordering, mem};

/// Sorts; what is equal stays as it was. All lists share one sort, of their places: the standard library's takes 4 kB of
/// wasm for each type, and none of these is long.
pub(crate) fn sort<T>(list: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let order = order(list.len(), &|one, other| compare(&list[one], &list[other]));
    let mut items: Vec<_> = mem::take(list).into_iter().map(Some).collect();
    list.extend(order.into_iter().filter_map(|place| items[place].take()));
}

/// The places in their order.
fn order(len: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<_> = (0..len).collect();
    places.sort_by(|one, other| compare(*one, *other));
    places
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::sort;

    proptest! {
        #[test]
        fn sorts_as_the_standard_library_does(mut list: Vec<(u8, u32)>) {
            let mut standard = list.clone();
            standard.sort_by_key(|(key, _)| *key);
            sort(&mut list, |(one, _), (other, _)| one.cmp(other));
            prop_assert_eq!(list, standard);
        }
    }
}
