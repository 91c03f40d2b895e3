//! Lists whose rows keep their identity: a row that changed is told so, the others are left alone.

use leptos::prelude::*;

/// A row: who it is, and how it stands.
#[derive(Clone)]
pub(crate) struct Row<K, T: 'static> {
    /// Who it is.
    pub(crate) key: K,
    /// How it stands.
    pub(crate) item: ArcRwSignal<T>,
}

/// The rows of a list, in order.
pub(crate) type Rows<K, T> = RwSignal<Vec<Row<K, T>>>;

/// Brings `rows` to `items`: changed rows are set, new ones made, and the list itself only touched when who is in it,
/// or in which order, is different.
pub(crate) fn update<K, T>(rows: Rows<K, T>, items: &[T], key: impl Fn(&T) -> &K)
where
    K: Clone + PartialEq + Send + Sync + 'static,
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let (next, same) = rows.with_untracked(|old| {
        let mut next_to_last = 0;
        let next: Vec<Row<K, T>> = items.iter().map(|item| row(old, &mut next_to_last, item, key(item))).collect();
        let same = old.len() == next.len() && old.iter().zip(&next).all(|(old, next)| old.key == next.key);
        (next, same)
    });
    if !same {
        rows.set(next);
    }
}

fn row<K: Clone + PartialEq, T: Clone + PartialEq + Send + Sync>(
    old: &[Row<K, T>],
    next: &mut usize,
    item: &T,
    key: &K,
) -> Row<K, T> {
    // Mostly rows follow each other as they did, so the place after the last one is looked at first.
    let is_it = |row: &Row<K, T>| row.key == *key;
    let at = Some(*next).filter(|&at| old.get(at).is_some_and(is_it)).or_else(|| old.iter().position(is_it));
    let Some(at) = at else {
        return Row { key: key.clone(), item: ArcRwSignal::new(item.clone()) };
    };
    *next = at + 1;
    let row = &old[at];
    if row.item.with_untracked(|old| old != item) {
        row.item.set(item.clone());
    }
    row.clone()
}
