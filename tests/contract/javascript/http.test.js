"use strict";
// What the SDK cannot be made to send, and what browsers and proxies see: error bodies, headers, origins, limits.

const assert = require("node:assert/strict");
const test = require("node:test");
const { Agent, agent, checkError, queue, raw, refused, sandboxAsIs } = require("./support");

const EXTENSIONS = [
  "chrome-extension://dkneilkmfghcfappcfcgcokclmddhhog",
  "moz-extension://6f1b3c0e-8d6c-4a53-9d0f-3f1de2a6a9b1",
];

const CREATE = "/api/v2/conversations/messages";

async function post(path, body, headers = {}) {
  const { token } = await agent("ada");
  return raw(path, { token, method: "POST", body, headers: { "content-type": "application/json", ...headers } });
}

test("a body that is not JSON is a bad request", async () => {
  const answer = await post(CREATE, "{ not JSON");
  assert.equal(answer.status, 400);
  checkError(answer.body, answer.headers, 400, "bad.request");
});

test("a body of the wrong shape is a bad request", async () => {
  for (const body of ["[]", '"text"', '{"queueId": 7}']) {
    const answer = await post(CREATE, body);
    assert.equal(answer.status, 400, body);
    checkError(answer.body, answer.headers, 400, /^(bad\.request|invalid\.value)$/);
  }
});

test("a body of another type is not supported", async () => {
  const answer = await post(CREATE, "queueId=1", { "content-type": "application/x-www-form-urlencoded" });
  assert.equal(answer.status, 415);
  checkError(answer.body, answer.headers, 415, "unsupported.media.type");
});

test("errors of each kind have one shape", async () => {
  const { token } = await agent("ada");
  const ben = await agent("ben");
  const body = JSON.stringify({ queueId: (await queue("Reservations")).id, toAddress: "+13174440699", toAddressMessengerType: "sms" });
  const json = { "content-type": "application/json" };
  const cases = [
    [await raw("/api/v2/users/me"), 401, "authentication.required"],
    [await raw("/api/v2/users/me", { token: "invented" }), 401, "bad.credentials"],
    [await raw(CREATE, { token: ben.token, method: "POST", body, headers: json }), 403, "missing.permissions"],
    [await raw("/api/v2/nothing/here", { token }), 404, "not.found"],
    [await raw(`${CREATE}/00000000-0000-4000-8000-000000000000`, { token }), 404, "conversation.error.conversation.not.found"],
  ];
  for (const [answer, status, code] of cases) {
    assert.equal(answer.status, status, code);
    assert.match(answer.headers["content-type"], /^application\/json/);
    checkError(answer.body, answer.headers, status, code);
  }
});

test("every answer has a correlation id of its own", async () => {
  const { token } = await agent("ada");
  const ids = new Set();
  for (let count = 0; count < 3; count += 1) ids.add((await raw("/api/v2/users/me", { token })).headers["inin-correlation-id"]);
  assert.equal(ids.size, 3);
  assert.ok(!ids.has(undefined));
});

for (const origin of EXTENSIONS) {
  test(`a page of ${origin.split(":")[0]} may call the API`, async () => {
    for (const [method, path] of [["GET", "/api/v2/users/me"], ["POST", CREATE], ["PATCH", `${CREATE}/1/participants/2`], ["PUT", "/api/v2/notifications/channels/1/subscriptions"], ["DELETE", "/api/v2/tokens/me"]]) {
      const preflight = await raw(path, {
        method: "OPTIONS",
        headers: {
          origin,
          "access-control-request-method": method,
          "access-control-request-headers": "authorization,content-type",
        },
      });
      assert.ok([200, 204].includes(preflight.status), `${preflight.status}`);
      assert.ok(["*", origin].includes(preflight.headers["access-control-allow-origin"]));
      assert.match(preflight.headers["access-control-allow-methods"], new RegExp(`\\b${method}\\b`));
      // A star does not cover Authorization, so it has to be named.
      const allowed = preflight.headers["access-control-allow-headers"].toLowerCase();
      assert.match(allowed, /\bauthorization\b/);
      assert.match(allowed, /\bcontent-type\b/);
    }
  });

  test(`a page of ${origin.split(":")[0]} may read answers and refusals with their headers`, async () => {
    const { token } = await agent("ada");
    for (const answer of [
      await raw("/api/v2/users/me", { token, headers: { origin } }),
      await raw("/api/v2/users/me", { headers: { origin } }),
      await raw("/api/v2/nothing/here", { token, headers: { origin } }),
    ]) {
      assert.ok(["*", origin].includes(answer.headers["access-control-allow-origin"]), `${answer.status}`);
      const exposed = answer.headers["access-control-expose-headers"].toLowerCase();
      assert.match(exposed, /\binin-correlation-id\b/);
      assert.match(exposed, /\bretry-after\b/);
    }
  });
}

test("there is no route that the real service has not", async () => {
  const { token } = await agent("ada");
  const json = { "content-type": "application/json" };
  for (const [method, path] of [
    ["GET", "/api/v2"],
    ["GET", "/api/v2/sandbox"],
    ["GET", "/api/v2/messages"],
    ["GET", "/api/v2/conversations/sms"],
    ["POST", "/api/v2/conversations/sms"],
    ["GET", "/api/v1/users/me"],
    ["PUT", `${CREATE}/1/participants/2/wrapup`],
    ["PUT", `${CREATE}/1/participants/2/communications/3/wrapup`],
    ["GET", "/api/v2/queues"],
    ["GET", "/queues"],
    ["GET", "/handset"],
    ["GET", "/crm"],
  ]) {
    const answer = await raw(path, { token, method, headers: json, body: method === "GET" ? undefined : "{}" });
    assert.ok([404, 405].includes(answer.status), `${method} ${path}: ${answer.status}`);
  }
});

test("beyond 300 requests a minute one has to wait, and is told how long", async () => {
  const at = new URL(sandboxAsIs.url);
  const dev = await Agent.signIn("dev", at);
  let refusal;
  // Signing in has used one of them.
  for (let count = 0; count < 300 && !refusal; count += 20) {
    const calls = Array.from({ length: 20 }, () => raw(new URL("/api/v2/tokens/me", at), { token: dev.token }));
    refusal = (await Promise.all(calls)).find(({ status }) => status !== 200);
  }
  assert.equal(refusal?.status, 429);
  const body = checkError(refusal.body, refusal.headers, 429, "too.many.requests");
  assert.match(body.message, /maximum \[300\] requests within \[60\] seconds/);
  const seconds = Number(refusal.headers["retry-after"]);
  assert.ok(Number.isInteger(seconds) && seconds >= 1 && seconds <= 60, `${seconds}`);
  await refused(dev.tokens.getTokensMe(), 429, "too.many.requests");
  const finn = await Agent.signIn("finn", at);
  assert.equal((await finn.tokens.getTokensMe()).status, 200, "others are not held up");
});
