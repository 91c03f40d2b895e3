"use strict";
// After-call work: what each queue asks for, saving it, and leaving it out.

const assert = require("node:assert/strict");
const test = require("node:test");
const { Channel, UUID, agent, converse, customers, participant, queue, refused } = require("./support");

const customer = customers(5);

/** A conversation that the agent has just ended, and its wrap-up codes. */
async function ended(by, queueName) {
  const conversation = await converse(by, queueName, customer());
  await conversation.disconnect();
  const { body: codes } = await by.conversations.getConversationsMessageParticipantWrapupcodes(conversation.id, conversation.participantId);
  const mine = async () => participant(await conversation.read(), "agent");
  const wrapup = async (opts) =>
    (await by.conversations.getConversationsMessageParticipantWrapup(conversation.id, conversation.participantId, opts)).body;
  return { ...conversation, codes, mine, wrapup };
}

for (const [queueName, prompt, required, timeoutMs] of [
  ["Reservations", "optional", undefined, undefined],
  ["Support", "mandatory", true, undefined],
  ["Billing", "timeout", true, 30_000],
  ["Concierge", "forcedTimeout", true, 15_000],
]) {
  test(`${queueName} asks for wrap-up: ${prompt}`, async () => {
    const ada = await agent("ada");
    const { codes, mine } = await ended(ada, queueName);
    const me = await mine();
    assert.equal(me.wrapupPrompt, prompt);
    if (required !== undefined) assert.equal(me.wrapupRequired, required);
    assert.equal(me.wrapupTimeoutMs, timeoutMs);
    assert.ok(me.startAcwTime && !me.endAcwTime);
    assert.ok(codes.length >= 3);
    for (const code of codes) assert.match(code.id, UUID);
  });
}

test("Feedback asks for wrap-up only when the agent does", async () => {
  const ada = await agent("ada");
  const { mine } = await ended(ada, "Feedback");
  const me = await mine();
  assert.equal(me.wrapupPrompt, "agentRequested");
  assert.equal(me.wrapupRequired, false);
});

test("after-call work that the agent asks for while connected is to be done", async () => {
  const ada = await agent("ada");
  const conversation = await converse(ada, "Feedback", customer());
  const { id, participantId, communicationId } = conversation;
  const ask = (afterCallWorkRequired) =>
    ada.conversations.patchConversationsAftercallworkConversationIdParticipantCommunication(id, participantId, communicationId, {
      afterCallWorkRequired,
    });
  const { body } = await ask(true);
  assert.equal(body.afterCallWorkRequired, true);
  const generic = (await ada.conversations.getConversation(id)).body;
  assert.equal(participant(generic, "agent").messages[0].afterCallWorkRequired, true);
  await conversation.disconnect();
  assert.equal(participant(await conversation.read(), "agent").wrapupRequired, true);
  const refusal = await ask(false).catch((reason) => reason);
  assert.equal(refusal.status, 400, "only while connected");
});

test("the codes of a participant are those of its queue", async () => {
  const ada = await agent("ada");
  const { codes } = await ended(ada, "Support");
  const { body } = await ada.routing.getRoutingQueueWrapupcodes((await queue("Support")).id, { pageSize: 100 });
  assert.deepEqual(codes.map(({ name }) => name).sort(), body.entities.map(({ name }) => name).sort());
});

test("a wrap-up is saved with code, notes and tags, and told by an event", async () => {
  const ada = await agent("ada");
  const topics = [`v2.users.${ada.id}.conversations.messages`, `v2.users.${ada.id}.conversations`];
  const channel = await Channel.open(ada, topics);
  const conversation = await ended(ada, "Support");
  const [code] = conversation.codes;
  await conversation.update({ wrapup: { code: code.id, name: code.name, notes: "Rebooked — Zürich ✈", tags: ["vip"], durationSeconds: 7 } });
  const read = await conversation.wrapup();
  assert.equal(read.code, code.id);
  assert.equal(read.notes, "Rebooked — Zürich ✈");
  assert.deepEqual(read.tags, ["vip"]);
  assert.equal(read.durationSeconds, 7);
  const me = await conversation.mine();
  assert.equal(me.wrapup.code, code.id);
  assert.ok(me.endAcwTime);
  const told = await channel.event(
    "the wrap-up",
    topics[0],
    (event) => event.id === conversation.id && participant(event, "agent").wrapup?.code === code.id,
  );
  assert.ok(participant(told, "agent").endAcwTime);
  const generic = await channel.event(
    "the end of after-call work",
    topics[1],
    (event) => event.id === conversation.id && participant(event, "agent").messages[0].afterCallWork?.state === "complete",
  );
  assert.equal(participant(generic, "agent").messages[0].id, conversation.communicationId);
  channel.close();
});

test("a mandatory wrap-up needs a code", async () => {
  const ada = await agent("ada");
  const conversation = await ended(ada, "Support");
  await refused(conversation.update({ wrapup: { notes: "no code" } }), 400, "conversation.error.wrapup.code.required");
  const me = await conversation.mine();
  assert.equal(me.endAcwTime, undefined);
});

test("a code of another queue, or of none, is refused", async () => {
  const ada = await agent("ada");
  const conversation = await ended(ada, "Support");
  const { body } = await ada.routing.getRoutingQueueWrapupcodes((await queue("Groups")).id, { pageSize: 100 });
  const foreign = body.entities.find(({ name }) => name === "Booking changed").id;
  for (const code of [foreign, "00000000-0000-4000-8000-000000000000"]) {
    const refusal = await conversation.update({ wrapup: { code } }).catch((reason) => reason);
    assert.ok([400, 404].includes(refusal.status), `${refusal.status}`);
  }
});

test("notes are kept provisionally without a code, and the code ends it", async () => {
  const ada = await agent("ada");
  const conversation = await ended(ada, "Support");
  await conversation.update({ wrapup: { notes: "half a thought", provisional: true } });
  assert.equal((await conversation.wrapup({ provisional: true })).notes, "half a thought");
  assert.equal((await conversation.mine()).endAcwTime, undefined, "the work is still to do");
  await conversation.update({ wrapup: { code: conversation.codes[1].id, notes: "the whole thought" } });
  const done = await conversation.wrapup();
  assert.deepEqual([done.code, done.notes], [conversation.codes[1].id, "the whole thought"]);
  assert.ok((await conversation.mine()).endAcwTime);
});

test("a wrap-up is saved by the communication too", async () => {
  const ada = await agent("ada");
  const { id, participantId, communicationId, codes, mine } = await ended(ada, "Support");
  await ada.conversations.postConversationsMessageParticipantCommunicationWrapup(id, participantId, communicationId, {
    body: { code: codes[2].id, notes: "by communication" },
  });
  const { body } = await ada.conversations.getConversationsMessageParticipantCommunicationWrapup(id, participantId, communicationId);
  assert.deepEqual([body.code, body.notes], [codes[2].id, "by communication"]);
  assert.ok((await mine()).endAcwTime);
});

test("an optional wrap-up is skipped", async () => {
  const ada = await agent("ada");
  const { id, update, mine } = await ended(ada, "Reservations");
  await update({ wrapupSkipped: true });
  const me = await mine();
  assert.equal(me.wrapupSkipped, true);
  const generic = (await ada.conversations.getConversation(id)).body;
  assert.equal(participant(generic, "agent").messages[0].afterCallWork.state, "skipped");
});

test("what is wrapped up leaves the list", async () => {
  const ada = await agent("ada");
  const { id, codes, update } = await ended(ada, "Support");
  const listed = async () => (await ada.conversations.getConversationsMessages()).body.entities.some((conversation) => conversation.id === id);
  assert.equal(await listed(), true, "wrap-up is pending, so it is still mine");
  await update({ wrapup: { code: codes[0].id } });
  assert.equal(await listed(), false);
});

test("a forced time-out ends the work with the system's code", async () => {
  const ada = await agent("ada");
  const topic = `v2.users.${ada.id}.conversations.messages`;
  const channel = await Channel.open(ada, [topic]);
  const conversation = await ended(ada, "Concierge");
  await channel.event(
    "the time-out",
    topic,
    (told) => told.id === conversation.id && participant(told, "agent").endAcwTime !== undefined,
    25_000,
  );
  assert.equal((await conversation.wrapup()).code, "ININ-WRAP-UP-TIMEOUT");
  channel.close();
});
