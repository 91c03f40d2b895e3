//! Who has the word on a field that is typed into: the agent at this view, or the state that comes in.
//!
//! Text is sent as it is typed and comes back with its author. A field that the agent is typing into must not be
//! set back by an answer that is older than the last key, nor by its own echo; but it has to take over what another
//! view typed, and what the background set.

use protocol::{Typed, ViewId};

/// One field's memory of what this view typed into it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Field {
    /// The edit last made here.
    edit: u64,
    /// The field was emptied here ahead of the answer: the answer decides, whoever typed it.
    emptied: bool,
}

/// What a field does with a state that comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Leaves its text alone.
    Keep,
    /// It is the echo of the last edit made here. Only a field that the background reformats takes it over.
    Echo,
    /// Takes over the text.
    Take,
}

impl Field {
    /// The agent made the edit `edit`.
    pub(crate) fn typed(&mut self, edit: u64) {
        *self = Self { edit, emptied: false };
    }

    /// The field was emptied because its text was handed over (*Send*).
    pub(crate) fn emptied(&mut self) {
        self.emptied = true;
    }

    /// What to do with `incoming`. `settled`: it is in a state that has carried out every command of this view.
    pub(crate) fn judge(&self, view: &ViewId, incoming: &Typed, settled: bool) -> Verdict {
        if !settled {
            return Verdict::Keep;
        }
        match &incoming.author {
            Some(author) if author.view == *view && !self.emptied => {
                if author.edit == self.edit {
                    Verdict::Echo
                } else {
                    Verdict::Keep
                }
            }
            _ => Verdict::Take,
        }
    }
}

#[cfg(test)]
mod tests {
    use protocol::Author;

    use super::*;

    fn me() -> ViewId {
        ViewId("me".into())
    }

    fn by(view: &str, edit: u64) -> Typed {
        Typed { text: "x".into(), author: Some(Author { view: ViewId(view.into()), edit }) }
    }

    #[test]
    fn a_field_nobody_typed_into_here_takes_over_everything() {
        let field = Field::default();
        assert_eq!(field.judge(&me(), &by("other", 3), true), Verdict::Take);
        assert_eq!(field.judge(&me(), &Typed::default(), true), Verdict::Take);
    }

    #[test]
    fn nothing_older_than_the_last_key_sets_it_back() {
        let mut field = Field::default();
        field.typed(7);
        for older in [by("me", 6), by("other", 2), Typed::default()] {
            assert_eq!(field.judge(&me(), &older, false), Verdict::Keep);
        }
    }

    #[test]
    fn the_echo_of_the_last_key_is_told_apart_from_news() {
        let mut field = Field::default();
        field.typed(7);
        assert_eq!(field.judge(&me(), &by("me", 7), true), Verdict::Echo);
        assert_eq!(field.judge(&me(), &by("me", 6), true), Verdict::Keep);
        assert_eq!(field.judge(&me(), &by("other", 1), true), Verdict::Take);
        assert_eq!(field.judge(&me(), &Typed::default(), true), Verdict::Take);
    }

    #[test]
    fn after_send_the_answer_decides_unless_typing_went_on() {
        let mut field = Field::default();
        field.typed(7);
        field.emptied();
        assert_eq!(field.judge(&me(), &by("me", 7), false), Verdict::Keep);
        assert_eq!(field.judge(&me(), &Typed::default(), true), Verdict::Take);
        assert_eq!(field.judge(&me(), &by("me", 7), true), Verdict::Take, "it was refused: the text comes back");
        field.typed(8);
        assert_eq!(field.judge(&me(), &Typed::default(), false), Verdict::Keep);
        assert_eq!(field.judge(&me(), &by("me", 8), true), Verdict::Echo);
    }
}
