"use strict";
// Beginning a conversation on behalf of a queue, taking up one that is there, and reading both.

const assert = require("node:assert/strict");
const test = require("node:test");
const { Channel, UUID, agent, attach, converse, customers, participant, queue, refused } = require("./support");

const customer = customers(1);

async function create(by, queueName, toAddress, more = {}) {
  const { id: queueId } = await queue(queueName);
  return by.conversations.postConversationsMessages({ queueId, toAddress, toAddressMessengerType: "sms", ...more });
}

/** The refusal that Genesys does not publish: some 4xx which is none of those that mean something else. */
async function refusedForExisting(call) {
  const refusal = await call.then(
    () => assert.fail("a second conversation was made"),
    (reason) => reason,
  );
  assert.ok(refusal.status >= 400 && refusal.status < 500, `${refusal.status}`);
  assert.ok(![401, 403, 404, 429].includes(refusal.status), `${refusal.status}`);
  assert.ok(refusal.body.code && refusal.body.message);
  return refusal.body;
}

test("an SMS conversation begins on behalf of a queue", async () => {
  const ada = await agent("ada");
  const number = customer();
  const created = await create(ada, "Reservations", number);
  assert.equal(created.status, 202);
  assert.match(created.body.id, UUID);
  assert.ok(created.body.selfUri.endsWith(`/api/v2/conversations/messages/${created.body.id}`));

  const { body } = await ada.conversations.getConversationsMessage(created.body.id);
  assert.deepEqual(body.participants.map(({ purpose }) => purpose), ["agent", "customer"]);
  const mine = participant(body, "agent");
  assert.equal(mine.state, "connected");
  assert.equal(mine.direction, "outbound");
  assert.equal(mine.type, "sms");
  assert.equal(mine.user.id, ada.id);
  assert.equal(mine.queue.id, (await queue("Reservations")).id);
  assert.equal(mine.toAddress.addressNormalized, number);
  assert.equal(mine.fromAddress.addressNormalized, "+13175550100");
  assert.ok(!Number.isNaN(Date.parse(mine.connectedTime)));
});

test("the communication id is found in the two ways that clients know", async () => {
  const ada = await agent("ada");
  const { id, communicationId } = await converse(ada, "Reservations", customer());
  const flat = (await ada.conversations.getConversationsMessage(id)).body;
  assert.equal(participant(flat, "customer").peer, communicationId);
  assert.equal(flat.participants[1].peer, communicationId);

  const generic = (await ada.conversations.getConversation(id)).body;
  const mine = participant(generic, "agent");
  assert.equal(mine.messages[0].id, communicationId);
  assert.equal(mine.messages[0].state, "connected");
  assert.equal(participant(generic, "customer").messages[0].id, mine.messages[0].peerId);
});

test("my conversations are listed, mine only", async () => {
  const ada = await agent("ada");
  const { id } = await converse(ada, "Reservations", customer());
  const listed = (await ada.conversations.getConversationsMessages()).body;
  assert.ok(listed.entities.some((conversation) => conversation.id === id));
  const generic = (await ada.conversations.getConversations({ communicationType: "message" })).body;
  assert.ok(generic.entities.some((conversation) => conversation.id === id));
  const others = (await (await agent("dev")).conversations.getConversationsMessages()).body;
  assert.deepEqual(others.entities, []);
});

test("a conversation is told by an event as it begins", async () => {
  const ada = await agent("ada");
  const topics = [`v2.users.${ada.id}.conversations.messages`, `v2.users.${ada.id}.conversations`];
  const channel = await Channel.open(ada, topics);
  const { id, communicationId } = await converse(ada, "Reservations", customer());
  const flat = await channel.event("the message event", topics[0], (told) => told.id === id);
  assert.equal(participant(flat, "agent").state, "connected");
  const generic = await channel.event("the conversation event", topics[1], (told) => told.id === id);
  assert.equal(participant(generic, "agent").messages[0].id, communicationId);
  channel.close();
});

test("whoever may not create messages is told which permission is missing", async () => {
  const body = await refused(create(await agent("ben"), "Reservations", customer()), 403, "missing.permissions");
  assert.match(JSON.stringify([body.message, body.messageParams]), /conversation:message:create/);
});

test("a queue without an SMS number sends nothing", async () => {
  await refused(create(await agent("ada"), "Back Office", customer()), 400, /./);
});

test("a queue that the agent is no member of sends nothing", async () => {
  const refusal = await create(await agent("ada"), "Groups", customer()).catch((reason) => reason);
  assert.ok([400, 403].includes(refusal.status), `${refusal.status}`);
});

test("an unknown queue sends nothing", async () => {
  const ada = await agent("ada");
  const refusal = await ada.conversations
    .postConversationsMessages({
      queueId: "00000000-0000-4000-8000-000000000000",
      toAddress: customer(),
      toAddressMessengerType: "sms",
    })
    .catch((reason) => reason);
  assert.ok([400, 404].includes(refusal.status), `${refusal.status}`);
});

for (const wrong of ["", "+", "3175550142", "+1317555014212345", "+13175550142x5", "+1 (317) 555-0142", "maya"]) {
  test(`an address that is not E.164 is refused: ${JSON.stringify(wrong)}`, async () => {
    await refused(create(await agent("ada"), "Reservations", wrong), 400, /./);
  });
}

for (const field of ["queueId", "toAddress", "toAddressMessengerType"]) {
  test(`a request without ${field} is refused`, async () => {
    const ada = await agent("ada");
    const body = { queueId: (await queue("Reservations")).id, toAddress: customer(), toAddressMessengerType: "sms" };
    delete body[field];
    await refused(ada.conversations.postConversationsMessages(body), 400, /^(bad\.request|invalid\.value)$/);
  });
}

test("an unknown conversation is not found", async () => {
  const ada = await agent("ada");
  const call = ada.conversations.getConversationsMessage("00000000-0000-4000-8000-000000000000");
  await refused(call, 404, "conversation.error.conversation.not.found");
});

test("a conversation inside the window is taken up only when asked to, and keeps its history", async () => {
  const ada = await agent("ada");
  const number = customer();
  const first = await converse(ada, "Reservations", number);
  const { body: sent } = await first.send("The first text");
  await first.disconnect();
  await first.update({ wrapupSkipped: true });

  await refusedForExisting(create(ada, "Reservations", number));
  await refusedForExisting(create(ada, "Reservations", number, { useExistingConversation: false }));
  const taken = await create(ada, "Reservations", number, { useExistingConversation: true });
  assert.equal(taken.body.id, first.id);

  const second = await attach(ada, first.id);
  assert.notEqual(second.communicationId, first.communicationId);
  const now = await second.read();
  assert.equal(participant(now, "agent").state, "connected");
  const known = now.participants.flatMap(({ messages }) => messages ?? []).map(({ messageId }) => messageId);
  assert.ok(known.includes(sent.id), "the history is there");
});

test("the contact whose conversation is inside the window from the start", async () => {
  const ada = await agent("ada");
  const jonas = "+491701234567";
  await refusedForExisting(create(ada, "Support", jonas));
  const taken = await create(ada, "Support", jonas, { useExistingConversation: true });
  const { participantId, read, disconnect } = await attach(ada, taken.body.id);
  const history = (await read()).participants.flatMap(({ messages }) => messages ?? []);
  assert.ok(history.length > 0);
  const ids = [...new Set(history.map(({ messageId }) => messageId))];
  const { body } = await ada.conversations.postConversationsMessageMessagesBulk(taken.body.id, { body: ids });
  assert.ok(body.entities.every((message) => message.normalizedMessage.text));
  assert.ok(participantId);
  await disconnect();
});

for (const [who, number, queueName] of [
  ["connected with a colleague", "+13175550144", "Support"],
  ["alerting in a queue", "+13175550145", "Billing"],
]) {
  test(`a conversation ${who} cannot be begun nor taken up`, async () => {
    const ada = await agent("ada");
    await refusedForExisting(create(ada, queueName, number));
    await refusedForExisting(create(ada, queueName, number, { useExistingConversation: true }));
  });
}

test("my own connected conversation cannot be begun again", async () => {
  const ada = await agent("ada");
  const number = customer();
  await converse(ada, "Reservations", number);
  await refusedForExisting(create(ada, "Reservations", number));
  await refusedForExisting(create(ada, "Reservations", number, { useExistingConversation: true }));
});

test("attributes are kept with a participant", async () => {
  const ada = await agent("ada");
  const { id, participantId, read } = await converse(ada, "Reservations", customer());
  const patch = (attributes) => ada.conversations.patchConversationsMessageParticipantAttributes(id, participantId, { body: { attributes } });
  await patch({ booking: "LT-1", "subject line": "Späti" });
  await patch({ booking: "LT-2" });
  assert.deepEqual(participant(await read(), "agent").attributes, { booking: "LT-2", "subject line": "Späti" });
  await refused(patch(null), 400, "conversation.error.participant.attribute.null");
});

test("ending my part ends it for me", async () => {
  const ada = await agent("ada");
  const { id, read, disconnect } = await converse(ada, "Reservations", customer());
  const topic = `v2.users.${ada.id}.conversations.messages`;
  const channel = await Channel.open(ada, [topic]);
  await disconnect();
  const told = await channel.event("the end", topic, (event) => event.id === id && participant(event, "agent").state === "disconnected");
  assert.ok(participant(told, "agent").endTime);
  const mine = participant(await read(), "agent");
  assert.equal(mine.state, "disconnected");
  assert.equal(mine.disconnectType, "client");
  channel.close();
});

test("one communication is ended by its own id, and takes no other state", async () => {
  const ada = await agent("ada");
  const { id, participantId, communicationId, read } = await converse(ada, "Reservations", customer());
  const patch = (body) => ada.conversations.patchConversationsMessageParticipantCommunication(id, participantId, communicationId, body);
  await refused(patch({}), 400, "communication.state.required");
  await patch({ state: "disconnected" });
  assert.equal(participant(await read(), "agent").state, "disconnected");
});

test("a conversation is ended as a whole", async () => {
  const ada = await agent("ada");
  const { id, read } = await converse(ada, "Reservations", customer());
  await ada.conversations.postConversationDisconnect(id);
  assert.ok((await read()).participants.every(({ state }) => state === "disconnected"));
});

test("somebody else's conversation is not mine to end", async () => {
  const ada = await agent("ada");
  const { id, participantId } = await converse(ada, "Reservations", customer());
  const ben = await agent("ben");
  const refusal = await ben.conversations
    .patchConversationsMessageParticipant(id, participantId, { body: { state: "disconnected" } })
    .catch((reason) => reason);
  assert.ok([400, 403, 404].includes(refusal.status), `${refusal.status}`);
});

test("a participant that is not in the conversation is not found", async () => {
  const ada = await agent("ada");
  const { id } = await converse(ada, "Reservations", customer());
  const stranger = "00000000-0000-4000-8000-000000000000";
  const call = ada.conversations.patchConversationsMessageParticipant(id, stranger, { body: { state: "disconnected" } });
  await refused(call, 404, "conversation.error.not.conversation.participant");
});
