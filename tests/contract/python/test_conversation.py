"""Beginning a conversation on behalf of a queue, taking one up, reading, and ending it."""

import pytest
from PureCloudPlatformClientV2.rest import ApiException

from support import NOBODY, Conversation, Refusal, model, part


def refused_for_existing(call):
    """The refusal that Genesys does not publish: some 4xx which is none of those that mean something else."""
    with pytest.raises(ApiException) as refusal:
        call()
    assert 400 <= refusal.value.status < 500
    assert refusal.value.status not in (401, 403, 404, 429)


def test_create(ada, customer):
    number = customer()
    created = ada.create("Reservations", number)
    conversation = ada.conversations.get_conversations_message(created.id)
    assert [entry.purpose for entry in conversation.participants] == ["agent", "customer"]
    mine = part(conversation, "agent")
    assert (mine.state, mine.direction, mine.type) == ("connected", "outbound", "sms")
    assert mine.user.id == ada.id
    assert mine.queue.id == ada.queue("Reservations").id
    assert mine.to_address.address_normalized == number
    assert mine.from_address.address_normalized == "+13175550100"
    assert mine.connected_time


def test_communication_id_in_two_ways(ada, customer):
    conversation = ada.converse("Reservations", customer())
    flat = conversation.read()
    generic = ada.conversations.get_conversation(conversation.id)
    assert part(flat, "customer").peer == conversation.communication_id
    assert part(generic, "agent").messages[0].id == conversation.communication_id
    assert part(generic, "customer").messages[0].id == part(generic, "agent").messages[0].peer_id


def test_list(agent, ada, customer):
    conversation = ada.converse("Reservations", customer())
    assert conversation.id in [entry.id for entry in ada.conversations.get_conversations_messages().entities]
    generic = ada.conversations.get_conversations(communication_type="message")
    assert conversation.id in [entry.id for entry in generic.entities]
    assert agent("dev").conversations.get_conversations_messages().entities == []


def test_events_as_it_begins(ada, customer):
    with ada.channel("conversations.messages", "conversations") as channel:
        conversation = ada.converse("Reservations", customer())
        flat = channel.event("message", ada.topic("conversations.messages"), lambda told: told.id == conversation.id)
        assert part(flat, "agent").state == "connected"
        generic = channel.event("conversation", ada.topic("conversations"), lambda told: told.id == conversation.id)
        assert part(generic, "agent").messages[0].id == conversation.communication_id


def test_permission(agent, customer):
    with Refusal(403, code="missing.permissions") as refusal:
        agent("ben").create("Reservations", customer())
    assert "conversation:message:create" in str(refusal.body)


@pytest.mark.parametrize("queue", ["Back Office", "Groups"])
def test_queues_that_send_nothing(ada, customer, queue):
    with Refusal(400, 403):
        ada.create(queue, customer())


@pytest.mark.parametrize("number", ["3175550142", "+1317555014212345", "+13175550142x5", "maya", "+"])
def test_not_e164(ada, number):
    with Refusal(400):
        ada.create("Reservations", number)


def test_missing_fields(ada):
    with Refusal(400):
        ada.conversations.post_conversations_messages(model("CreateOutboundMessagingConversationRequest"))


def test_unknown_conversation(ada):
    with Refusal(404, code="conversation.error.conversation.not.found"):
        ada.conversations.get_conversations_message(NOBODY)


def test_existing_conversation_inside_the_window(ada, customer):
    number = customer()
    first = ada.converse("Reservations", number)
    sent = first.send("The first text")
    first.disconnect()
    first.update(wrapup_skipped=True)

    refused_for_existing(lambda: ada.create("Reservations", number))
    taken = ada.create("Reservations", number, use_existing_conversation=True)
    assert taken.id == first.id
    second = Conversation(ada, taken.id)
    assert second.communication_id != first.communication_id
    assert second.mine().state == "connected"
    known = [detail.message_id for entry in second.read().participants for detail in entry.messages or []]
    assert sent.id in known


def test_contact_inside_the_window_from_the_start(ada):
    jonas = "+491701234567"
    refused_for_existing(lambda: ada.create("Support", jonas))
    taken = ada.create("Support", jonas, use_existing_conversation=True)
    conversation = Conversation(ada, taken.id)
    ids = {detail.message_id for entry in conversation.read().participants for detail in entry.messages or []}
    history = ada.conversations.post_conversations_message_messages_bulk(taken.id, body=sorted(ids))
    assert history.entities
    assert all(message.normalized_message.text for message in history.entities)


@pytest.mark.parametrize(
    ("queue", "number"),
    [("Support", "+13175550144"), ("Billing", "+13175550145")],
    ids=["connected with a colleague", "alerting in a queue"],
)
def test_connected_elsewhere(ada, queue, number):
    refused_for_existing(lambda: ada.create(queue, number))
    refused_for_existing(lambda: ada.create(queue, number, use_existing_conversation=True))


def test_attributes(ada, customer):
    conversation = ada.converse("Reservations", customer())

    def patch(attributes):
        body = model("ParticipantAttributes", attributes=attributes)
        ada.conversations.patch_conversations_message_participant_attributes(
            conversation.id, conversation.participant_id, body=body
        )

    patch({"booking": "LT-1", "subject line": "Späti"})
    patch({"booking": "LT-2"})
    assert conversation.mine().attributes == {"booking": "LT-2", "subject line": "Späti"}


def test_disconnect(ada, customer):
    conversation = ada.converse("Reservations", customer())
    with ada.channel("conversations.messages") as channel:
        conversation.disconnect()
        channel.event(
            "the end",
            ada.topic("conversations.messages"),
            lambda told: told.id == conversation.id and part(told, "agent").state == "disconnected",
        )
    mine = conversation.mine()
    assert (mine.state, mine.disconnect_type) == ("disconnected", "client")
    assert mine.end_time


def test_disconnect_one_communication(ada, customer):
    conversation = ada.converse("Reservations", customer())
    ids = (conversation.id, conversation.participant_id, conversation.communication_id)
    with Refusal(400, code="communication.state.required"):
        ada.conversations.patch_conversations_message_participant_communication(*ids, model("MediaParticipantRequest"))
    body = model("MediaParticipantRequest", state="disconnected")
    ada.conversations.patch_conversations_message_participant_communication(*ids, body)
    assert conversation.mine().state == "disconnected"


def test_disconnect_the_whole(ada, customer):
    conversation = ada.converse("Reservations", customer())
    ada.conversations.post_conversation_disconnect(conversation.id)
    assert {entry.state for entry in conversation.read().participants} == {"disconnected"}


def test_not_a_participant(ada, customer):
    conversation = ada.converse("Reservations", customer())
    conversation.participant_id = NOBODY
    with Refusal(404, code="conversation.error.not.conversation.participant"):
        conversation.disconnect()
