"use strict";
// Signing in by the authorization code grant with PKCE, and signing out.

const assert = require("node:assert/strict");
const test = require("node:test");
const { Agent, REDIRECT_URI, account, agent, authorizeUrl, gateway, logIn, loginForm, newClient, pkce, raw, refused, sandbox, sandboxAsIs, submit } =
  require("./support");

/** A code fresh from the login page, and what it takes to redeem it. */
async function freshCode(name = "ada") {
  const client = newClient();
  const verifier = client.generatePKCECodeVerifier(64);
  const back = await logIn(await pkce(client, verifier), account(name));
  return { client, verifier, code: back.searchParams.get("code") };
}

async function refusedExchange(exchange, error = "invalid_grant") {
  const refusal = await exchange.then(
    () => assert.fail("the code was redeemed"),
    (reason) => reason,
  );
  assert.equal(refusal.response.status, 400);
  assert.equal(refusal.response.data.error, error);
  assert.ok(refusal.response.data.error_description, "the refusal says why");
}

test("the login form works without JavaScript", async () => {
  const client = newClient();
  const url = authorizeUrl(await pkce(client, client.generatePKCECodeVerifier(43)));
  const page = await raw(url);
  assert.equal(page.status, 200);
  assert.match(page.headers["content-type"], /^text\/html/);
  const form = loginForm(page.text, url);
  assert.equal(form.method, "POST");
  const named = Object.fromEntries(form.inputs.map((input) => [input.name, input.type]));
  assert.ok(named.email, "an input named email");
  assert.equal(named.password, "password");
});

test("a code is redeemed for a token of limited life", async () => {
  const { client, verifier, code } = await freshCode();
  const before = Date.now();
  const auth = await client.authorizePKCEGrant(sandbox.client_id, verifier, code, REDIRECT_URI);
  assert.ok(auth.accessToken.length >= 32);
  assert.ok(auth.tokenExpiryTime > before, "expires_in is a number of seconds from now");
});

test("the token endpoint answers what a public client needs and nothing that it must not have", async () => {
  const { verifier, code } = await freshCode();
  const answer = await raw("/oauth/token", {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code,
      code_verifier: verifier,
      client_id: sandbox.client_id,
      redirect_uri: REDIRECT_URI,
    }),
  });
  assert.equal(answer.status, 200);
  assert.equal(answer.body.token_type.toLowerCase(), "bearer");
  assert.ok(Number.isInteger(answer.body.expires_in) && answer.body.expires_in > 0);
  assert.ok(answer.body.access_token);
  assert.equal(answer.body.refresh_token, undefined, "no refresh token for a public client");
  assert.match(answer.headers["cache-control"], /no-store/);
});

test("a token knows its client and organization", async () => {
  const { tokens } = await agent("ada");
  const { status, body } = await tokens.getTokensMe();
  assert.equal(status, 200);
  assert.equal(body.organization.name, "Lumen Travel");
  assert.equal(body.OAuthClient.id, sandbox.client_id);
  assert.equal((await tokens.headTokensMe()).status, 200);
});

test("state comes back exactly as it was sent", async () => {
  const client = newClient();
  const state = "a b+c/d=e&f?g#h%20ü";
  const back = await logIn(await pkce(client, client.generatePKCECodeVerifier(43), { state }), account("ada"));
  assert.equal(`${back.origin}${back.pathname}`, REDIRECT_URI);
  assert.equal(back.searchParams.get("state"), state);
  assert.ok(back.searchParams.get("code"));
});

test("a wrong verifier redeems nothing", async () => {
  const { client, code } = await freshCode();
  const wrong = client.generatePKCECodeVerifier(64);
  await refusedExchange(client.authorizePKCEGrant(sandbox.client_id, wrong, code, REDIRECT_URI));
});

test("a code is redeemed once", async () => {
  const { client, verifier, code } = await freshCode();
  await client.authorizePKCEGrant(sandbox.client_id, verifier, code, REDIRECT_URI);
  await refusedExchange(client.authorizePKCEGrant(sandbox.client_id, verifier, code, REDIRECT_URI));
});

test("a code is redeemed only with the redirect address it was made for", async () => {
  const { client, verifier, code } = await freshCode();
  await refusedExchange(client.authorizePKCEGrant(sandbox.client_id, verifier, code, "http://127.0.0.1:8976/elsewhere"));
});

test("a code is redeemed only by the client it was made for", async () => {
  const { client, verifier, code } = await freshCode();
  const stranger = "00000000-0000-4000-8000-000000000000";
  const refusal = await client.authorizePKCEGrant(stranger, verifier, code, REDIRECT_URI).catch((reason) => reason);
  assert.ok([400, 401].includes(refusal.response.status));
  assert.match(refusal.response.data.error, /^invalid_(client|grant)$/);
});

test("an unknown grant type is named as such", async () => {
  const answer = await raw("/oauth/token", {
    method: "POST",
    body: new URLSearchParams({ grant_type: "password", client_id: sandbox.client_id }),
  });
  assert.equal(answer.status, 400);
  assert.equal(answer.body.error, "unsupported_grant_type");
});

test("nobody is sent to an address that the client has not registered", async () => {
  const client = newClient();
  const url = authorizeUrl(await pkce(client, client.generatePKCECodeVerifier(43), { redirect_uri: "https://attacker.example/" }));
  const answer = await raw(url);
  assert.equal(answer.status, 400);
  assert.equal(answer.headers.location, undefined);
});

test("an unknown client gets no login form", async () => {
  const client = newClient();
  const url = authorizeUrl(await pkce(client, client.generatePKCECodeVerifier(43), { client_id: "nobody" }));
  const answer = await raw(url);
  assert.equal(answer.status, 400);
  assert.equal(answer.headers.location, undefined);
});

for (const [what, change, error] of [
  ["another response type", { response_type: "token" }, "unsupported_response_type"],
  ["no code challenge", { code_challenge: undefined }, "invalid_request"],
  ["a plain code challenge", { code_challenge_method: "plain" }, "invalid_request"],
]) {
  test(`${what} is refused by a redirect with an error`, async () => {
    const client = newClient();
    const url = authorizeUrl(await pkce(client, client.generatePKCECodeVerifier(43), { state: "s1", ...change }));
    const answer = await raw(url);
    assert.ok([302, 303].includes(answer.status), `${answer.status}`);
    const back = new URL(answer.headers.location);
    assert.equal(`${back.origin}${back.pathname}`, REDIRECT_URI);
    assert.equal(back.searchParams.get("error"), error);
    assert.ok(back.searchParams.get("error_description"));
    assert.equal(back.searchParams.get("state"), "s1");
    assert.equal(back.searchParams.get("code"), null);
  });
}

for (const [what, credentials] of [
  ["a wrong password", { email: "ada@lumen.example", password: "guess" }],
  ["an unknown address", { email: "nobody@lumen.example", password: "sandbox" }],
  ["an empty form", { email: "", password: "" }],
]) {
  test(`${what} leads back to the form`, async () => {
    const client = newClient();
    const url = authorizeUrl(await pkce(client, client.generatePKCECodeVerifier(43)));
    const form = loginForm((await raw(url)).text, url);
    const answer = await submit(form, credentials);
    assert.equal(answer.headers.get("location"), null);
    const again = loginForm(await answer.text(), url);
    assert.ok(again, "the form is there again");
  });
}

test("the new form after a wrong password signs in", async () => {
  const client = newClient();
  const verifier = client.generatePKCECodeVerifier(43);
  const url = authorizeUrl(await pkce(client, verifier));
  const form = loginForm((await raw(url)).text, url);
  const refusal = await submit(form, { email: "ada@lumen.example", password: "guess" });
  const again = loginForm(await refusal.text(), refusal.url);
  const answer = await submit(again, account("ada"));
  const back = new URL(answer.headers.get("location"), gateway);
  await client.authorizePKCEGrant(sandbox.client_id, verifier, back.searchParams.get("code"), REDIRECT_URI);
});

test("a browser that has signed in is asked again only when the client wants it", async () => {
  const client = newClient();
  const parameters = await pkce(client, client.generatePKCECodeVerifier(43));
  const nobody = new URL((await raw(authorizeUrl({ ...parameters, prompt: "none" }))).headers.location);
  assert.equal(nobody.searchParams.get("error"), "login_required");

  const url = authorizeUrl(parameters);
  const signedIn = await submit(loginForm((await raw(url)).text, url), account("ada"));
  const headers = { cookie: signedIn.headers.get("set-cookie").split(";")[0] };
  const again = await raw(url, { headers });
  assert.ok(new URL(again.headers.location).searchParams.get("code"));
  const asked = await raw(authorizeUrl({ ...parameters, prompt: "login" }), { headers });
  assert.equal(asked.status, 200);
  assert.ok(loginForm(asked.text, url));

  await raw(`/logout?client_id=${sandbox.client_id}`, { headers });
  assert.equal((await raw(url, { headers })).status, 200, "whoever has logged out is asked");
});

test("a token ends when its life is over", async () => {
  const at = new URL(sandboxAsIs.url);
  const finn = await Agent.signIn("finn", at);
  const seconds = Math.ceil((finn.client.authData.tokenExpiryTime - Date.now()) / 1000);
  const clock = await raw(new URL("/sandbox/clock", at), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ advanceSeconds: seconds + 1 }),
  });
  assert.equal(clock.status, 200);
  await refused(finn.users.getUsersMe(), 401, "bad.credentials");
});

test("signing out ends the token", async () => {
  const leaving = await Agent.signIn("ada");
  const { status } = await leaving.tokens.deleteTokensMe();
  assert.ok([200, 204].includes(status), `${status}`);
  await refused(leaving.users.getUsersMe(), 401, "bad.credentials");
  await refused(leaving.tokens.getTokensMe(), 401, "bad.credentials");
  const { tokens } = await agent("ada");
  assert.equal((await tokens.headTokensMe()).status, 200, "another session of the same person goes on");
});

test("logging out leads back to where the client asks", async () => {
  const url = new URL("/logout", gateway);
  url.searchParams.set("client_id", sandbox.client_id);
  url.searchParams.set("redirect_uri", REDIRECT_URI);
  const answer = await raw(url);
  assert.ok([302, 303].includes(answer.status), `${answer.status}`);
  assert.equal(answer.headers.location, REDIRECT_URI);
});

test("without a token nothing is told", async () => {
  const stranger = new Agent(newClient());
  await refused(stranger.users.getUsersMe(), 401, "authentication.required");
});

test("an invented token is refused", async () => {
  const client = newClient();
  client.setAccessToken("invented");
  await refused(new Agent(client).users.getUsersMe(), 401, "bad.credentials");
});
