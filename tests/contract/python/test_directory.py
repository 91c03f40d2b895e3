"""Who the agent is, what the organization has set, and which queues, members and codes there are."""

import urllib.request

import pytest

from support import NOBODY, Refusal, model


def test_me_without_expand(ada):
    me = ada.users.get_users_me()
    assert (me.name, me.email, me.state) == ("Ada Park", "ada@lumen.example", "active")
    assert me.version is not None
    assert me.authorization is None
    assert me.presence is None


def test_me_with_expand(ada):
    me = ada.users.get_users_me(
        expand=["authorization", "presence", "routingStatus", "organization", "conversationSummary", "token", "presenceDefinitions"]
    )
    assert "conversation:message:create" in me.authorization.permissions
    assert me.presence.presence_definition.system_presence
    assert me.routing_status.user_id == me.id
    assert me.organization.default_country_code == "US"
    assert me.token.organization.name == "Lumen Travel"


@pytest.mark.parametrize(
    ("name", "lacking"),
    [
        ("ben", "conversation:message:create"),
        ("cleo", "externalContacts:conversation:associate"),
        ("gus", "conversation:communication:blindTransfer"),
    ],
)
def test_who_lacks_what(agent, ada, name, lacking):
    full = set(ada.users.get_users_me(expand=["authorization"]).authorization.permissions)
    theirs = set(agent(name).users.get_users_me(expand=["authorization"]).authorization.permissions)
    assert lacking in full - theirs
    assert all(permission.startswith(lacking) for permission in full - theirs)


def test_organization(ada):
    organization = ada.organization.get_organizations_me()
    assert organization.name == "Lumen Travel"
    assert organization.default_country_code == "US"


def test_my_queues_page_by_page(ada):
    whole = ada.routing.get_routing_queues_me(page_size=100)
    seen = []
    for number in range(1, whole.total // 2 + whole.total % 2 + 1):
        page = ada.routing.get_routing_queues_me(page_number=number, page_size=2)
        assert (page.total, page.page_size, page.page_number) == (whole.total, 2, number)
        seen += [queue.id for queue in page.entities]
    assert sorted(seen) == sorted(queue.id for queue in whole.entities)


def test_queues_tell_number_and_after_call_work(ada):
    queues = {queue.name: queue for queue in ada.routing.get_routing_queues_me(page_size=100).entities}
    assert sorted(queues) == ["Back Office", "Billing", "Concierge", "Feedback", "Reservations", "Support"]
    acw = {name: (queue.acw_settings.wrapup_prompt, queue.acw_settings.timeout_ms) for name, queue in queues.items()}
    assert acw["Reservations"] == ("OPTIONAL", None)
    assert acw["Support"] == ("MANDATORY", None)
    assert acw["Billing"] == ("MANDATORY_TIMEOUT", 30_000)
    assert acw["Concierge"] == ("MANDATORY_FORCED_TIMEOUT", 15_000)
    assert acw["Feedback"] == ("AGENT_REQUESTED", 60_000)
    assert queues["Reservations"].outbound_messaging_addresses.sms_address.id
    silent = queues["Back Office"].outbound_messaging_addresses
    assert silent is None or silent.sms_address is None


def test_queues_of_others(agent):
    assert agent("dev").routing.get_routing_queues_me().entities == []
    assert {queue.name for queue in agent("finn").routing.get_routing_queues_me().entities} == {"Back Office"}


@pytest.mark.parametrize(("pattern", "names"), [("Res*", ["Reservations"]), ("*PORT", ["Support"]), ("zzz*", [])])
def test_queues_by_name(ada, pattern, names):
    assert [queue.name for queue in ada.routing.get_routing_queues(name=pattern).entities] == names


def test_queue_by_id(ada):
    queue = ada.routing.get_routing_queue(ada.queue("Support").id)
    assert queue.name == "Support"
    with Refusal(404, code="not.found"):
        ada.routing.get_routing_queue(NOBODY)


def test_members(ada):
    members = ada.routing.get_routing_queue_members(ada.queue("Support").id, expand=["presence", "routingStatus"])
    names = {member.name for member in members.entities}
    assert "Ada Park" in names
    assert "Dev Rao" not in names


def test_people_by_name(ada):
    criteria = model("UserSearchCriteria", type="CONTAINS", fields=["name", "email"], value="lin")
    found = ada.search.post_users_search(model("UserSearchRequest", page_size=25, page_number=1, query=[criteria]))
    assert [user.name for user in found.results] == ["Eve Lind"]
    assert found.total == 1


def test_wrap_up_codes(ada):
    codes = ada.routing.get_routing_queue_wrapupcodes(ada.queue("Support").id, page_size=100)
    assert len(codes.entities) >= 3
    assert "Resolved" in {code.name for code in codes.entities}


def test_presence(agent):
    finn = agent("finn")
    definitions = finn.presence.get_presence_definitions().entities
    with finn.channel("presence") as channel:
        for name in ("Busy", "Available"):
            wanted = next(entry for entry in definitions if entry.system_presence == name)
            body = model("UserPresence", presence_definition=model("PresenceDefinition", id=wanted.id))
            changed = finn.presence.patch_user_presence(finn.id, "PURECLOUD", body)
            assert changed.presence_definition.id == wanted.id
            channel.event(name, finn.topic("presence"), lambda told: told.presence_definition.id == wanted.id)
            assert finn.presence.get_user_presence(finn.id, "PURECLOUD").presence_definition.id == wanted.id


def test_routing_status(agent):
    finn = agent("finn")
    definitions = finn.presence.get_presence_definitions().entities

    def become(name):
        wanted = next(entry for entry in definitions if entry.system_presence.replace(" ", "").lower() == name)
        body = model("UserPresence", presence_definition=model("PresenceDefinition", id=wanted.id))
        finn.presence.patch_user_presence(finn.id, "PURECLOUD", body)

    assert finn.users.get_user_routingstatus(finn.id).status == "OFF_QUEUE"
    with finn.channel("routingStatus") as channel:
        become("onqueue")
        channel.event("idle", finn.topic("routingStatus"), lambda told: told.routing_status.status == "IDLE")
        become("available")
        channel.event("off queue", finn.topic("routingStatus"), lambda told: told.routing_status.status == "OFF_QUEUE")
    with Refusal(400, code="general.bad.request"):
        finn.users.put_user_routingstatus(finn.id, model("RoutingStatus", status="INTERACTING"))


def test_threading_timeline(ada):
    window = ada.conversations.get_conversations_messaging_threadingtimeline()
    [sms] = [entry for entry in window.settings if entry.messenger_type == "sms"]
    assert sms.timeout_in_minutes == 4320


def test_supported_content(ada):
    content = ada.conversations.get_conversations_messaging_supportedcontent_default()
    assert content.media_types.allow.outbound


def test_contact_by_number(ada):
    found = ada.external_contacts.get_externalcontacts_reversewhitepageslookup("+13175550142")
    [maya] = found.contacts
    assert (maya.first_name, maya.last_name) == ("Maya", "Ortiz")


def link(agent, conversation, contact):
    association = model(
        "ConversationAssociation",
        external_contact_id=contact.id,
        conversation_id=conversation.id,
        communication_id=conversation.communication_id,
        media_type="MESSAGE",
    )
    agent.external_contacts.put_externalcontacts_conversation(conversation.id, association)


def test_contact_is_linked_to_a_conversation(ada, customer):
    conversation = ada.converse("Reservations", customer())
    [maya] = ada.external_contacts.get_externalcontacts_contacts(q="Maya").entities
    link(ada, conversation, maya)
    linked = [entry.external_contact.id for entry in conversation.read().participants if entry.external_contact]
    assert linked == [maya.id]


def test_contact_is_created_and_linked(ada, customer):
    number = customer()
    phone = model("PhoneNumber", e164=number, user_input=number)
    new = model("ExternalContact", first_name="Nora", last_name="Lind", cell_phone=phone)
    created = ada.external_contacts.post_externalcontacts_contacts(new)
    assert (created.first_name, created.last_name, created.cell_phone.e164) == ("Nora", "Lind", number)
    [found] = ada.external_contacts.get_externalcontacts_reversewhitepageslookup(number).contacts
    assert found.id == created.id
    conversation = ada.converse("Reservations", number)
    # By its number it is linked from the beginning; nobody else is.
    stranger = ada.converse("Reservations", customer())
    link(ada, stranger, created)
    for one in (conversation, stranger):
        assert [entry.name for entry in one.read().participants if entry.external_contact] == ["Nora Lind"]


def test_contact_without_a_name_or_a_number_is_refused(ada):
    for new in (
        model("ExternalContact", cell_phone=model("PhoneNumber", e164="+13175550142")),
        model("ExternalContact", first_name="Nora"),
        model("ExternalContact", first_name="Nora", cell_phone=model("PhoneNumber", e164="317")),
    ):
        with Refusal(400):
            ada.external_contacts.post_externalcontacts_contacts(new)


def test_call_log_permission(agent, customer):
    cleo = agent("cleo")
    conversation = cleo.converse("Reservations", customer())
    [maya] = cleo.external_contacts.get_externalcontacts_contacts(q="Maya").entities
    with Refusal(403) as refusal:
        link(cleo, conversation, maya)
    assert "externalContacts:conversation:associate" in str(refusal.body)


def test_canned_responses(ada):
    libraries = ada.responses.get_responsemanagement_libraries(page_size=100).entities
    assert libraries
    for library in libraries:
        for entry in ada.responses.get_responsemanagement_responses(library.id, page_size=100).entities:
            assert entry.texts[0].content_type == "text/plain"
            assert ada.responses.get_responsemanagement_response(entry.id).name == entry.name
            query = model("ResponseQueryRequest", query_phrase=entry.name, page_size=25, page_number=1)
            found = ada.responses.post_responsemanagement_responses_query(query).results.entities
            assert entry.id in [response.id for response in found]


def test_a_response_and_its_asset(ada):
    query = model("ResponseQueryRequest", query_phrase="Directions", page_size=25, page_number=1)
    [directions] = ada.responses.post_responsemanagement_responses_query(query).results.entities
    [asset] = directions.assets
    assert asset.asset_usage == "FileAttachments"
    about = ada.responses.get_responsemanagement_responseasset(asset.id)
    assert (about.name, about.content_type) == ("the way.png", "image/png")
    assert about.content_location == asset.content_location
    assert directions.id in [response.id for response in about.responses]
    # Whoever knows the address needs no token.
    with urllib.request.urlopen(asset.content_location) as content:
        assert len(content.read()) == about.content_length


def test_numbers_of_the_organization(ada):
    numbers = ada.routing.get_routing_sms_phonenumbers(page_size=100).entities
    assert "+13175550100" in [number.phone_number for number in numbers]


def test_permissions_in_the_other_way(ada):
    subject = ada.authorization.get_authorization_subjects_me()
    policies = [policy for grant in subject.grants for policy in grant.role.policies]
    assert any(
        (policy.domain, policy.entity_name) == ("conversation", "message") and "create" in policy.actions
        for policy in policies
    )
