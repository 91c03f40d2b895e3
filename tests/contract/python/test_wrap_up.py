"""After-call work: what each queue asks for, saving it, and leaving it out."""

import pytest

from support import NOBODY, Refusal, model, part


@pytest.fixture
def ended(ada, customer):
    """Makes a conversation that the agent has just ended."""
    def on(queue):
        conversation = ada.converse(queue, customer())
        conversation.disconnect()
        return conversation
    return on


@pytest.mark.parametrize(
    ("queue", "prompt", "required", "timeout_ms"),
    [
        ("Reservations", "optional", None, None),
        ("Support", "mandatory", True, None),
        ("Billing", "timeout", True, 30_000),
        ("Concierge", "forcedTimeout", True, 15_000),
    ],
)
def test_what_a_queue_asks_for(ended, queue, prompt, required, timeout_ms):
    conversation = ended(queue)
    mine = conversation.mine()
    assert (mine.wrapup_prompt, mine.wrapup_timeout_ms) == (prompt, timeout_ms)
    assert required in (None, mine.wrapup_required)
    assert mine.start_acw_time and not mine.end_acw_time
    assert len(conversation.wrap_up_codes()) >= 3


def test_agent_requested(ended):
    mine = ended("Feedback").mine()
    assert (mine.wrapup_prompt, mine.wrapup_required) == ("agentRequested", False)


def test_agent_asks_for_it(ada, customer):
    conversation = ada.converse("Feedback", customer())
    ids = (conversation.id, conversation.participant_id, conversation.communication_id)
    body = model("AfterCallWorkUpdate", after_call_work_required=True)
    asked = ada.conversations.patch_conversations_aftercallwork_conversation_id_participant_communication(*ids, body)
    assert asked.after_call_work_required is True
    generic = ada.conversations.get_conversation(conversation.id)
    assert part(generic, "agent").messages[0].after_call_work_required is True
    conversation.disconnect()
    assert conversation.mine().wrapup_required is True


def test_done(ada, ended):
    with ada.channel("conversations.messages", "conversations") as channel:
        conversation = ended("Support")
        code = conversation.wrap_up_codes()[0]
        saved = model("WrapupInput", code=code.id, name=code.name, notes="Rebooked — Zürich ✈", tags=["vip"], duration_seconds=7)
        conversation.update(wrapup=saved)
        read = conversation.wrap_up()
        assert (read.code, read.notes, read.tags, read.duration_seconds) == (code.id, "Rebooked — Zürich ✈", ["vip"], 7)
        assert conversation.mine().end_acw_time
        channel.event(
            "the wrap-up",
            ada.topic("conversations.messages"),
            lambda told: told.id == conversation.id and part(told, "agent").end_acw_time is not None,
        )
        channel.event(
            "the end of after-call work",
            ada.topic("conversations"),
            lambda told: told.id == conversation.id
            and part(told, "agent").messages[0].after_call_work.state == "complete",
        )


def test_code_required(ended):
    conversation = ended("Support")
    with Refusal(400, code="conversation.error.wrapup.code.required"):
        conversation.update(wrapup=model("WrapupInput", notes="no code"))
    assert conversation.mine().end_acw_time is None


def test_code_of_another_queue_or_none(ada, ended):
    conversation = ended("Support")
    others = ada.routing.get_routing_queue_wrapupcodes(ada.queue("Groups").id).entities
    [foreign] = [code.id for code in others if code.name == "Booking changed"]
    for code in (NOBODY, foreign):
        with Refusal(400, 404):
            conversation.update(wrapup=model("WrapupInput", code=code))


def test_provisional(ended):
    conversation = ended("Support")
    conversation.update(wrapup=model("WrapupInput", notes="half a thought", provisional=True))
    assert conversation.wrap_up(provisional=True).notes == "half a thought"
    assert conversation.mine().end_acw_time is None
    code = conversation.wrap_up_codes()[1]
    conversation.update(wrapup=model("WrapupInput", code=code.id, notes="the whole thought"))
    assert (conversation.wrap_up().code, conversation.wrap_up().notes) == (code.id, "the whole thought")


def test_by_communication(ada, ended):
    conversation = ended("Support")
    ids = (conversation.id, conversation.participant_id, conversation.communication_id)
    code = conversation.wrap_up_codes()[2]
    body = model("WrapupInput", code=code.id, notes="by communication")
    ada.conversations.post_conversations_message_participant_communication_wrapup(*ids, body=body)
    read = ada.conversations.get_conversations_message_participant_communication_wrapup(*ids)
    assert (read.code, read.notes) == (code.id, "by communication")
    assert conversation.mine().end_acw_time


def test_skip(ada, ended):
    conversation = ended("Reservations")
    conversation.update(wrapup_skipped=True)
    assert conversation.mine().wrapup_skipped is True
    generic = ada.conversations.get_conversation(conversation.id)
    assert part(generic, "agent").messages[0].after_call_work.state == "skipped"


def test_list_until_done(ada, ended):
    conversation = ended("Support")

    def listed():
        return conversation.id in [entry.id for entry in ada.conversations.get_conversations_messages().entities]

    assert listed()
    conversation.update(wrapup=model("WrapupInput", code=conversation.wrap_up_codes()[0].id))
    assert not listed()
