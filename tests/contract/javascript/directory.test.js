"use strict";
// Who the agent is, what the organization has set, and which queues, members and codes there are.

const assert = require("node:assert/strict");
const test = require("node:test");
const { Channel, UUID, agent, queue, refused } = require("./support");

test("users/me without expand is the bare person", async () => {
  const { users } = await agent("ada");
  const { body } = await users.getUsersMe();
  assert.match(body.id, UUID);
  assert.equal(body.name, "Ada Park");
  assert.equal(body.email, "ada@lumen.example");
  assert.equal(body.state, "active");
  assert.ok(Number.isInteger(body.version));
  assert.equal(body.authorization, undefined);
  assert.equal(body.presence, undefined);
});

test("users/me gives what expand asks for, comma-joined", async () => {
  const { users } = await agent("ada");
  const { body } = await users.getUsersMe({
    expand: ["authorization", "presence", "routingStatus", "organization", "conversationSummary", "token", "languagePreference"],
  });
  assert.ok(body.authorization.permissions.includes("conversation:message:create"));
  assert.ok(body.presence.presenceDefinition.systemPresence);
  assert.equal(body.routingStatus.userId, body.id);
  assert.equal(body.organization.defaultCountryCode, "US");
  assert.equal(body.token.organization.name, "Lumen Travel");
});

for (const [name, lacking] of [
  ["ben", "conversation:message:create"],
  ["cleo", "externalContacts:conversation:associate"],
  ["gus", "conversation:communication:blindTransfer"],
]) {
  test(`${name} lacks ${lacking} and nothing of another kind`, async () => {
    const full = await (await agent("ada")).users.getUsersMe({ expand: ["authorization"] });
    const { body } = await (await agent(name)).users.getUsersMe({ expand: ["authorization"] });
    const missing = full.body.authorization.permissions.filter((permission) => !body.authorization.permissions.includes(permission));
    assert.ok(missing.includes(lacking));
    assert.ok(missing.every((permission) => permission.startsWith(lacking)), `${missing}`);
  });
}

test("the organization tells its country", async () => {
  const { organization } = await agent("ada");
  const { body } = await organization.getOrganizationsMe();
  assert.equal(body.name, "Lumen Travel");
  assert.equal(body.defaultCountryCode, "US");
  assert.equal(body.state, "active");
});

test("my queues come in pages that add up", async () => {
  const { routing } = await agent("ada");
  const whole = (await routing.getRoutingQueuesMe({ pageSize: 100 })).body;
  const seen = [];
  for (let pageNumber = 1; ; pageNumber += 1) {
    const { body } = await routing.getRoutingQueuesMe({ pageNumber, pageSize: 2 });
    assert.equal(body.total, whole.total);
    assert.equal(body.pageNumber, pageNumber);
    assert.equal(body.pageSize, 2);
    assert.equal(body.pageCount, Math.ceil(whole.total / 2));
    assert.ok(body.entities.length <= 2);
    seen.push(...body.entities.map((entity) => entity.id));
    if (pageNumber >= body.pageCount) break;
  }
  assert.deepEqual(seen.sort(), whole.entities.map((entity) => entity.id).sort());
  assert.equal(new Set(seen).size, whole.total);
});

test("a queue of mine tells its SMS number and after-call work", async () => {
  const { routing } = await agent("ada");
  const { body } = await routing.getRoutingQueuesMe({ pageSize: 100 });
  const named = Object.fromEntries(body.entities.map((entity) => [entity.name, entity]));
  assert.deepEqual(Object.keys(named).sort(), ["Back Office", "Billing", "Concierge", "Feedback", "Reservations", "Support"]);
  const acw = Object.fromEntries(body.entities.map(({ name, acwSettings }) => [name, [acwSettings.wrapupPrompt, acwSettings.timeoutMs]]));
  assert.deepEqual(acw.Reservations, ["OPTIONAL", undefined]);
  assert.deepEqual(acw.Support, ["MANDATORY", undefined]);
  assert.deepEqual(acw.Billing, ["MANDATORY_TIMEOUT", 30_000]);
  assert.deepEqual(acw.Concierge, ["MANDATORY_FORCED_TIMEOUT", 15_000]);
  assert.deepEqual(acw.Feedback, ["AGENT_REQUESTED", 60_000]);
  assert.match(named.Reservations.outboundMessagingAddresses.smsAddress.id, UUID);
  assert.equal(named["Back Office"].outboundMessagingAddresses?.smsAddress, undefined);
  assert.equal(typeof named.Reservations.joined, "boolean");
});

test("who is in no queue, or in queues without a number, is told so", async () => {
  const dev = await (await agent("dev")).routing.getRoutingQueuesMe({ pageSize: 100 });
  assert.deepEqual([dev.body.entities, dev.body.total], [[], 0]);
  const finn = await (await agent("finn")).routing.getRoutingQueuesMe({ pageSize: 100 });
  assert.ok(finn.body.entities.length > 0);
  assert.ok(finn.body.entities.every((entity) => !entity.outboundMessagingAddresses?.smsAddress));
});

test("queues are found by name, with asterisks and in any case", async () => {
  const { routing } = await agent("ada");
  const names = async (name) => (await routing.getRoutingQueues({ name })).body.entities.map((entity) => entity.name);
  assert.deepEqual(await names("Res*"), ["Reservations"]);
  assert.deepEqual(await names("res*"), ["Reservations"]);
  assert.deepEqual(await names("*port"), ["Support"]);
  assert.deepEqual(await names("Nothing like it*"), []);
  assert.ok((await names("Groups")).includes("Groups"), "queues one is no member of are found too");
});

test("a queue is read by its id, and an unknown one is not found", async () => {
  const { routing } = await agent("ada");
  const { id } = await queue("Support");
  const { body } = await routing.getRoutingQueue(id);
  assert.equal(body.name, "Support");
  assert.equal(body.acwSettings.wrapupPrompt, "MANDATORY");
  await refused(routing.getRoutingQueue("00000000-0000-4000-8000-000000000000"), 404, "not.found");
});

test("a queue tells its members", async () => {
  const { routing } = await agent("ada");
  const { id } = await queue("Support");
  const { body } = await routing.getRoutingQueueMembers(id, { pageSize: 100, expand: ["presence", "routingStatus"] });
  const names = body.entities.map((member) => member.name);
  assert.ok(names.includes("Ada Park"));
  assert.ok(!names.includes("Dev Rao"));
  for (const member of body.entities) {
    assert.match(member.id, UUID);
    assert.equal(typeof member.joined, "boolean");
  }
});

test("people are found by part of their name", async () => {
  const { search } = await agent("ada");
  const { body } = await search.postUsersSearch({
    pageSize: 25,
    pageNumber: 1,
    query: [{ type: "CONTAINS", fields: ["name", "email"], value: "lin" }],
  });
  assert.deepEqual(body.results.map((user) => user.name), ["Eve Lind"]);
  assert.equal(body.total, 1);
  const none = await search.postUsersSearch({ query: [{ type: "CONTAINS", fields: ["name"], value: "zzzz" }] });
  assert.equal(none.body.total, 0);
});

test("a queue has wrap-up codes", async () => {
  const { routing } = await agent("ada");
  const { id } = await queue("Support");
  const { body } = await routing.getRoutingQueueWrapupcodes(id, { pageSize: 100 });
  assert.ok(body.entities.length >= 3);
  assert.ok(body.entities.some((code) => code.name === "Resolved"));
  for (const code of body.entities) assert.match(code.id, UUID);
});

test("presence is read, changed, and told by an event", async () => {
  const finn = await agent("finn");
  const { body: definitions } = await finn.presence.getPresencedefinitions({ pageSize: 100 });
  const byName = (systemPresence) => definitions.entities.find((entity) => entity.systemPresence === systemPresence);
  for (const name of ["Available", "Away", "Busy", "Break", "Meal", "Meeting", "Training"]) assert.ok(byName(name), name);
  const onQueue = definitions.entities.find((entity) => /^on.?queue$/i.test(entity.systemPresence));
  assert.ok(onQueue, "On Queue");

  const topic = `v2.users.${finn.id}.presence`;
  const channel = await Channel.open(finn, [topic]);
  for (const name of ["Busy", "Available"]) {
    const { body } = await finn.presence.patchUserPresence(finn.id, "PURECLOUD", { presenceDefinition: { id: byName(name).id } });
    assert.equal(body.presenceDefinition.systemPresence, name);
    const event = await channel.event(`the change to ${name}`, topic, (told) => told.presenceDefinition.id === byName(name).id);
    assert.equal(event.source, "PURECLOUD");
    const read = await finn.presence.getUserPresence(finn.id, "PURECLOUD");
    assert.equal(read.body.presenceDefinition.id, byName(name).id);
  }
  channel.close();
});

test("an unknown presence is refused", async () => {
  const finn = await agent("finn");
  const presenceDefinition = { id: "00000000-0000-4000-8000-000000000000" };
  const refusal = await finn.presence.patchUserPresence(finn.id, "PURECLOUD", { presenceDefinition }).catch((reason) => reason);
  assert.ok([400, 404].includes(refusal.status), `${refusal.status}`);
});

test("going on queue makes the agent idle there, and leaving ends it", async () => {
  const finn = await agent("finn");
  const { body: definitions } = await finn.presence.getPresencedefinitions({ pageSize: 100 });
  const onQueue = definitions.entities.find((entity) => /^on.?queue$/i.test(entity.systemPresence));
  const available = definitions.entities.find((entity) => entity.systemPresence === "Available");
  const topic = `v2.users.${finn.id}.routingStatus`;
  const channel = await Channel.open(finn, [topic]);
  const before = await finn.users.getUserRoutingstatus(finn.id);
  assert.equal(before.body.status, "OFF_QUEUE");

  await finn.presence.patchUserPresence(finn.id, "PURECLOUD", { presenceDefinition: { id: onQueue.id } });
  await channel.event("idle on queue", topic, (told) => told.routingStatus.status === "IDLE");
  assert.equal((await finn.users.getUserRoutingstatus(finn.id)).body.status, "IDLE");

  await finn.presence.patchUserPresence(finn.id, "PURECLOUD", { presenceDefinition: { id: available.id } });
  await channel.event("off queue", topic, (told) => told.routingStatus.status === "OFF_QUEUE");
  channel.close();
});

test("a routing status that cannot follow is refused", async () => {
  const finn = await agent("finn");
  await refused(finn.users.putUserRoutingstatus(finn.id, { status: "INTERACTING" }), 400, "general.bad.request");
});
