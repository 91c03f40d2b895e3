// The customer's phone: texts by number of the organisation, and a box to answer in.
"use strict";

const at = (id) => document.getElementById(id);
const [customers, thread, messages, text, picture, error] = ["customer", "thread", "messages", "text", "picture", "error"].map(at);
let shown = "";
let asked = 0;

async function ask(path, options) {
  const reply = await fetch(path, options);
  const body = reply.status === 204 ? null : await reply.json();
  if (!reply.ok) throw new Error(body.message);
  return body;
}

function option(value, label) {
  const made = document.createElement("option");
  made.value = value;
  made.textContent = label;
  return made;
}

async function listCustomers(chosen) {
  const { customers: all } = await ask("/sandbox/handset/customers");
  if (chosen && !all.some((one) => one.number === chosen)) all.push({ number: chosen, name: chosen });
  const before = chosen ?? customers.value;
  customers.replaceChildren(...all.map((one) => option(one.number, one.name === one.number ? one.number : `${one.name} ${one.number}`)));
  if (all.some((one) => one.number === before)) customers.value = before;
}

function bubble(message) {
  const made = document.createElement("li");
  made.className = message.from === "customer" ? "mine" : "theirs";
  made.dataset.testid = "message";
  made.dataset.from = message.from;
  made.append(message.text);
  for (const media of message.media) {
    const link = document.createElement("a");
    link.href = media.url;
    link.textContent = ` ${media.name || "attachment"}`;
    made.append(link);
  }
  const time = document.createElement("time");
  time.dateTime = message.time;
  time.textContent = new Date(message.time).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  made.append(time);
  return made;
}

async function show() {
  if (!customers.value) return;
  const turn = ++asked;
  const { threads } = await ask(`/sandbox/handset/threads?customer=${encodeURIComponent(customers.value)}`);
  // Replies may overtake each other; only the latest counts.
  if (turn !== asked) return;
  // Nothing is redrawn under the hands of who is choosing or reading unless there is something new.
  const now = JSON.stringify([customers.value, thread.value, threads]);
  if (now === shown) return;
  const before = thread.dataset.of === customers.value ? thread.value : "";
  const newest = [...threads].sort((one, other) => (other.messages.at(-1)?.time ?? "").localeCompare(one.messages.at(-1)?.time ?? ""))[0];
  thread.replaceChildren(...threads.map((one) => option(one.number, `${one.queue} ${one.number}`)));
  thread.dataset.of = customers.value;
  thread.value = before || newest?.number || "";
  const texts = threads.find((one) => one.number === thread.value)?.messages ?? [];
  if (texts.length === 0) {
    const none = document.createElement("li");
    none.className = "none";
    none.textContent = "No messages yet.";
    messages.replaceChildren(none);
  } else {
    messages.replaceChildren(...texts.map(bubble));
  }
  messages.scrollTop = messages.scrollHeight;
  shown = JSON.stringify([customers.value, thread.value, threads]);
}

function fail(reason) {
  error.textContent = reason.message;
  error.hidden = false;
}

customers.addEventListener("change", () => show().catch(fail));
thread.addEventListener("change", () => show().catch(fail));

at("number-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const number = at("number").value.replace(/[^+\d]/g, "");
  listCustomers(number).then(show).catch(fail);
});

at("write-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const [file] = picture.files;
  if (!text.value.trim() && !file) return;
  error.hidden = true;
  try {
    const message = { from: customers.value, to: thread.value, text: text.value };
    if (file) {
      const query = new URLSearchParams({ ...message, name: file.name });
      await ask(`/sandbox/handset/pictures?${query}`, { method: "POST", body: file });
    } else {
      await ask("/sandbox/handset/messages", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(message) });
    }
    text.value = "";
    picture.value = "";
    await show();
  } catch (reason) {
    fail(reason);
  }
});

text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    at("write-form").requestSubmit();
  }
});

const wanted = new URLSearchParams(location.search).get("customer");
listCustomers(wanted).then(show).catch(fail);
const live = new EventSource("/sandbox/changes");
live.onmessage = () => show().catch(fail);
live.onopen = live.onmessage;
