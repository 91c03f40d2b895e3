"""The check that every reply of this suite goes through has to see what it is for."""

import pytest

import strict

SOUND = {
    "id": "m-1",
    "timestamp": "2026-01-02T03:04:05.678Z",
    "status": "queued",
    "normalizedMessage": {"type": "Text", "text": "Hello"},
    "textBody": "Hello",
}


def test_sound_reply_passes():
    message = strict.decode(SOUND, "MessageData")
    assert message.normalized_message.text == "Hello"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"status": "on-its-way"}, "MessageData.status"),
        ({"normalizedMessage": {"type": "Poem"}}, "MessageData.normalizedMessage.type"),
        ({"normalizedMessage": "Hello"}, "is no ConversationNormalizedMessage"),
        ({"sandboxOnly": 1}, "MessageData has no such field"),
        ({"id": 7}, "is no str"),
        ({"timestamp": "yesterday"}, "ISO 8601"),
        ({"normalizedReceipts": {}}, "is no array"),
    ],
)
def test_departures_are_seen(change, complaint):
    with pytest.raises(AssertionError, match=complaint):
        strict.decode(SOUND | change, "MessageData")
