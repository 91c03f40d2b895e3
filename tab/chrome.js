// As much of the extension APIs as Behalf uses, for an ordinary page: the same wasm, loaders and pages as in the
// extension then run in a tab, with the background in the first page and the other windows reaching it through
// `opener`. For developing only: there is no isolation, and a closed tab takes the background with it.
//
// The address may name a running sandbox, /?sandbox=http://127.0.0.1:PORT, and its OAuth client, &client=ID.

"use strict";

/** The OAuth client of the sandbox's built-in organisation. */
const SANDBOX_CLIENT = "8b3f7c1e-5d0a-4c6e-9a52-2f1d6b7e9c40";
/** How often to look whether another window was closed or got where it should, in milliseconds. */
const LOOK_EVERY = 100;

const here = (path) => new URL(path, location.origin).href;

function event() {
  const listeners = [];
  return {
    addListener: (listener) => listeners.push(listener),
    emit: (...args) => listeners.forEach((listener) => listener(...args)),
  };
}

// storage: JSON in the page's own storages, and a policy from its address.

const changed = event();

function area(name, storage) {
  const prefix = `behalf.${name}.`;
  const read = (key) => JSON.parse(storage.getItem(prefix + key));
  const stored = () =>
    Object.keys(storage).filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
  const change = (key, newValue) => changed.emit({ [key]: { newValue } }, name);
  return {
    async get(keys) {
      const wanted = keys === null || keys === undefined ? stored() : [keys].flat();
      const found = wanted.filter((key) => storage.getItem(prefix + key) !== null);
      return Object.fromEntries(found.map((key) => [key, read(key)]));
    },
    async set(items) {
      for (const [key, value] of Object.entries(items)) {
        storage.setItem(prefix + key, JSON.stringify(value));
        change(key, value);
      }
    },
    async remove(keys) {
      for (const key of [keys].flat()) {
        storage.removeItem(prefix + key);
        change(key, undefined);
      }
    },
  };
}

const policy = {
  async get() {
    const given = new URLSearchParams(location.search);
    if (!given.has("sandbox")) {
      return {};
    }
    return { loopbackBaseUrl: given.get("sandbox"), clientId: given.get("client") ?? SANDBOX_CLIENT };
  },
};

// runtime: ports between the windows of this page and the background in it.

const connected = event();

function connect({ name }, page) {
  const end = (sender) => ({ name, sender, onMessage: event(), onDisconnect: event() });
  const view = end();
  const background = end({ id: "tab", url: page, frameId: 0 });
  let open = true;
  for (const [one, other] of [[view, background], [background, view]]) {
    one.postMessage = (message) => {
      if (!open) {
        throw new Error("the port is closed");
      }
      const copy = structuredClone(message);
      queueMicrotask(() => other.onMessage.emit(copy, other));
    };
    one.disconnect = () => {
      if (open) {
        open = false;
        queueMicrotask(() => other.onDisconnect.emit(other));
      }
    };
  }
  queueMicrotask(() => connected.emit(background));
  return view;
}

// windows

const removed = event();
const windows = new Map();
let lastWindow = 0;

function openWindow(url, features) {
  const opened = window.open(here(url), "", features);
  if (opened === null) {
    throw new Error("the browser blocked the window");
  }
  lastWindow += 1;
  const id = lastWindow;
  windows.set(id, opened);
  const watch = setInterval(() => {
    if (opened.closed) {
      clearInterval(watch);
      windows.delete(id);
      removed.emit(id);
    }
  }, LOOK_EVERY);
  return { id };
}

function windowOf(id) {
  const found = windows.get(id);
  if (found === undefined) {
    throw new Error(`no window ${id}`);
  }
  return found;
}

addEventListener("pagehide", () => windows.forEach((opened) => opened.close()));

// identity: the OAuth server's page in a window, until it comes back to us.

const redirect = here("signed-in.html");

function launchWebAuthFlow({ url }) {
  const opened = window.open(url, "", "popup,width=480,height=640");
  return new Promise((resolve, reject) => {
    if (opened === null) {
      reject(new Error("the browser blocked the window"));
      return;
    }
    const watch = setInterval(() => {
      const address = addressOf(opened);
      if (opened.closed || address?.startsWith(redirect)) {
        clearInterval(watch);
        opened.close();
        address ? resolve(address) : reject(new Error("The user did not approve access."));
      }
    }, LOOK_EVERY);
  });
}

/** Undefined for as long as the window is at another origin, or when it was closed. */
function addressOf(opened) {
  try {
    return opened.closed ? undefined : opened.location.href;
  } catch {
    return undefined;
  }
}

// i18n: English, read at once because texts are wanted at once.

function catalogue() {
  const request = new XMLHttpRequest();
  request.open("GET", "_locales/en/messages.json", false);
  request.send();
  return JSON.parse(request.responseText);
}

function translate(messages, key, substitutions) {
  const { message = "", placeholders = {} } = messages[key] ?? {};
  return message
    .replace(/\$(\w+)\$/g, (_, name) => placeholders[name.toLowerCase()]?.content ?? "")
    .replace(/\$(\d)/g, (_, number) => [substitutions].flat()[number - 1] ?? "");
}

function background() {
  const messages = catalogue();
  const nothing = async () => {};
  return {
    action: {
      setBadgeText: async ({ text }) => {
        document.title = text ? `(${text}) Behalf` : "Behalf";
      },
      setBadgeBackgroundColor: nothing,
      setTitle: nothing,
    },
    // Nothing stops the background here, so nothing has to start it again.
    alarms: { create: nothing, clear: nothing, onAlarm: event() },
    commands: { onCommand: event() },
    // There are no other pages here, so there is nothing to look for numbers in.
    contextMenus: { create: (_, done) => queueMicrotask(done), removeAll: nothing, onClicked: event() },
    permissions: {
      getAll: async () => ({ origins: [], permissions: [] }),
      request: async () => false,
      remove: async () => false,
      onAdded: event(),
      onRemoved: event(),
    },
    scripting: { getRegisteredContentScripts: async () => [] },
    i18n: {
      getMessage: (key, substitutions = []) => translate(messages, key, substitutions),
      getUILanguage: () => navigator.language,
    },
    identity: { getRedirectURL: () => redirect, launchWebAuthFlow },
    // Behalf's page in the tab says what a notification would.
    notifications: {
      create: nothing,
      clear: nothing,
      getAll: async () => ({}),
      onClicked: event(),
      onButtonClicked: event(),
      onClosed: event(),
    },
    runtime: {
      id: "tab",
      getURL: here,
      connect: (info) => connect(info, here("window.html")),
      openOptionsPage: async () => openWindow("options.html", ""),
      onConnect: connected,
      onInstalled: event(),
      onMessage: event(),
      onUpdateAvailable: event(),
      onStartup: event(),
    },
    storage: {
      local: area("local", localStorage),
      session: area("session", sessionStorage),
      managed: policy,
      onChanged: changed,
    },
    tabs: { create: async ({ url }) => openWindow(url, ""), query: async () => [] },
    windows: {
      create: async ({ url, width, height }) => openWindow(url, `popup,width=${width},height=${height}`),
      get: async (id) => (windowOf(id), { id }),
      update: async (id) => (windowOf(id).focus(), { id }),
      remove: async (id) => windowOf(id).close(),
      onRemoved: removed,
    },
  };
}

/** The same for another window, whose ports close with it. */
function elsewhere(chrome) {
  const connect = (info) => {
    const port = chrome.runtime.connectAs(info, location.href);
    addEventListener("pagehide", () => port.disconnect());
    return port;
  };
  return { ...chrome, runtime: { ...chrome.runtime, connect } };
}

if (opener?.behalf) {
  globalThis.chrome = elsewhere(opener.behalf);
} else {
  const chrome = background();
  chrome.runtime.connectAs = connect;
  globalThis.behalf = chrome;
  globalThis.chrome = chrome;
}
