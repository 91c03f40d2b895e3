"use strict";
// The notification channel: REST, the socket itself, and what arrives by it.

const assert = require("node:assert/strict");
const test = require("node:test");
const WebSocket = require("ws");
const { Agent, Channel, agent, converse, customers, handset, participant, refused } = require("./support");

const customer = customers(3);

test("a channel has an address, a lifetime and the topics it was given", async () => {
  const ada = await agent("ada");
  const channel = await Channel.open(ada);
  assert.match(channel.channel.connectUri, /^wss?:\/\/.+\/channels\/.+/);
  const hours = (Date.parse(channel.channel.expires) - Date.now()) / 3_600_000;
  assert.ok(hours > 23 && hours <= 24.1, `${hours} h`);
  assert.equal((await ada.notifications.headNotificationsChannel(channel.id)).status, 200);

  const topics = ["presence", "routingStatus", "conversations.messages"].map((topic) => `v2.users.${ada.id}.${topic}`);
  const subscribed = await ada.notifications.putNotificationsChannelSubscriptions(channel.id, topics.map((id) => ({ id })));
  assert.ok(subscribed.body.entities.every((topic) => topic.state === "Permitted"));
  const more = `v2.users.${ada.id}.conversations`;
  await ada.notifications.postNotificationsChannelSubscriptions(channel.id, [{ id: more }]);
  const listed = await ada.notifications.getNotificationsChannelSubscriptions(channel.id);
  assert.deepEqual(listed.body.entities.map(({ id }) => id).sort(), [...topics, more].sort());
  await ada.notifications.deleteNotificationsChannelSubscriptions(channel.id);
  assert.deepEqual((await ada.notifications.getNotificationsChannelSubscriptions(channel.id)).body.entities, []);
  channel.close();
});

test("my channels are listed", async () => {
  const ada = await agent("ada");
  const channel = await Channel.open(ada);
  const { body } = await ada.notifications.getNotificationsChannels();
  assert.ok(body.entities.some(({ id }) => id === channel.id));
  channel.close();
});

test("an unknown channel is not found", async () => {
  const ada = await agent("ada");
  await refused(ada.notifications.putNotificationsChannelSubscriptions("streaming-0-nothing", []), 404, /not\.found$/);
});

test("a topic that does not exist is refused", async () => {
  const ada = await agent("ada");
  const channel = await Channel.open(ada);
  const call = ada.notifications.putNotificationsChannelSubscriptions(channel.id, [{ id: "v2.users.weather" }]);
  await refused(call, 400, "notification.invalid.topic");
  channel.close();
});

test("with ignoreErrors the good topics are taken and the bad one is told", async () => {
  const ada = await agent("ada");
  const channel = await Channel.open(ada);
  const good = `v2.users.${ada.id}.presence`;
  const topics = [{ id: good }, { id: "v2.users.weather" }];
  const { body } = await ada.notifications.putNotificationsChannelSubscriptions(channel.id, topics, { ignoreErrors: true });
  const states = Object.fromEntries(body.entities.map((topic) => [topic.id, topic]));
  assert.equal(states[good].state, "Permitted");
  assert.equal(states["v2.users.weather"].state, "Rejected");
  assert.ok(states["v2.users.weather"].rejectionReason);
  channel.close();
});

test("the socket beats, and answers a ping", async () => {
  const channel = await Channel.open(await agent("ada"));
  const beat = await channel.event("a heartbeat", "channel.metadata", (body) => body.message === "WebSocket Heartbeat");
  assert.equal(beat.message, "WebSocket Heartbeat");
  await channel.answered();
  channel.close();
});

test("topics are subscribed to by the socket too", async () => {
  const ada = await agent("ada");
  const channel = await Channel.open(ada);
  const topic = `v2.users.${ada.id}.conversations.messages`;
  channel.say({ message: "subscribe", topics: [topic], correlationId: "c-1" });
  const answer = await channel.frame("the answer", (frame) => frame.result !== undefined);
  assert.equal(String(answer.result), "200");
  assert.equal(answer.status, "subscribed");
  assert.equal(answer.correlationId, "c-1");
  const { id } = await converse(ada, "Reservations", customer());
  await channel.event("the conversation", topic, (told) => told.id === id);
  channel.close();
});

test("the socket refuses what it does not understand, and goes on", async () => {
  const ada = await agent("ada");
  const channel = await Channel.open(ada);
  channel.say({ message: "subscribe", topics: ["v2.users.weather"], correlationId: "c-2" });
  const refusal = await channel.frame("the refusal", (frame) => frame.result !== undefined);
  assert.equal(String(refusal.result), "400");
  assert.match(refusal.status, /^(failure|error)$/);
  channel.say("{ not JSON");
  await channel.answered();
  channel.close();
});

test("a channel that is not there has no socket", async () => {
  const channel = await Channel.open(await agent("ada"));
  const socket = new WebSocket(channel.channel.connectUri.replace(/[^/]+$/, "nothing"));
  const outcome = await new Promise((resolve) => {
    socket.once("error", () => resolve("refused"));
    socket.once("unexpected-response", () => resolve("refused"));
    socket.once("message", (data) => resolve(String(JSON.parse(data.toString()).result)));
    socket.once("close", () => resolve("closed"));
  });
  assert.ok(["refused", "404", "closed"].includes(outcome), outcome);
  socket.terminate();
  channel.close();
});

test("an event is wrapped as the client expects, and carries the whole conversation without its texts", async () => {
  const ada = await agent("ada");
  const topic = `v2.users.${ada.id}.conversations.messages`;
  const channel = await Channel.open(ada, [topic]);
  const conversation = await converse(ada, "Reservations", customer());
  const { body: sent } = await conversation.send("Not for the wire");
  const frame = await channel.frame(
    "the message",
    (candidate) =>
      candidate.topicName === topic &&
      candidate.eventBody.id === conversation.id &&
      participant(candidate.eventBody, "agent").messages?.some((detail) => detail.message.id === sent.id),
  );
  assert.equal(frame.version, "2");
  assert.ok(frame.metadata.CorrelationId);
  assert.deepEqual(frame.eventBody.participants.map(({ purpose }) => purpose), ["agent", "customer"]);
  const detail = participant(frame.eventBody, "agent").messages.find(({ message }) => message.id === sent.id);
  assert.equal(detail.messageId, undefined, "events name the message by a reference");
  assert.ok(!JSON.stringify(frame).includes("Not for the wire"));
  channel.close();
});

test("what the customer answers arrives by an event, and is read by its id", async () => {
  const ada = await agent("ada");
  const topic = `v2.users.${ada.id}.conversations.messages`;
  const channel = await Channel.open(ada, [topic]);
  const number = customer();
  const conversation = await converse(ada, "Reservations", number);
  await conversation.send("When will you arrive?");
  await handset("messages", { from: number, to: "+13175550100", text: "At nine 🙂" });
  const told = await channel.event(
    "the answer",
    topic,
    (event) => event.id === conversation.id && participant(event, "customer").messages?.some((detail) => detail.messageStatus === "received"),
  );
  const { id } = participant(told, "customer").messages.find((detail) => detail.messageStatus === "received").message;
  const { body } = await ada.conversations.getConversationsMessageMessage(conversation.id, id);
  assert.equal(body.direction, "inbound");
  assert.equal(body.status, "received");
  assert.equal(body.normalizedMessage.text, "At nine 🙂");
  assert.equal(body.fromAddress, number);
  assert.equal(body.toAddress, "+13175550100");
  channel.close();
});

test("a customer who is typing is told by an event", async () => {
  const ada = await agent("ada");
  const topic = `v2.users.${ada.id}.conversations.inbound.typing.event`;
  const channel = await Channel.open(ada, [topic]);
  const number = customer();
  const { id } = await converse(ada, "Reservations", number);
  await handset("typing", { from: number, to: "+13175550100" });
  const told = await channel.event("typing", topic, (event) => event.conversationId === id);
  assert.equal(told.normalizedMessage.events[0].eventType, "Typing");
  channel.close();
});

test("whoever signs out is told that the token is gone", async () => {
  const leaving = await Agent.signIn("gus");
  const channel = await Channel.open(leaving, [`v2.users.${leaving.id}.presence`]);
  await leaving.tokens.deleteTokensMe();
  const told = await channel.frame("the end of the token", (frame) => frame.topicName?.startsWith("v2.system.token_revoked."));
  assert.equal(told.eventBody.systemTopicType, "token_revoked");
  await channel.gone("the socket of a token that is gone");
});

test("the twenty-first channel pushes out the least used one", async () => {
  const cleo = await agent("cleo");
  const channels = [];
  for (let count = 0; count < 21; count += 1) channels.push((await cleo.notifications.postNotificationsChannels()).body.id);
  const { body } = await cleo.notifications.getNotificationsChannels();
  assert.deepEqual(body.entities.map(({ id }) => id).sort(), channels.slice(1).sort());
});
