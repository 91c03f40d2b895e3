"use strict";
// Blind transfer to a queue and to a colleague. Messages know no other kind.

const assert = require("node:assert/strict");
const test = require("node:test");
const { Channel, agent, attach, converse, customers, participant, queue, refused } = require("./support");

const customer = customers(4);

function replace(by, conversation, body) {
  return by.conversations.postConversationsMessageParticipantReplace(conversation.id, conversation.participantId, body);
}

test("a transfer to a queue ends my part and leaves the customer waiting there", async () => {
  const ada = await agent("ada");
  const conversation = await converse(ada, "Reservations", customer());
  const topic = `v2.users.${ada.id}.conversations.messages`;
  const channel = await Channel.open(ada, [topic]);
  const { id: queueId } = await queue("Support");
  const { status } = await replace(ada, conversation, { queueId, transferType: "Unattended" });
  assert.ok([200, 202].includes(status), `${status}`);
  await channel.event(
    "the end of my part",
    topic,
    (told) => told.id === conversation.id && participant(told, "agent").disconnectType?.startsWith("transfer"),
  );
  const now = await conversation.read();
  assert.equal(participant(now, "agent").state, "disconnected");
  assert.equal(participant(now, "acd").queue.id, queueId);
  assert.equal(participant(now, "acd").state, "connected");
  assert.equal(participant(now, "customer").state, "connected");
  channel.close();
});

test("a transfer to a colleague alerts her, and she picks up with the history", async () => {
  const ada = await agent("ada");
  const eve = await agent("eve");
  const conversation = await converse(ada, "Reservations", customer());
  const { body: sent } = await conversation.send("One moment, my colleague knows more.");
  const topic = `v2.users.${eve.id}.conversations.messages`;
  const channel = await Channel.open(eve, [topic]);
  await replace(ada, conversation, { userId: eve.id });
  const alert = await channel.event("the alert", topic, (told) => told.id === conversation.id);
  const hers = alert.participants.findLast(({ user }) => user?.id === eve.id);
  assert.equal(hers.state, "alerting");

  const hold = await attach(eve, conversation.id);
  await hold.update({ state: "connected" });
  await channel.event(
    "her connection",
    topic,
    (told) => told.id === conversation.id && told.participants.some(({ user, state }) => user?.id === eve.id && state === "connected"),
  );
  const { body } = await eve.conversations.getConversationsMessageMessage(conversation.id, sent.id);
  assert.equal(body.normalizedMessage.text, "One moment, my colleague knows more.");
  const { status } = await hold.send("Here I am.");
  assert.ok([200, 202].includes(status));
  channel.close();
});

test("a colleague who declines an alert does not hold it", async () => {
  const ada = await agent("ada");
  const eve = await agent("eve");
  const conversation = await converse(ada, "Reservations", customer());
  await replace(ada, conversation, { userId: eve.id });
  const hold = await attach(eve, conversation.id);
  await hold.update({ state: "disconnected" });
  const hers = (await hold.read()).participants.findLast(({ user }) => user?.id === eve.id);
  assert.equal(hers.state, "disconnected");
});

test("the generic conversation is transferred as well", async () => {
  const ada = await agent("ada");
  const conversation = await converse(ada, "Reservations", customer());
  const { id: queueId } = await queue("Support");
  await ada.conversations.postConversationParticipantReplaceQueue(conversation.id, conversation.participantId, { queueId });
  assert.equal(participant(await conversation.read(), "acd").queue.id, queueId);
});

test("a transfer leaves the wrap-up to do", async () => {
  const ada = await agent("ada");
  const conversation = await converse(ada, "Support", customer());
  await replace(ada, conversation, { queueId: (await queue("Billing")).id });
  const mine = participant(await conversation.read(), "agent");
  assert.equal(mine.wrapupRequired, true);
  const { body: codes } = await ada.conversations.getConversationsMessageParticipantWrapupcodes(conversation.id, conversation.participantId);
  await conversation.update({ wrapup: { code: codes[0].id } });
});

for (const [what, target, code] of [
  ["to an unknown queue", async () => ({ queueId: "00000000-0000-4000-8000-000000000000" }), "conversations.error.queue.not.found"],
  ["to nowhere", async () => ({}), "conversations.error.transfer.destination.required"],
  ["to oneself", async () => ({ userId: (await agent("ada")).id }), "conversations.error.transfer.same.party"],
]) {
  test(`a transfer ${what} is refused`, async () => {
    const ada = await agent("ada");
    const conversation = await converse(ada, "Reservations", customer());
    await refused(replace(ada, conversation, await target()), 400, code);
    assert.equal(participant(await conversation.read(), "agent").state, "connected");
  });
}

test("what I no longer hold I cannot transfer", async () => {
  const ada = await agent("ada");
  const conversation = await converse(ada, "Reservations", customer());
  await conversation.disconnect();
  const { id: queueId } = await queue("Support");
  await refused(replace(ada, conversation, { queueId }), 400, "conversations.error.transfer.not.connected");
});

test("whoever may not transfer is told which permission is missing", async () => {
  const gus = await agent("gus");
  const conversation = await converse(gus, "Reservations", customer());
  const { id: queueId } = await queue("Support");
  const body = await refused(replace(gus, conversation, { queueId }), 403, /^missing\.(any\.)?permissions$/);
  assert.match(JSON.stringify([body.message, body.messageParams]), /conversation:communication:blindTransfer/);
  assert.equal(participant(await conversation.read(), "agent").state, "connected");
});
