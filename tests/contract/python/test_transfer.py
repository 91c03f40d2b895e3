"""Blind transfer to a queue and to a colleague."""

import pytest

from support import NOBODY, Conversation, Refusal, part


def test_to_a_queue(ada, customer):
    conversation = ada.converse("Reservations", customer())
    support = ada.queue("Support").id
    with ada.channel("conversations.messages") as channel:
        conversation.replace(queue_id=support, transfer_type="Unattended")
        channel.event(
            "the end of my part",
            ada.topic("conversations.messages"),
            lambda told: told.id == conversation.id and part(told, "agent").state == "disconnected",
        )
    now = conversation.read()
    assert part(now, "agent").disconnect_type.startswith("transfer")
    assert (part(now, "acd").queue.id, part(now, "acd").state) == (support, "connected")
    assert part(now, "customer").state == "connected"


def test_to_a_colleague(agent, ada, customer):
    eve = agent("eve")
    conversation = ada.converse("Reservations", customer())
    sent = conversation.send("One moment, my colleague knows more.")
    with eve.channel("conversations.messages") as channel:
        conversation.replace(user_id=eve.id)

        def hers(state):
            return lambda told: told.id == conversation.id and any(
                entry.user and entry.user.id == eve.id and entry.state == state for entry in told.participants
            )

        channel.event("the alert", eve.topic("conversations.messages"), hers("alerting"))
        taken = Conversation(eve, conversation.id)
        taken.update(state="connected")
        channel.event("her connection", eve.topic("conversations.messages"), hers("connected"))
    assert taken.message(sent.id).normalized_message.text == "One moment, my colleague knows more."
    assert taken.send("Here I am.").status == "queued"


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ({"queue_id": NOBODY}, "conversations.error.queue.not.found"),
        ({"transfer_type": "Unattended"}, "conversations.error.transfer.destination.required"),
    ],
)
def test_refused(ada, customer, target, code):
    conversation = ada.converse("Reservations", customer())
    with Refusal(400, code=code):
        conversation.replace(**target)
    assert conversation.mine().state == "connected"


def test_to_oneself(ada, customer):
    conversation = ada.converse("Reservations", customer())
    with Refusal(400, code="conversations.error.transfer.same.party"):
        conversation.replace(user_id=ada.id)


def test_not_connected(ada, customer):
    conversation = ada.converse("Reservations", customer())
    conversation.disconnect()
    with Refusal(400, code="conversations.error.transfer.not.connected"):
        conversation.replace(queue_id=ada.queue("Support").id)


def test_permission(agent, customer):
    gus = agent("gus")
    conversation = gus.converse("Reservations", customer())
    with Refusal(403) as refusal:
        conversation.replace(queue_id=gus.queue("Support").id)
    assert "conversation:communication:blindTransfer" in str(refusal.body)
