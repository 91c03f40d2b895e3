"use strict";
// What every file of the suite uses: the sandbox it runs against, agents signed in through the SDK, the
// notification socket, and how a refusal has to look.
//
// The environment variable SANDBOX holds the line of JSON which the sandbox prints when it is ready. It should have
// been started so that nobody waits: a quick carrier, a quick heartbeat, a high rate limit. SANDBOX_AS_IS is another
// one, with the sandbox's own defaults.

const assert = require("node:assert/strict");
const { after } = require("node:test");
const { setTimeout: pause } = require("node:timers/promises");
const platform = require("purecloud-platform-client-v2");
const WebSocket = require("ws");

const sandbox = JSON.parse(process.env.SANDBOX);
const sandboxAsIs = JSON.parse(process.env.SANDBOX_AS_IS ?? process.env.SANDBOX);
const gateway = new URL(sandbox.url);

/** Where the login sends the browser back to; nothing has to listen, the code is read off the redirect. */
const REDIRECT_URI = "http://127.0.0.1:8976/signed-in";

/** How long anything that happens by itself may take, in milliseconds. */
const PATIENCE = 10_000;

/** A client of the SDK which talks to the sandbox and reports status and headers beside the body. */
function newClient(at = gateway) {
  const client = new platform.ApiClientClass();
  // Each client watches the person's settings file, which has nothing to say here.
  client.config.setConfigPath("");
  client.setGateway({ protocol: at.protocol.replace(":", ""), host: at.hostname, port: Number(at.port) });
  client.setReturnExtendedResponses(true);
  return client;
}

/** The account whose address starts with `name`, with its password. */
function account(name) {
  const found = sandbox.users.find((user) => user.email.startsWith(`${name}@`));
  assert.ok(found, `the sandbox has no user ${name}`);
  return found;
}

function authorizeUrl(parameters, at = gateway) {
  const url = new URL("/oauth/authorize", at);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url;
}

function decodeEntities(text) {
  const named = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
  return text
    .replace(/&#x([0-9a-f]+);/gi, (_, hex) => String.fromCodePoint(parseInt(hex, 16)))
    .replace(/&#(\d+);/g, (_, decimal) => String.fromCodePoint(Number(decimal)))
    .replace(/&(amp|lt|gt|quot|apos);/g, (_, name) => named[name]);
}

function attribute(tag, name) {
  const found = tag.match(new RegExp(`\\s${name}=(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, "i"));
  return found ? decodeEntities(found[1] ?? found[2] ?? found[3]) : undefined;
}

/** The login form of a page as a browser without JavaScript sees it, or undefined when the page has none. */
function loginForm(html, base) {
  const form = html.match(/<form\b[^>]*>[\s\S]*?<\/form>/i)?.[0];
  if (!form) return undefined;
  const [opening] = form.match(/<form\b[^>]*>/i);
  const inputs = [...form.matchAll(/<input\b[^>]*>/gi)].map(([tag]) => ({
    name: attribute(tag, "name"),
    type: (attribute(tag, "type") ?? "text").toLowerCase(),
    value: attribute(tag, "value") ?? "",
  }));
  return {
    action: new URL(attribute(opening, "action") ?? base, base),
    method: (attribute(opening, "method") ?? "get").toUpperCase(),
    inputs,
  };
}

/** What submitting the form with these credentials answers. */
function submit(form, { email, password }, cookie) {
  const fields = new URLSearchParams();
  for (const input of form.inputs) {
    if (input.type === "hidden" && input.name) fields.set(input.name, input.value);
  }
  fields.set("email", email);
  fields.set("password", password);
  return fetch(form.action, {
    method: form.method,
    body: fields,
    redirect: "manual",
    headers: cookie ? { cookie } : {},
  });
}

/** Walks the login page like a browser would, and gives the address that it is sent back to. */
async function logIn(parameters, credentials, at = gateway) {
  const url = authorizeUrl(parameters, at);
  const page = await fetch(url, { redirect: "manual" });
  assert.equal(page.status, 200, "the login page opens");
  const form = loginForm(await page.text(), url);
  assert.ok(form, "the login page has a form");
  let answer = await submit(form, credentials);
  for (let hops = 0; hops < 5; hops += 1) {
    const location = answer.headers.get("location");
    assert.ok(location, `the login leads on (${answer.status})`);
    const target = new URL(location, at);
    if (target.host !== at.host) return target;
    answer = await fetch(target, { redirect: "manual" });
  }
  return assert.fail("the login goes round in circles");
}

/** The parameters of a sound PKCE sign-in. */
async function pkce(client, verifier, more = {}) {
  return {
    client_id: sandbox.client_id,
    redirect_uri: REDIRECT_URI,
    response_type: "code",
    code_challenge: await client.computePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    ...more,
  };
}

/** An agent: one signed-in client of the SDK, and its APIs. */
class Agent {
  static async signIn(name, at = gateway) {
    const client = newClient(at);
    const verifier = client.generatePKCECodeVerifier(128);
    const back = await logIn(await pkce(client, verifier), account(name), at);
    await client.authorizePKCEGrant(sandbox.client_id, verifier, back.searchParams.get("code"), REDIRECT_URI);
    const agent = new Agent(client);
    agent.me = (await agent.users.getUsersMe()).body;
    return agent;
  }

  constructor(client) {
    this.client = client;
    this.conversations = new platform.ConversationsApi(client);
    this.notifications = new platform.NotificationsApi(client);
    this.organization = new platform.OrganizationApi(client);
    this.presence = new platform.PresenceApi(client);
    this.routing = new platform.RoutingApi(client);
    this.search = new platform.SearchApi(client);
    this.tokens = new platform.TokensApi(client);
    this.users = new platform.UsersApi(client);
  }

  get id() {
    return this.me.id;
  }

  get token() {
    return this.client.authData.accessToken;
  }
}

const agents = new Map();

/** The agent of that name, signed in once per file. */
function agent(name) {
  if (!agents.has(name)) agents.set(name, Agent.signIn(name));
  return agents.get(name);
}

/** The queue of exactly that name, as an agent who may view queues sees it. */
async function queue(name) {
  const { routing } = await agent("ada");
  const { body } = await routing.getRoutingQueues({ name });
  const found = body.entities.find((entity) => entity.name === name);
  assert.ok(found, `there is no queue ${name}`);
  return found;
}

/** Customers' numbers which no other file of the suite uses; `block` is the file's own. */
function customers(block) {
  let next = block * 100;
  return () => {
    next += 1;
    return `+1317444${String(next).padStart(4, "0")}`;
  };
}

function participant(conversation, purpose) {
  return conversation.participants.findLast((candidate) => candidate.purpose === purpose);
}

/** A connected SMS conversation of an agent on behalf of a queue, with the ids that calls on it need. */
async function converse(by, queueName, number) {
  const { id: queueId } = await queue(queueName);
  const created = await by.conversations.postConversationsMessages({
    queueId,
    toAddress: number,
    toAddressMessengerType: "sms",
  });
  return attach(by, created.body.id);
}

/** The ids of the part that `by` takes in a conversation. */
async function attach(by, conversationId) {
  const { body } = await by.conversations.getConversation(conversationId);
  const mine = body.participants.findLast((candidate) => candidate.userId === by.id);
  assert.ok(mine, "the agent takes part in the conversation");
  const communication = mine.messages.at(-1);
  return {
    id: conversationId,
    participantId: mine.id,
    communicationId: communication.id,
    send: (textBody, more = {}) =>
      by.conversations.postConversationsMessageCommunicationMessages(conversationId, communication.id, { textBody, ...more }),
    read: async () => (await by.conversations.getConversationsMessage(conversationId)).body,
    update: (body) => by.conversations.patchConversationsMessageParticipant(conversationId, mine.id, { body }),
    disconnect: () =>
      by.conversations.patchConversationsMessageParticipant(conversationId, mine.id, { body: { state: "disconnected" } }),
  };
}

/** Waits until `probe` gives something, asking again and again. */
async function eventually(what, probe) {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const found = await probe();
    if (found) return found;
    assert.ok(Date.now() < deadline, `${what}: not within ${PATIENCE} ms`);
    await pause(50);
  }
}

/** The sockets of the file. What a failed test left open is closed, or the file would never end. */
const open = new Set();
after(() => open.forEach((socket) => socket.terminate()));

/** A notification channel with its socket open. Frames are kept, so nothing is missed between two waits. */
class Channel {
  static async open(by, topics = []) {
    const { body: channel } = await by.notifications.postNotificationsChannels();
    const opened = new Channel(channel, new WebSocket(channel.connectUri));
    await opened.connected;
    await opened.answered();
    if (topics.length > 0) {
      const body = topics.map((id) => ({ id }));
      const answer = await by.notifications.putNotificationsChannelSubscriptions(channel.id, body);
      assert.deepEqual(answer.body.entities.map((topic) => topic.id).sort(), [...topics].sort());
    }
    return opened;
  }

  constructor(channel, socket) {
    this.id = channel.id;
    this.channel = channel;
    this.socket = socket;
    this.frames = [];
    this.waiting = new Set();
    this.connected = new Promise((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    });
    open.add(socket);
    this.closed = new Promise((resolve) => socket.once("close", resolve));
    this.closed.then(() => open.delete(socket));
    socket.on("message", (data) => {
      this.frames.push(JSON.parse(data.toString()));
      for (const look of this.waiting) look();
    });
  }

  /** The first frame, already here or still to come, that `wanted` accepts. */
  frame(what, wanted, patience = PATIENCE) {
    return new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer);
        this.waiting.delete(look);
      };
      const look = () => {
        const found = this.frames.find(wanted);
        if (!found) return;
        stop();
        resolve(found);
      };
      const timer = setTimeout(() => {
        stop();
        const seen = this.frames.map((frame) => frame.topicName ?? JSON.stringify(frame)).join(", ");
        reject(new Error(`${what}: not within ${patience} ms; frames so far: ${seen || "none"}`));
      }, patience);
      this.waiting.add(look);
      look();
    });
  }

  /** The first event of a topic that `wanted` accepts, by its body. */
  async event(what, topic, wanted = () => true, patience = PATIENCE) {
    const found = await this.frame(what, (frame) => frame.topicName === topic && wanted(frame.eventBody), patience);
    return found.eventBody;
  }

  /** Waits for the answer to a ping of ours: from then on nothing is missed. It is not kept. */
  async answered() {
    const isPong = (frame) => frame.topicName === "channel.metadata" && frame.eventBody.message === "pong";
    this.say({ message: "ping" });
    const pong = await this.frame("a pong", isPong);
    this.frames.splice(this.frames.indexOf(pong), 1);
  }

  say(frame) {
    this.socket.send(typeof frame === "string" ? frame : JSON.stringify(frame));
  }

  close() {
    this.socket.close();
  }

  /** Waits until the sandbox has closed the socket. */
  async gone(what) {
    const late = pause(PATIENCE, "late", { ref: false });
    assert.notEqual(await Promise.race([this.closed, late]), "late", what);
  }
}

/** Asserts that a call is refused with an ErrorBody of this status and code, and gives that body. */
async function refused(call, status, code) {
  const refusal = await call.then(
    (answer) => assert.fail(`the call went through with ${answer.status}`),
    (reason) => reason,
  );
  assert.equal(refusal.status, status, `${refusal.stack ?? JSON.stringify(refusal.body)}`);
  return checkError(refusal.body, refusal.headers, status, code);
}

/** Asserts what every ErrorBody carries. */
function checkError(body, headers, status, code) {
  assert.equal(body.status, status);
  if (code instanceof RegExp) assert.match(body.code, code);
  else assert.equal(body.code, code);
  assert.ok(body.message.length > 0, "an error says what is wrong");
  const correlationId = headers["inin-correlation-id"];
  assert.ok(correlationId, "an answer names its correlation id");
  assert.equal(body.contextId, correlationId);
  assert.ok(Array.isArray(body.details) && Array.isArray(body.errors));
  return body;
}

/** A request without the SDK, for what the SDK would never send. The path is below the gateway. */
async function raw(path, { token, ...options } = {}) {
  const headers = { ...options.headers };
  if (token) headers.authorization = `Bearer ${token}`;
  const answer = await fetch(new URL(path, gateway), { redirect: "manual", ...options, headers });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: Object.fromEntries(answer.headers),
    text,
    get body() {
      return JSON.parse(text);
    },
  };
}

/** The customer does something on the handset: `messages` with a text, or `typing`. */
async function handset(action, body) {
  const answer = await raw(`/sandbox/handset/${action}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  assert.ok(answer.status >= 200 && answer.status < 300, `the handset does it (${answer.status}): ${answer.text}`);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

module.exports = {
  Agent,
  Channel,
  PATIENCE,
  REDIRECT_URI,
  UUID,
  account,
  agent,
  attach,
  authorizeUrl,
  checkError,
  converse,
  customers,
  eventually,
  gateway,
  handset,
  logIn,
  loginForm,
  newClient,
  participant,
  pkce,
  queue,
  raw,
  refused,
  sandbox,
  sandboxAsIs,
  submit,
};
