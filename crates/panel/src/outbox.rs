//! Commands on their way: numbered, and kept until the background has carried them out.

use std::collections::VecDeque;

use protocol::{Command, Numbered};

/// What a view has sent and does not know to be carried out.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    last: u64,
    pending: VecDeque<Numbered>,
}

impl Outbox {
    /// Gives `command` the next number and keeps it.
    pub(crate) fn push(&mut self, command: Command) -> Numbered {
        self.last += 1;
        let numbered = Numbered { number: self.last, command };
        self.pending.push_back(numbered.clone());
        numbered
    }

    /// Forgets what has been carried out: everything up to `number`.
    pub(crate) fn acknowledge(&mut self, number: u64) {
        while self.pending.front().is_some_and(|oldest| oldest.number <= number) {
            self.pending.pop_front();
        }
    }

    /// What has to be said again on a new port, in order.
    pub(crate) fn pending(&self) -> impl Iterator<Item = &Numbered> {
        self.pending.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(outbox: &Outbox) -> Vec<u64> {
        outbox.pending().map(|command| command.number).collect()
    }

    #[test]
    fn numbers_start_at_one_and_have_no_gaps() {
        let mut outbox = Outbox::default();
        let given: Vec<_> = (0..3).map(|_| outbox.push(Command::SignIn).number).collect();
        assert_eq!(given, [1, 2, 3]);
    }

    #[test]
    fn what_is_acknowledged_is_forgotten_and_the_rest_stays_in_order() {
        let mut outbox = Outbox::default();
        for _ in 0..4 {
            outbox.push(Command::Retry);
        }
        outbox.acknowledge(2);
        assert_eq!(numbers(&outbox), [3, 4]);
        outbox.acknowledge(1);
        assert_eq!(numbers(&outbox), [3, 4], "an older acknowledgement brings nothing back");
        outbox.acknowledge(9);
        assert!(numbers(&outbox).is_empty());
        assert_eq!(outbox.push(Command::Retry).number, 5, "numbers go on");
    }
}
