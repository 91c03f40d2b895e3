"""The notification socket of a channel. Every event is decoded strictly by the SDK's model of its topic."""

import json
import re
import time
from contextlib import ExitStack

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from PureCloudPlatformClientV2 import models

import strict

# How long anything that happens by itself may take, in seconds.
PATIENCE = 10

MODELS = {
    r"v2\.users\.[^.]+\.conversations\.messages": "ConversationMessageEventTopicMessageConversation",
    r"v2\.users\.[^.]+\.conversations": "ConversationEventTopicConversation",
    r"v2\.users\.[^.]+\.presence": "PresenceEventUserPresence",
    r"v2\.users\.[^.]+\.routingStatus": "UserRoutingStatusUserRoutingStatus",
    r"v2\.users\.[^.]+\.conversations\.inbound\.typing\.event": "V2ConversationMessageTypingEventForUserTopicMessageData",
    r"v2\.system\..*": "SystemMessageSystemMessage",
}


class Channel:
    """A channel, open within `with`. What has arrived is kept, so nothing is missed between two waits."""

    def __init__(self, notifications, topics=()):
        self.channel = notifications.post_notifications_channels()
        self.open = ExitStack()
        self.socket = None
        self.frames = []
        self.events = []
        if topics:
            wanted = []
            for topic in topics:
                entry = models.ChannelTopic()
                entry.id = topic
                wanted.append(entry)
            taken = notifications.put_notifications_channel_subscriptions(self.channel.id, wanted)
            assert {topic.id for topic in taken.entities} == set(topics)

    def __enter__(self):
        self.socket = self.open.enter_context(connect(self.channel.connect_uri, proxy=None))
        self.answered()
        return self

    def __exit__(self, *_):
        self.open.close()

    def answered(self):
        """Waits for the answer to a ping of ours: from then on nothing is missed. It is not kept."""
        def is_pong(frame):
            return frame.get("topicName") == "channel.metadata" and frame["eventBody"]["message"] == "pong"
        self.say({"message": "ping"})
        self.frames.remove(self.frame("a pong", is_pong))

    def say(self, frame):
        """Sends a frame of ours."""
        self.socket.send(json.dumps(frame))

    def frame(self, what, wanted, patience=PATIENCE):
        """The first frame, already here or still to come, that `wanted` accepts."""
        return self._wait(what, lambda: next(filter(wanted, self.frames), None), patience)

    def event(self, what, topic, wanted=lambda _: True, patience=PATIENCE):
        """The first event of the topic, as its model, that `wanted` accepts."""
        def look():
            return next((event for name, event in self.events if name == topic and wanted(event)), None)
        return self._wait(what, look, patience)

    def _wait(self, what, look, patience):
        deadline = time.monotonic() + patience
        while (found := look()) is None:
            left = deadline - time.monotonic()
            try:
                self._take(json.loads(self.socket.recv(timeout=max(left, 0))))
            except (TimeoutError, ConnectionClosed) as reason:
                seen = [frame.get("topicName", frame) for frame in self.frames]
                raise AssertionError(f"{what}: not within {patience} s; so far: {seen}") from reason
        return found

    def _take(self, frame):
        self.frames.append(frame)
        topic = frame.get("topicName")
        for pattern, model in MODELS.items():
            if topic and re.fullmatch(pattern, topic):
                self.events.append((topic, strict.decode(frame["eventBody"], model)))
                return
