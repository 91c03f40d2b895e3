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
        let next: Vec<Row<K, T>> =
            items.iter().enumerate().map(|(index, item)| row(old, index, item, key(item))).collect();
        let same = old.len() == next.len() && old.iter().zip(&next).all(|(old, next)| old.key == next.key);
        (next, same)
    });
    if !same {
        rows.set(next);
    }
}

fn row<K: Clone + PartialEq, T: Clone + PartialEq + Send + Sync>(
    old: &[Row<K, T>],
    index: usize,
    item: &T,
    key: &K,
) -> Row<K, T> {
    // Mostly rows stay where they are, so that place is looked at first.
    let known = old.get(index).filter(|row| row.key == *key).or_else(|| old.iter().find(|row| row.key == *key));
    let Some(row) = known else {
        return Row { key: key.clone(), item: ArcRwSignal::new(item.clone()) };
    };
    if row.item.with_untracked(|old| old != item) {
        row.item.set(item.clone());
    }
    row.clone()
}
