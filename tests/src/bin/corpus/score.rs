//! Counting what was found against what there is.

use ::tests::corpus::{Find, Place};
use serde::Serialize;

use crate::finders::{Finder, Found};

/// Which cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Those that may be looked at while tuning.
    Tuning,
    /// Those that are kept aside.
    HeldOut,
    /// Both.
    All,
}

impl Part {
    pub(crate) const ALL: [Self; 3] = [Self::Tuning, Self::HeldOut, Self::All];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Tuning => "tuning",
            Self::HeldOut => "held out",
            Self::All => "all",
        }
    }
}

/// What one finder made of all cases.
#[derive(Debug, Serialize)]
pub(crate) struct Scores {
    pub(crate) finder: Finder,
    pub(crate) texts: Row,
    pub(crate) pages: Row,
    misses: Vec<Miss>,
}

/// Cases of one kind.
#[derive(Debug, Default, Clone, Copy, Serialize)]
pub(crate) struct Row {
    tuning: Score,
    held_out: Score,
}

/// How many finds.
#[derive(Debug, Default, Clone, Copy, Serialize)]
pub(crate) struct Score {
    pub(crate) right: u32,
    pub(crate) wrong: u32,
    pub(crate) missed: u32,
}

/// A case that is not as it should be. Of one that is held out nothing but the name is told.
#[derive(Debug, Serialize)]
struct Miss {
    case: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<Detail>,
}

#[derive(Debug, Serialize)]
struct Detail {
    wrong: Vec<String>,
    missed: Vec<String>,
}

/// What a case says, without its content.
pub(crate) struct Truth<'c> {
    pub(crate) id: &'c str,
    pub(crate) finds: &'c [Find],
    pub(crate) held_out: bool,
}

/// A kind of cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Of {
    Texts,
    Pages,
}

impl Scores {
    pub(crate) fn new(finder: Finder) -> Self {
        Self { finder, texts: Row::default(), pages: Row::default(), misses: Vec::new() }
    }

    /// Both kinds together.
    pub(crate) fn all(&self) -> Row {
        Row { tuning: self.texts.tuning.and(self.pages.tuning), held_out: self.texts.held_out.and(self.pages.held_out) }
    }

    /// Counts what was found in a case. Numbers are compared as a multiset: each that is to be found is found once.
    pub(crate) fn count(&mut self, of: Of, truth: &Truth<'_>, found: &[&Found]) {
        let mut left: Vec<&Find> = truth.finds.iter().collect();
        let mut wrong = Vec::new();
        let mut score = Score::default();
        for found in found {
            // The place tells two of the same number apart for the message only.
            let same = left.iter().position(|find| found.readings.contains(&find.number));
            match same {
                Some(place) => {
                    left.remove(place);
                    score.right += 1;
                }
                None => {
                    wrong.push(format!("{:?} as {}", found.text, found.readings.join(" or ")));
                    score.wrong += 1;
                }
            }
        }
        score.missed = u32::try_from(left.len()).unwrap_or(u32::MAX);
        let row = match of {
            Of::Texts => &mut self.texts,
            Of::Pages => &mut self.pages,
        };
        let part = if truth.held_out { &mut row.held_out } else { &mut row.tuning };
        *part = part.and(score);
        if score.wrong + score.missed > 0 {
            let missed = left
                .iter()
                .map(|Find { place: Place::Text(at) | Place::Link(at), number }| format!("{at:?} as {number}"));
            let detail = (!truth.held_out).then(|| Detail { wrong, missed: missed.collect() });
            self.misses.push(Miss { case: truth.id.to_owned(), detail });
        }
    }

    pub(crate) fn print_misses(&self) {
        println!("\n{}", self.finder.name());
        for Miss { case, detail } in &self.misses {
            println!("  {case}{}", if detail.is_none() { " (held out)" } else { "" });
            let Some(Detail { wrong, missed }) = detail else {
                continue;
            };
            for wrong in wrong {
                println!("    wrong   {wrong}");
            }
            for missed in missed {
                println!("    missed  {missed}");
            }
        }
    }
}

impl Row {
    pub(crate) fn of(&self, part: Part) -> Score {
        match part {
            Part::Tuning => self.tuning,
            Part::HeldOut => self.held_out,
            Part::All => self.tuning.and(self.held_out),
        }
    }
}

impl Score {
    fn and(self, other: Self) -> Self {
        Self { right: self.right + other.right, wrong: self.wrong + other.wrong, missed: self.missed + other.missed }
    }

    /// Of what was found, how much is right.
    pub(crate) fn precision(self) -> f64 {
        share(self.right, self.wrong)
    }

    /// Of what there is, how much was found.
    pub(crate) fn recall(self) -> f64 {
        share(self.right, self.missed)
    }

    pub(crate) fn figures(self) -> [(&'static str, f64); 2] {
        [("precision", self.precision()), ("recall", self.recall())]
    }
}

fn share(right: u32, other: u32) -> f64 {
    f64::from(right) / f64::from((right + other).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(number: &str) -> Find {
        Find { place: Place::Text(number.to_owned()), number: number.to_owned() }
    }

    fn found(readings: &[&str]) -> Found {
        let readings = readings.iter().map(|&number| number.to_owned()).collect();
        Found { case: None, text: String::new(), readings }
    }

    #[test]
    fn each_number_is_found_once() {
        let finds = [find("+1"), find("+1"), find("+2"), find("+4")];
        let truth = Truth { id: "a", finds: &finds, held_out: false };
        let mut scores = Scores::new(Finder::Behalf);
        let all = [found(&["+1"]), found(&["+1"]), found(&["+1"]), found(&["+3", "+2"]), found(&[])];
        scores.count(Of::Texts, &truth, &all.iter().collect::<Vec<_>>());
        let Score { right, wrong, missed } = scores.texts.of(Part::All);
        assert_eq!((right, wrong, missed), (3, 2, 1));
        assert_eq!(scores.misses.len(), 1);
    }

    #[test]
    fn nothing_but_the_name_is_told_of_what_is_held_out() {
        let finds = [find("+1")];
        let mut scores = Scores::new(Finder::Behalf);
        scores.count(Of::Pages, &Truth { id: "a", finds: &finds, held_out: true }, &[]);
        assert_eq!(scores.pages.of(Part::HeldOut).missed, 1);
        assert_eq!(scores.pages.of(Part::Tuning).missed, 0);
        assert!(scores.misses[0].detail.is_none());
    }
}
