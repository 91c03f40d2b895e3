//! The emoji that can be picked, how one moves among them, and what one costs in the text.

use std::ops::Range;

use sms::Measure;

use crate::slash;

/// So many are in a row: at 320 px there is room for no more.
const WIDE: usize = 8;

/// What agents write to customers, in rows of eight. No faces of several people and no flags: they take ten units and more.
const ALL: &str = "\
    😀 😃 😄 😁 😊 🙂 😉 😍 \
    🤩 😘 😎 🤗 🤔 😅 😂 🤣 \
    😇 😌 😏 🙃 😐 😕 🙁 😟 \
    😢 😭 😞 😔 😳 😬 😮 😱 \
    😴 😷 🤒 🤕 😤 😡 🤯 🥳 \
    👍 👎 👌 👋 👏 🙌 🙏 🤝 \
    💪 ✌️ 🤞 👉 👈 👆 👇 ✋ \
    ❤️ 🧡 💛 💚 💙 💜 💔 💯 \
    ✨ ⭐ 🌟 🔥 🎉 🎊 🎁 🎂 \
    🏆 🥇 🎈 💐 🌹 🌸 🌷 🍀 \
    ☀️ ⛅ ☁️ 🌧️ ⛈️ ❄️ 🌈 ⚡ \
    ✅ ❌ ⚠️ ❗ ❓ ℹ️ ➡️ 🔔 \
    📞 📱 💬 ✉️ 📧 📎 📷 📄 \
    📅 ⏰ ⌛ 📍 🗺️ 🏠 🏢 🏥 \
    🚗 🚕 🚌 🚆 ✈️ 🚢 🚲 🚚 \
    📦 🛒 💳 💰 🧾 🔑 🔒 🛠️ \
    ☕ 🍽️ 🍕 🍔 🍰 🍺 🍷 🥂 \
    🐶 🐱 👶 🎓 💼 👀 🆗 🆕";

/// The rows of the picker: what was used last, where there is something, and all.
pub(crate) fn rows(kept: &str) -> Vec<Vec<&'static str>> {
    let recent = recent(kept);
    let all: Vec<_> = all().collect();
    let recent = Some(recent).filter(|recent| !recent.is_empty());
    recent.into_iter().chain(all.chunks(WIDE).map(<[_]>::to_vec)).collect()
}

/// What is kept once `emoji` was used: it comes first, and what was used longest ago goes.
pub(crate) fn used(kept: &str, emoji: &str) -> String {
    let others = recent(kept).into_iter().filter(|one| *one != emoji);
    [emoji].into_iter().chain(others).take(WIDE).collect::<Vec<_>>().join(" ")
}

/// What was kept, as far as it can be picked.
fn recent(kept: &str) -> Vec<&'static str> {
    kept.split(' ').filter_map(|one| all().find(|known| *known == one)).take(WIDE).collect()
}

fn all() -> impl Iterator<Item = &'static str> {
    ALL.split(' ')
}

/// A place in the picker.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// The row.
    pub(crate) row: usize,
    /// Where in it.
    pub(crate) column: usize,
}

/// A way through the picker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Next,
    Previous,
    Up,
    Down,
    RowStart,
    RowEnd,
    First,
    Last,
}

impl Step {
    /// The way that a key goes.
    pub(crate) fn of(key: &str, ctrl: bool) -> Option<Self> {
        Some(match (key, ctrl) {
            ("ArrowRight", _) => Self::Next,
            ("ArrowLeft", _) => Self::Previous,
            ("ArrowUp", _) => Self::Up,
            ("ArrowDown", _) => Self::Down,
            ("Home", false) => Self::RowStart,
            ("End", false) => Self::RowEnd,
            ("Home", true) => Self::First,
            ("End", true) => Self::Last,
            _ => return None,
        })
    }

    /// Where it leads from a place. It ends at the edges, but a row goes on in the next.
    pub(crate) fn from(self, rows: &[Vec<&str>], Place { row, column }: Place) -> Place {
        let end = |row: usize| rows.get(row).map_or(0, |row| row.len().saturating_sub(1));
        let last = rows.len().saturating_sub(1);
        let (row, column) = match self {
            Self::Next if column < end(row) => (row, column + 1),
            Self::Next if row < last => (row + 1, 0),
            Self::Previous if column > 0 => (row, column - 1),
            Self::Previous if row > 0 => (row - 1, end(row - 1)),
            Self::Next | Self::Previous => (row, column),
            Self::Up => (row.saturating_sub(1), column),
            Self::Down => ((row + 1).min(last), column),
            Self::RowStart => (row, 0),
            Self::RowEnd => (row, end(row)),
            Self::First => (0, 0),
            Self::Last => (last, end(last)),
        };
        Place { row, column: column.min(end(row)) }
    }
}

/// What a text takes as it is, and with an emoji.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cost {
    /// As it is.
    pub(crate) before: Measure,
    /// With it.
    pub(crate) after: Measure,
}

impl Cost {
    /// That of `emoji` in the place of a part of `text`, in UTF-16 units.
    pub(crate) fn of(text: &str, place: Range<u32>, emoji: &str) -> Self {
        Self { before: sms::measure(text), after: sms::measure(&slash::insert(text, place, emoji).text) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_there_once_in_whole_rows() {
        let all: Vec<_> = all().collect();
        assert_eq!(all.len() % WIDE, 0);
        assert!((100..=150).contains(&all.len()), "{}", all.len());
        for (index, one) in all.iter().enumerate() {
            assert!(!all[..index].contains(one), "{one} is there twice");
            // A screen reader reads one name, and the text control holds one character.
            assert!((1..=2).contains(&one.chars().count()), "{one:?} is no single emoji");
            assert!(!one.is_ascii());
        }
    }

    #[test]
    fn what_was_used_last_comes_first_and_goes_in_the_end() {
        let mut kept = String::new();
        assert_eq!(rows(&kept)[0][0], "😀");
        for emoji in ["👍", "🎉", "👍"] {
            kept = used(&kept, emoji);
        }
        assert_eq!(kept, "👍 🎉");
        assert_eq!(rows(&kept)[0], ["👍", "🎉"]);
        assert_eq!(rows(&kept)[1][0], "😀");
        for emoji in all().skip(8).take(20) {
            kept = used(&kept, emoji);
        }
        assert_eq!(rows(&kept)[0].len(), WIDE);
        assert!(!kept.contains("👍"));
        // What is not ours is not shown, whoever wrote it there.
        assert_eq!(rows("x  <b> 🎉")[0], ["🎉"]);
    }

    #[test]
    fn keys_lead_through_rows_of_different_length() {
        let rows = [vec!["a", "b"], vec!["c", "d", "e"], vec!["f"]];
        for (from, key, ctrl, to) in [
            ((0, 0), "ArrowRight", false, (0, 1)),
            ((0, 1), "ArrowRight", false, (1, 0)),
            ((2, 0), "ArrowRight", false, (2, 0)),
            ((1, 0), "ArrowLeft", false, (0, 1)),
            ((0, 0), "ArrowLeft", false, (0, 0)),
            ((1, 2), "ArrowUp", false, (0, 1)),
            ((0, 1), "ArrowUp", false, (0, 1)),
            ((1, 2), "ArrowDown", false, (2, 0)),
            ((2, 0), "ArrowDown", false, (2, 0)),
            ((1, 1), "Home", false, (1, 0)),
            ((1, 1), "End", false, (1, 2)),
            ((1, 1), "Home", true, (0, 0)),
            ((1, 1), "End", true, (2, 0)),
        ] {
            let place = |(row, column)| Place { row, column };
            assert_eq!(Step::of(key, ctrl).unwrap().from(&rows, place(from)), place(to), "{key} from {from:?}");
        }
        assert_eq!(Step::of("Enter", false), None);
        assert_eq!(Step::Down.from(&[], Place::default()), Place::default());
    }

    #[test]
    fn an_emoji_costs_what_the_text_around_it_makes_of_it() {
        let parts = |text: &str| {
            let cost = Cost::of(text, 0..0, "👍");
            (cost.before.segments, cost.after.segments)
        };
        assert_eq!(parts(""), (0, 1));
        assert_eq!(parts("Hello"), (1, 1));
        assert_eq!(parts(&"a".repeat(100)), (1, 2));
        assert_eq!(parts(&"a".repeat(400)), (3, 6));
        assert_eq!(parts("🎉"), (1, 1));
        let replaced = Cost::of("Hi there", 3..8, "❤️");
        assert_eq!(replaced.after.units, 5);
    }
}
