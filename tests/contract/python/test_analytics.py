"""Which conversations were held with a customer, and what was said in them."""

from datetime import datetime, timedelta, timezone

import pytest

from support import NOBODY, Refusal, model, part


def predicate(dimension, value):
    return model("SegmentDetailQueryPredicate", dimension=dimension, value=value)


def query(number, days=(-30, 1), size=25, page=1, more=(), **fields):
    """The SMS conversations with a number, the newest first."""
    now = datetime.now(timezone.utc)
    interval = "/".join((now + timedelta(days=day)).strftime("%Y-%m-%dT%H:%M:%S.000Z") for day in days)
    addresses = [predicate(dimension, number) for dimension in ("addressFrom", "addressTo", "ani", "dnis", "remote")]
    sms = model(
        "SegmentDetailQueryFilter",
        type="and",
        predicates=[predicate("mediaType", "message"), predicate("messageType", "sms"), *more],
        clauses=[model("SegmentDetailQueryClause", type="or", predicates=addresses)],
    )
    known = {
        "interval": interval,
        "order": "desc",
        "order_by": "conversationStart",
        "paging": model("PagingSpec", page_size=size, page_number=page),
        "segment_filters": [sms],
    }
    return model("ConversationQuery", **(known | fields))


def held(agent, *args, **fields):
    """What the query tells: the conversations, and how many there are."""
    reply = agent.analytics.post_analytics_conversations_details_query(query(*args, **fields))
    return reply.conversations or [], reply.total_hits


def test_what_was_held_is_told_and_can_be_read(ada, customer):
    number = customer()
    conversation = ada.converse("Support", number)
    sent = conversation.send("Your table is booked.")
    conversation.update(state="disconnected")
    code = ada.conversations.get_conversations_message_participant_wrapupcodes(conversation.id, conversation.participant_id)[0]
    conversation.update(wrapup=model("WrapupInput", code=code.id, notes="for two"))

    [told], total = held(ada, number)
    assert (told.conversation_id, told.originating_direction, total) == (conversation.id, "outbound", 1)
    assert told.conversation_start <= told.conversation_end
    [mine] = [entry for entry in told.participants if entry.purpose == "agent"]
    assert (mine.participant_name, mine.user_id) == ("Ada Park", ada.id)
    [session] = mine.sessions
    assert (session.media_type, session.message_type, session.address_to) == ("message", "sms", number)
    assert [segment.segment_type for segment in session.segments] == ["interact", "wrapup"]
    assert {segment.queue_id for segment in session.segments} == {ada.queue("Support").id}
    assert session.segments[-1].wrap_up_code == code.id

    over = ada.conversations.get_conversations_message(told.conversation_id)
    assert part(over, "agent").state == "disconnected"
    texts = ada.conversations.post_conversations_message_messages_bulk(told.conversation_id, body=[sent.id])
    assert [entry.normalized_message.text for entry in texts.entities] == ["Your table is booked."]


def test_the_newest_comes_first_page_by_page(ada, customer):
    number = customer()
    begun = [ada.converse(queue, number).id for queue in ("Reservations", "Support", "Feedback")]
    told = []
    for page in (1, 2):
        found, total = held(ada, number, size=2, page=page)
        assert total == 3
        told += [entry.conversation_id for entry in found]
    assert sorted(told) == sorted(begun)
    starts = [entry.conversation_start for entry in held(ada, number)[0]]
    assert starts == sorted(starts, reverse=True)
    assert held(ada, number, page=2) == ([], 3)
    assert [entry.conversation_id for entry in held(ada, number, order="asc")[0]] == begun


def test_filters_are_those_of_one_segment(ada, customer):
    number = customer()
    [feedback, support] = [ada.converse(queue, number).id for queue in ("Feedback", "Support")]
    in_queue = predicate("queueId", ada.queue("Support").id)
    assert [entry.conversation_id for entry in held(ada, number, more=[in_queue])[0]] == [support]
    others = predicate("userId", NOBODY)
    assert held(ada, number, more=[others]) == ([], 0)
    one = model("ConversationDetailQueryPredicate", dimension="conversationId", value=feedback)
    only = model("ConversationDetailQueryFilter", type="and", predicates=[one])
    assert [entry.conversation_id for entry in held(ada, number, conversation_filters=[only])[0]] == [feedback]


def test_only_the_days_of_the_interval_count(ada, customer):
    number = customer()
    ada.converse("Support", number)
    assert held(ada, number, days=(-33, -2)) == ([], 0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"interval": "yesterday"},
        {"interval": "2026-01-01T00:00:00.000Z/2026-02-02T00:00:00.000Z"},
        {"interval": "2026-01-02T00:00:00.000Z/2026-01-01T00:00:00.000Z"},
        {"paging": model("PagingSpec", page_size=0, page_number=1)},
        {"paging": model("PagingSpec", page_size=101, page_number=1)},
        {"paging": model("PagingSpec", page_size=25, page_number=0)},
        {"segment_filters": [model("SegmentDetailQueryFilter", type="and", predicates=[predicate("mediaType", None)])]},
    ],
)
def test_what_makes_no_sense_is_refused(ada, wrong):
    with Refusal(400):
        ada.analytics.post_analytics_conversations_details_query(query("+13175550142", **wrong))
