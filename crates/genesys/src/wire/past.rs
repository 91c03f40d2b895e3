use super::{Object, conversation::purpose, message::direction};
use crate::{
    id::{ConversationId, QueueId, WrapUpCodeId},
    model::{PastConversation, Purpose},
};

/// `AnalyticsConversationWithoutAttributes`.
pub(crate) fn past_conversation(conversation: Object<'_>) -> Option<PastConversation> {
    // The latest first: who held it last is whom it was with.
    let of = |wanted: Purpose| {
        let participants = conversation.objects("participants").rev();
        participants.filter(move |it| it.text("purpose").map(purpose) == Some(wanted.clone()))
    };
    let agents = || of(Purpose::Agent);
    let queue = agents().chain(of(Purpose::Acd)).find_map(|it| of_segment(it, "queueId"));
    Some(PastConversation {
        id: ConversationId::new(conversation.text("conversationId")?),
        began: conversation.time("conversationStart")?,
        ended: conversation.time("conversationEnd"),
        direction: conversation.text("originatingDirection").and_then(direction),
        queue: queue.map(QueueId::new),
        queue_name: of(Purpose::Acd).find(|it| of_segment(*it, "queueId") == queue).and_then(name),
        agent: agents().find_map(name),
        wrap_up: agents().find_map(|it| of_segment(it, "wrapUpCode")).map(WrapUpCodeId::new),
    })
}

fn name(participant: Object<'_>) -> Option<String> {
    participant.string("participantName").filter(|name| !name.is_empty())
}

/// A text of the latest segment that has it.
fn of_segment<'a>(participant: Object<'a>, field: &str) -> Option<&'a str> {
    let mut segments = participant.objects("sessions").rev().flat_map(|session| session.objects("segments").rev());
    segments.find_map(|segment| segment.text(field))
}
