"""Sending texts and pictures, and what becomes of them."""

import base64

import pytest
import urllib3

from support import NOBODY, Refusal, answer, begin_to_answer, eventually, model, part

# One transparent pixel.
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


def status_in(told, message_id):
    """The status of a message as an event tells it."""
    for entry in told.participants:
        for detail in entry.messages or []:
            if detail.message.id == message_id:
                return detail.message_status
    return None


def await_status(channel, agent, conversation, message_id, status):
    channel.event(
        f"the message becomes {status}",
        agent.topic("conversations.messages"),
        lambda told: told.id == conversation.id and status_in(told, message_id) == status,
    )


def test_send(ada, customer):
    number = customer()
    conversation = ada.converse("Reservations", number)
    sent = conversation.send("Your booking is confirmed.")
    assert sent.conversation_id == conversation.id
    assert (sent.direction, sent.messenger_type, sent.status) == ("outbound", "sms", "queued")
    assert (sent.from_address, sent.to_address) == ("+13175550100", number)
    assert sent.created_by.id == ada.id
    assert sent.normalized_message.text == "Your booking is confirmed."
    assert sent.normalized_message.type == "Text"


def test_delivery(ada, customer):
    with ada.channel("conversations.messages") as channel:
        conversation = ada.converse("Reservations", customer())
        sent = conversation.send("On its way")
        await_status(channel, ada, conversation, sent.id, "sent")
        await_status(channel, ada, conversation, sent.id, "delivery-success")
        statuses = [status_in(told, sent.id) for _, told in channel.events if told.id == conversation.id]
    assert list(dict.fromkeys(filter(None, statuses))) == ["queued", "sent", "delivery-success"]
    delivered = conversation.message(sent.id)
    assert delivered.status == "delivery-success"
    assert any(receipt.status == "Delivered" for receipt in delivered.normalized_receipts)


@pytest.mark.parametrize(
    ("ending", "status", "code"),
    [("9001", "delivery-failed", "RecipientOptedOut"), ("9002", "delivery-failed", "InvalidDestination"), ("9004", "failed", None)],
)
def test_failures(ada, ending, status, code):
    with ada.channel("conversations.messages") as channel:
        conversation = ada.converse("Reservations", f"+1317445{ending}")
        sent = conversation.send("Hello?")
        await_status(channel, ada, conversation, sent.id, status)
    message = conversation.message(sent.id)
    assert message.status == status
    [failure] = [receipt for receipt in message.normalized_receipts if receipt.status == "Failed"]
    [reason] = failure.reasons
    assert reason.message
    assert code in (None, reason.code)


def test_stuck(ada, customer):
    with ada.channel("conversations.messages") as channel:
        stuck = ada.converse("Reservations", "+13174459003")
        waiting = stuck.send("Anybody?")
        other = ada.converse("Reservations", customer())
        await_status(channel, ada, other, other.send("Me first").id, "delivery-success")
    assert stuck.message(waiting.id).status == "queued"


@pytest.mark.parametrize(
    "text",
    ["Grüße, 日本語, Ελληνικά, עברית", "👋🏽 👨‍👩‍👧‍👦 🏳️‍🌈", "one\ntwo\tthree", '<b>&amp;</b> "x" \\', "x" * 765],
    ids=["scripts", "emoji", "white space", "markup", "765"],
)
def test_text_arrives_as_written(ada, customer, text):
    conversation = ada.converse("Reservations", customer())
    assert conversation.message(conversation.send(text).id).normalized_message.text == text


@pytest.mark.parametrize("text", ["x" * 766, ""], ids=["766", "empty"])
def test_text_that_is_refused(ada, customer, text):
    conversation = ada.converse("Reservations", customer())
    with Refusal(400):
        conversation.send(text)
    assert not conversation.mine().messages


def test_bulk_and_details(ada, customer):
    conversation = ada.converse("Reservations", customer())
    texts = {conversation.send(text).id: text for text in ("one", "two", "three")}
    listing = ada.conversations.post_conversations_message_messages_bulk(conversation.id, body=list(texts))
    assert {message.id: message.normalized_message.text for message in listing.entities} == texts
    for message_id, text in texts.items():
        assert ada.conversations.get_conversations_message_details(message_id).normalized_message.text == text


def test_unknown_message(ada, customer):
    conversation = ada.converse("Reservations", customer())
    with Refusal(404):
        conversation.message(NOBODY)


def test_ended_communication(ada, customer):
    conversation = ada.converse("Reservations", customer())
    conversation.disconnect()
    with Refusal(400, 404, 409):
        conversation.send("Too late")


def test_typing(ada, customer):
    conversation = ada.converse("Reservations", customer())
    typing = model("ConversationEventTyping", type="On", duration=5000)
    ada.conversations.post_conversations_message_communication_typing(
        conversation.id, conversation.communication_id, model("MessageTypingEventRequest", typing=typing)
    )


def test_customer_is_typing(ada, customer):
    number = customer()
    topic = "conversations.inbound.typing.event"
    with ada.channel(topic) as channel:
        conversation = ada.converse("Reservations", number)
        begin_to_answer(number, "+13175550100")
        told = channel.event("typing", ada.topic(topic), lambda told: told.conversation_id == conversation.id)
    [event] = told.normalized_message.events
    assert (event.event_type, event.typing.type) == ("Typing", "On")


def test_answer(ada, customer):
    number = customer()
    with ada.channel("conversations.messages") as channel:
        conversation = ada.converse("Reservations", number)
        conversation.send("When will you arrive?")
        answer(number, "+13175550100", "At nine 🙂")

        def received(told):
            details = part(told, "customer").messages or []
            return told.id == conversation.id and any(detail.message_status == "received" for detail in details)

        told = channel.event("the answer", ada.topic("conversations.messages"), received)
    [detail] = [detail for detail in part(told, "customer").messages if detail.message_status == "received"]
    message = conversation.message(detail.message.id)
    assert (message.direction, message.status) == ("inbound", "received")
    assert message.normalized_message.text == "At nine 🙂"
    assert (message.from_address, message.to_address) == (number, "+13175550100")


def send_picture(ada, conversation, media_id):
    def valid():
        media = ada.conversations.get_conversations_message_communication_messages_media_media_id(
            conversation.id, conversation.communication_id, media_id
        )
        return media.status == "valid"

    eventually("the picture is valid", valid)
    sent = conversation.send("A picture", media_ids=[media_id])
    [content] = [part for part in sent.normalized_message.content if part.content_type == "Attachment"]
    assert (content.attachment.media_type, content.attachment.mime) == ("Image", "image/png")
    assert urllib3.request("GET", content.attachment.url).data == PICTURE


def test_picture_in_the_older_way(ada, customer):
    conversation = ada.converse("Reservations", customer())
    media = ada.conversations.post_conversations_message_communication_messages_media(
        conversation.id, conversation.communication_id
    )
    assert media.status == "uploading"
    reply = urllib3.request("PUT", media.upload_url, body=PICTURE, headers={"Content-Type": "image/png"})
    assert 200 <= reply.status < 300
    send_picture(ada, conversation, media.id)


def test_picture_in_the_newer_way(ada, customer):
    conversation = ada.converse("Reservations", customer())
    upload = ada.conversations.post_conversations_message_communication_messages_media_uploads(
        conversation.id,
        conversation.communication_id,
        model("UploadMediaRequest", file_name="pixel.png", content_length_bytes=len(PICTURE)),
    )
    reply = urllib3.request("PUT", upload.upload_url, body=PICTURE, headers=upload.upload_headers)
    assert 200 <= reply.status < 300
    send_picture(ada, conversation, upload.id)
