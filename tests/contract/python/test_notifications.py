"""The notification channel: REST, and the socket itself."""

from support import Agent, Refusal, model


def test_channel(ada):
    with ada.channel("presence", "conversations.messages", "conversations", "routingStatus") as channel:
        ada.notifications.head_notifications_channel(channel.channel.id)
        listed = ada.notifications.get_notifications_channel_subscriptions(channel.channel.id)
        assert {topic.id for topic in listed.entities} == {
            ada.topic(name) for name in ("presence", "conversations.messages", "conversations", "routingStatus")
        }
        assert channel.channel.id in [entry.id for entry in ada.notifications.get_notifications_channels().entities]


def test_invalid_topic(ada):
    with ada.channel() as channel:
        with Refusal(400, code="notification.invalid.topic"):
            topics = [model("ChannelTopic", id="v2.users.weather")]
            ada.notifications.put_notifications_channel_subscriptions(channel.channel.id, topics)


def test_ping(ada):
    with ada.channel() as channel:
        channel.answered()


def test_subscribe_by_the_socket(ada, customer):
    with ada.channel() as channel:
        channel.say({"message": "subscribe", "topics": [ada.topic("conversations.messages")], "correlationId": "c-1"})
        taken = channel.frame("the answer", lambda frame: "result" in frame)
        assert (str(taken["result"]), taken["status"], taken["correlationId"]) == ("200", "subscribed", "c-1")
        conversation = ada.converse("Reservations", customer())
        channel.event("the conversation", ada.topic("conversations.messages"), lambda told: told.id == conversation.id)


def test_token_revoked():
    leaving = Agent("gus")
    with leaving.channel("presence") as channel:
        leaving.tokens.delete_tokens_me()
        channel.frame(
            "the end of the token",
            lambda frame: frame.get("topicName", "").startswith("v2.system.token_revoked."),
        )
        [(_, told)] = [event for event in channel.events if event[0].startswith("v2.system.")]
        assert told.system_topic_type == "token_revoked"
