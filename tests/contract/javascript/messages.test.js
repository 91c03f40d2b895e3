"use strict";
// Sending texts and pictures, and what becomes of them.

const assert = require("node:assert/strict");
const test = require("node:test");
const { Channel, UUID, agent, converse, customers, eventually, participant, refused } = require("./support");

const customer = customers(2);

/** The status of a message as an event of the conversation tells it. */
function statusIn(event, messageId) {
  const details = event.participants.flatMap(({ messages }) => messages ?? []);
  return details.find((detail) => detail.message?.id === messageId)?.messageStatus;
}

/** An agent's conversation with a number, and the channel that tells of it. */
async function watched(number) {
  const ada = await agent("ada");
  const topic = `v2.users.${ada.id}.conversations.messages`;
  const channel = await Channel.open(ada, [topic]);
  const conversation = await converse(ada, "Reservations", number);
  const becomes = (messageId, status) =>
    channel.event(`${status} of the message`, topic, (told) => told.id === conversation.id && statusIn(told, messageId) === status);
  const read = async (messageId) => (await ada.conversations.getConversationsMessageMessage(conversation.id, messageId)).body;
  return { ada, channel, conversation, becomes, read };
}

test("a text is queued with everything a client reads off it", async () => {
  const ada = await agent("ada");
  const number = customer();
  const conversation = await converse(ada, "Reservations", number);
  const { status, body } = await conversation.send("Your booking is confirmed.");
  assert.ok([200, 202].includes(status), `${status}`);
  assert.match(body.id, UUID);
  assert.equal(body.conversationId, conversation.id);
  assert.equal(body.direction, "outbound");
  assert.equal(body.messengerType, "sms");
  assert.equal(body.status, "queued");
  assert.equal(body.fromAddress, "+13175550100");
  assert.equal(body.toAddress, number);
  assert.equal(body.createdBy.id, ada.id);
  assert.equal(body.normalizedMessage.text, "Your booking is confirmed.");
  assert.equal(body.normalizedMessage.type, "Text");
  assert.equal(body.textBody, "Your booking is confirmed.", "older clients read textBody");
});

test("a text is sent and delivered, each step told by an event", async () => {
  const { channel, conversation, becomes, read } = await watched(customer());
  const { body } = await conversation.send("On its way");
  await becomes(body.id, "sent");
  await becomes(body.id, "delivery-success");
  const statuses = channel.frames
    .filter((frame) => frame.eventBody?.id === conversation.id)
    .map((frame) => statusIn(frame.eventBody, body.id))
    .filter((status, at, all) => status && status !== all[at - 1]);
  assert.deepEqual(statuses, ["queued", "sent", "delivery-success"]);
  const delivered = await read(body.id);
  assert.equal(delivered.status, "delivery-success");
  assert.ok(delivered.normalizedReceipts.some((receipt) => receipt.status === "Delivered" && receipt.isFinalReceipt));
  channel.close();
});

for (const [ending, status, reason] of [
  ["9001", "delivery-failed", "RecipientOptedOut"],
  ["9002", "delivery-failed", "InvalidDestination"],
  ["9004", "failed", undefined],
]) {
  test(`a text to a number that ends in ${ending} comes to ${status}`, async () => {
    const { channel, conversation, becomes, read } = await watched(`+1317444${ending}`);
    const { body } = await conversation.send("Hello?");
    await becomes(body.id, status);
    const message = await read(body.id);
    assert.equal(message.status, status);
    const failure = message.normalizedReceipts.find((receipt) => receipt.status === "Failed");
    assert.ok(failure.reasons[0].message);
    if (reason) assert.equal(failure.reasons[0].code, reason);
    channel.close();
  });
}

test("a text to a number that ends in 9003 stays queued while others pass", async () => {
  const stuck = await watched("+13174449003");
  const { body } = await stuck.conversation.send("Anybody?");
  const other = await watched(customer());
  const { body: passing } = await other.conversation.send("Me first");
  await other.becomes(passing.id, "delivery-success");
  assert.equal((await stuck.read(body.id)).status, "queued");
  stuck.channel.close();
  other.channel.close();
});

for (const text of [
  "Grüße, 日本語, Ελληνικά, עברית",
  "👋🏽 👨‍👩‍👧‍👦 🏳️‍🌈",
  "line one\nline two\ttab",
  "<b>&amp;</b> \"quotes\" \\ 'single' %20",
  "x".repeat(765),
]) {
  test(`a text arrives as it was written: ${JSON.stringify(text.slice(0, 30))}`, async () => {
    const ada = await agent("ada");
    const conversation = await converse(ada, "Reservations", customer());
    const { body } = await conversation.send(text);
    const { body: read } = await ada.conversations.getConversationsMessageMessage(conversation.id, body.id);
    assert.equal(read.normalizedMessage.text, text);
    assert.equal(read.textBody, text);
  });
}

for (const [what, text] of [
  ["over 765 characters", "x".repeat(766)],
  ["without characters", ""],
]) {
  test(`a text ${what} is refused and sends nothing`, async () => {
    const ada = await agent("ada");
    const conversation = await converse(ada, "Reservations", customer());
    await refused(conversation.send(text), 400, /./);
    const details = (await conversation.read()).participants.flatMap(({ messages }) => messages ?? []);
    assert.deepEqual(details, []);
  });
}

test("a conversation tells the segments of a text", async () => {
  const ada = await agent("ada");
  const conversation = await converse(ada, "Reservations", customer());
  const expected = new Map();
  for (const [text, segments] of [["x".repeat(160), 1], ["x".repeat(161), 2], ["ü".repeat(160), 1], ["日".repeat(70), 1], ["日".repeat(71), 2]]) {
    const { body } = await conversation.send(text);
    expected.set(body.id, segments);
  }
  const details = participant(await conversation.read(), "agent").messages;
  for (const [id, segments] of expected) {
    assert.equal(details.find((detail) => detail.messageId === id).messageSegmentCount, segments);
  }
});

test("several messages are read at once, and one by its id alone", async () => {
  const ada = await agent("ada");
  const conversation = await converse(ada, "Reservations", customer());
  const texts = ["one", "two", "three"];
  const ids = [];
  for (const text of texts) ids.push((await conversation.send(text)).body.id);
  const { body } = await ada.conversations.postConversationsMessageMessagesBulk(conversation.id, { body: ids });
  const read = Object.fromEntries(body.entities.map((message) => [message.id, message.normalizedMessage.text]));
  assert.deepEqual(ids.map((id) => read[id]), texts);
  const details = await ada.conversations.getConversationsMessageDetails(ids[1]);
  assert.equal(details.body.normalizedMessage.text, "two");
  assert.equal(details.body.conversationId, conversation.id);
});

test("an unknown message is not found", async () => {
  const ada = await agent("ada");
  const { id } = await converse(ada, "Reservations", customer());
  const unknown = "00000000-0000-4000-8000-000000000000";
  await refused(ada.conversations.getConversationsMessageMessage(id, unknown), 404, /not\.found$/);
  await refused(ada.conversations.getConversationsMessageDetails(unknown), 404, /not\.found$/);
});

test("nothing is sent on a communication that has ended, or that is not there", async () => {
  const ada = await agent("ada");
  const conversation = await converse(ada, "Reservations", customer());
  const elsewhere = ada.conversations.postConversationsMessageCommunicationMessages(
    conversation.id,
    "00000000-0000-4000-8000-000000000000",
    { textBody: "Nobody" },
  );
  await refused(elsewhere, 404, /./);
  await conversation.disconnect();
  const refusal = await conversation.send("Too late").catch((reason) => reason);
  assert.ok([400, 404, 409].includes(refusal.status), `${refusal.status}`);
});

test("nobody writes on a colleague's communication", async () => {
  const ada = await agent("ada");
  const { id, communicationId } = await converse(ada, "Reservations", customer());
  const eve = await agent("eve");
  const refusal = await eve.conversations
    .postConversationsMessageCommunicationMessages(id, communicationId, { textBody: "Mine now" })
    .catch((reason) => reason);
  assert.ok([400, 403, 404].includes(refusal.status), `${refusal.status}`);
});

test("typing is passed on", async () => {
  const ada = await agent("ada");
  const { id, communicationId } = await converse(ada, "Reservations", customer());
  const typing = (type) =>
    ada.conversations.postConversationsMessageCommunicationTyping(id, communicationId, { typing: { type, duration: 5000 } });
  const { status } = await typing("On");
  assert.ok([200, 202, 204].includes(status), `${status}`);
  await refused(
    ada.conversations.postConversationsMessageCommunicationTyping(id, communicationId, {}),
    400,
    /./,
  );
});

/** One transparent pixel. */
const PICTURE = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==", "base64");

/** Sends the picture once it is valid, and checks how it is read back. */
async function sendPicture(ada, conversation, mediaId) {
  await eventually("the picture is valid", async () => {
    const { body } = await ada.conversations.getConversationsMessageCommunicationMessagesMediaMediaId(
      conversation.id,
      conversation.communicationId,
      mediaId,
    );
    return body.status === "valid";
  });
  const { body } = await conversation.send("A picture", { mediaIds: [mediaId] });
  const content = body.normalizedMessage.content.find((part) => part.contentType === "Attachment");
  assert.equal(content.attachment.mediaType, "Image");
  assert.equal(content.attachment.mime, "image/png");
  const picture = await fetch(content.attachment.url);
  assert.deepEqual(Buffer.from(await picture.arrayBuffer()), PICTURE);
}

test("a picture is uploaded in the older way and sent", async () => {
  const ada = await agent("ada");
  const conversation = await converse(ada, "Reservations", customer());
  const { body: media } = await ada.conversations.postConversationsMessageCommunicationMessagesMedia(
    conversation.id,
    conversation.communicationId,
  );
  assert.equal(media.status, "uploading");
  const uploaded = await fetch(media.uploadUrl, { method: "PUT", body: PICTURE, headers: { "content-type": "image/png" } });
  assert.ok(uploaded.ok, `${uploaded.status}`);
  await sendPicture(ada, conversation, media.id);
});

test("a picture is uploaded in the newer way and sent", async () => {
  const ada = await agent("ada");
  const conversation = await converse(ada, "Reservations", customer());
  const { body: upload } = await ada.conversations.postConversationsMessageCommunicationMessagesMediaUploads(
    conversation.id,
    conversation.communicationId,
    { fileName: "pixel.png", contentLengthBytes: PICTURE.length },
  );
  const uploaded = await fetch(upload.uploadUrl, { method: "PUT", body: PICTURE, headers: upload.uploadHeaders });
  assert.ok(uploaded.ok, `${uploaded.status}`);
  await sendPicture(ada, conversation, upload.id);
});

test("a picture that was never uploaded is not sent", async () => {
  const ada = await agent("ada");
  const conversation = await converse(ada, "Reservations", customer());
  const unknown = "00000000-0000-4000-8000-000000000000";
  const refusal = await conversation.send("A picture", { mediaIds: [unknown] }).catch((reason) => reason);
  assert.ok([400, 404].includes(refusal.status), `${refusal.status}`);
});
