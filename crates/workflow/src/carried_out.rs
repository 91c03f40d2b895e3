//! Which commands of the views were carried out.

use protocol::ViewId;
use serde::{Deserialize, Serialize};

/// Commands of so many views are remembered.
const VIEWS: usize = 64;

/// The last command of each view that was carried out, the latest view last. It outlives the background, as what the
/// commands did; it is stored apart from that, since every key that is pressed changes it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedOut(Vec<(ViewId, u64)>);

impl CarriedOut {
    /// The highest number of the view's commands that was carried out; 0 where none is known.
    pub fn last_of(&self, view: &ViewId) -> u64 {
        self.0.iter().find(|(one, _)| one == view).map_or(0, |(_, number)| *number)
    }

    /// The view's command of this number is carried out.
    pub(crate) fn note(&mut self, view: &ViewId, number: u64) {
        self.0.retain(|(one, _)| one != view);
        self.0.push((view.clone(), number));
        let surplus = self.0.len().saturating_sub(VIEWS);
        self.0.drain(..surplus);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn views_that_have_been_silent_longest_are_forgotten() {
        let mut carried_out = CarriedOut::default();
        let view = |number: usize| ViewId(number.to_string());
        for number in 0..=VIEWS {
            carried_out.note(&view(number), 7);
            carried_out.note(&view(1), number as u64);
        }
        assert_eq!(carried_out.last_of(&view(0)), 0);
        assert_eq!(carried_out.last_of(&view(1)), VIEWS as u64);
        assert_eq!(carried_out.last_of(&view(VIEWS)), 7);
    }
}
