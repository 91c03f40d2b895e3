//! The names by which the browser knows system notifications, and what is done about them.

use genesys::id::ConversationId;
use workflow::{AlertAct, AlertId, Input};

const OFFERED: &str = "offered";
const ANSWERED: &str = "answered";
const SAMPLE: &str = "sample";

/// The acts that a notification has buttons for, in their order.
pub const BUTTONS: [AlertAct; 2] = [AlertAct::Answer, AlertAct::Decline];

/// A notification's name.
pub fn name(alert: &AlertId) -> String {
    match alert {
        AlertId::Offered(conversation) => format!("{OFFERED}:{conversation}"),
        AlertId::Answered(conversation) => format!("{ANSWERED}:{conversation}"),
        AlertId::Sample(number) => format!("{SAMPLE}:{number}"),
    }
}

/// What it means to the workflow that something was done about the notification of this name; `None`: it is not ours.
pub fn done(name: &str, act: AlertAct) -> Option<Input> {
    let (kind, of) = name.split_once(':')?;
    let alert = match kind {
        OFFERED => AlertId::Offered(ConversationId::new(of)),
        ANSWERED => AlertId::Answered(ConversationId::new(of)),
        SAMPLE => AlertId::Sample(of.parse().ok()?),
        _ => return None,
    };
    Some(Input::Alert { alert, act })
}

/// What the button of this place does.
pub fn pressed(button: u32) -> Option<AlertAct> {
    BUTTONS.get(usize::try_from(button).ok()?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_back_to_its_notification() {
        let conversation = ConversationId::new("0f6b:1");
        for alert in [AlertId::Offered(conversation.clone()), AlertId::Answered(conversation), AlertId::Sample(7)] {
            let act = AlertAct::Open;
            assert_eq!(done(&name(&alert), act), Some(Input::Alert { alert, act }));
        }
    }

    #[test]
    fn notifications_that_are_not_ours_mean_nothing() {
        for name in ["", "offered", "sample:", "sample:x", "other:1"] {
            assert_eq!(done(name, AlertAct::Open), None, "{name}");
        }
    }

    #[test]
    fn there_are_two_buttons() {
        assert_eq!([0, 1, 2].map(pressed), [Some(AlertAct::Answer), Some(AlertAct::Decline), None]);
    }
}
