"""What every file of the suite uses: the sandbox it runs against, and agents signed in through the SDK.

The environment variable SANDBOX holds the line of JSON which the sandbox prints when it is ready.
"""

import json
import os
import time
from urllib.parse import urlsplit

import PureCloudPlatformClientV2 as platform
import urllib3
from PureCloudPlatformClientV2 import models
from PureCloudPlatformClientV2.gateway_configuration import GatewayConfiguration
from PureCloudPlatformClientV2.rest import ApiException

from channel import PATIENCE, Channel
from login import REDIRECT_URI, log_in
from strict import StrictClient

SANDBOX = json.loads(os.environ["SANDBOX"])
URL = SANDBOX["url"].rstrip("/")
NOBODY = "00000000-0000-4000-8000-000000000000"


def model(name, /, **fields):
    """A model of the SDK with these fields set."""
    made = getattr(models, name)()
    for field, value in fields.items():
        assert field in made.swagger_types, f"{name} has no {field}"
        setattr(made, field, value)
    return made


def new_client():
    """A client of the SDK which talks to the sandbox."""
    parts = urlsplit(URL)
    client = StrictClient()
    client.gateway_configuration = GatewayConfiguration(host=parts.hostname, protocol=parts.scheme, port=parts.port)
    return client


def account(name):
    """Address and password of the person whose address starts with `name`."""
    return next(user for user in SANDBOX["users"] if user["email"].startswith(f"{name}@"))


def pkce(client, verifier, **more):
    """The parameters of a sound PKCE sign-in."""
    return {
        "client_id": SANDBOX["client_id"],
        "redirect_uri": REDIRECT_URI,
        "response_type": "code",
        "code_challenge": client.compute_pkce_code_challenge(verifier),
        "code_challenge_method": "S256",
    } | more


class Agent:
    """One signed-in client of the SDK, and its APIs."""

    def __init__(self, name):
        self.client = new_client()
        verifier = self.client.generate_pkce_code_verifier(128)
        back = log_in(URL, pkce(self.client, verifier), account(name))
        self.client.get_pkce_token(SANDBOX["client_id"], verifier, back["code"], REDIRECT_URI)
        self.analytics = platform.AnalyticsApi(self.client)
        self.authorization = platform.AuthorizationApi(self.client)
        self.conversations = platform.ConversationsApi(self.client)
        self.external_contacts = platform.ExternalContactsApi(self.client)
        self.notifications = platform.NotificationsApi(self.client)
        self.organization = platform.OrganizationApi(self.client)
        self.presence = platform.PresenceApi(self.client)
        self.responses = platform.ResponseManagementApi(self.client)
        self.routing = platform.RoutingApi(self.client)
        self.search = platform.SearchApi(self.client)
        self.tokens = platform.TokensApi(self.client)
        self.users = platform.UsersApi(self.client)
        self.id = self.users.get_users_me().id

    def channel(self, *topics):
        """An open channel for topics of this agent, named without their prefix."""
        return Channel(self.notifications, [self.topic(topic) for topic in topics])

    def topic(self, name):
        """The full name of a topic of this agent."""
        return f"v2.users.{self.id}.{name}"

    def queue(self, name):
        """The queue of exactly that name."""
        return next(queue for queue in self.routing.get_routing_queues(name=name).entities if queue.name == name)

    def create(self, queue, number, **more):
        """Begins an SMS conversation on behalf of a queue."""
        body = model(
            "CreateOutboundMessagingConversationRequest",
            queue_id=self.queue(queue).id,
            to_address=number,
            to_address_messenger_type="sms",
            **more,
        )
        return self.conversations.post_conversations_messages(body)

    def converse(self, queue, number):
        """A connected conversation, with the ids that calls on it need."""
        return Conversation(self, self.create(queue, number).id)


class Conversation:
    """The part that an agent takes in a conversation."""

    def __init__(self, agent, conversation_id):
        generic = agent.conversations.get_conversation(conversation_id)
        mine = [participant for participant in generic.participants if participant.user_id == agent.id][-1]
        self.api = agent.conversations
        self.id = conversation_id
        self.participant_id = mine.id
        self.communication_id = mine.messages[-1].id

    def send(self, text, **more):
        """Sends a text."""
        body = model("AdditionalMessage", text_body=text, **more)
        return self.api.post_conversations_message_communication_messages(self.id, self.communication_id, body)

    def message(self, message_id):
        """A message of this conversation."""
        return self.api.get_conversations_message_message(self.id, message_id)

    def read(self):
        """The conversation as it is."""
        return self.api.get_conversations_message(self.id)

    def mine(self):
        """My part of it as it is."""
        return next(entry for entry in self.read().participants if entry.id == self.participant_id)

    def update(self, **fields):
        """Changes my part."""
        body = model("MediaParticipantRequest", **fields)
        self.api.patch_conversations_message_participant(self.id, self.participant_id, body=body)

    def disconnect(self):
        """Ends my part."""
        self.update(state="disconnected")

    def replace(self, **target):
        """Transfers blindly."""
        body = model("TransferRequest", **target)
        return self.api.post_conversations_message_participant_replace(self.id, self.participant_id, body)

    def wrap_up_codes(self):
        """The codes to choose from."""
        return self.api.get_conversations_message_participant_wrapupcodes(self.id, self.participant_id)

    def wrap_up(self, **options):
        """What is saved as the wrap-up."""
        return self.api.get_conversations_message_participant_wrapup(self.id, self.participant_id, **options)


def part(conversation, purpose):
    """The last participant of that purpose."""
    return [entry for entry in conversation.participants if entry.purpose == purpose][-1]


def answer(number, queue_number, text):
    """The customer texts a queue's number."""
    _handset("messages", {"from": number, "to": queue_number, "text": text})


def begin_to_answer(number, queue_number):
    """The customer is writing to a queue's number."""
    _handset("typing", {"from": number, "to": queue_number})


def _handset(action, body):
    reply = urllib3.request("POST", f"{URL}/sandbox/handset/{action}", json=body, retries=False, timeout=10)
    assert 200 <= reply.status < 300, reply.data


def eventually(what, probe):
    """Asks until `probe` gives something."""
    deadline = time.monotonic() + PATIENCE
    while not (found := probe()):
        assert time.monotonic() < deadline, f"{what}: not within {PATIENCE} s"
        time.sleep(0.05)
    return found


class Refusal:
    """Asserts that a block is refused with an ErrorBody of one of these statuses, and of this code."""

    def __init__(self, *statuses, code=None):
        self.statuses = statuses
        self.code = code
        self.body = None

    def __enter__(self):
        return self

    def __exit__(self, kind, reason, _):
        assert kind is not None, "the call went through"
        if not isinstance(reason, ApiException):
            return False
        assert reason.status in self.statuses, reason
        self.body = json.loads(reason.body)
        assert self.body["status"] == reason.status
        assert self.body["message"]
        assert self.body["contextId"] == reason.headers["inin-correlation-id"]
        if self.code:
            assert self.body["code"] == self.code, self.body
        return True
