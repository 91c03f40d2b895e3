// The background: listens for the browser's events and hands them to the `Background` of the crate `background`.
//
// A stopped background is started again by an event, which goes only to listeners that were added before the first
// turn of this script ended. The wasm cannot be there so early, and a service worker may not await it at the top
// level. So every listener is added here and at once, none in Rust, and what they hear waits until the wasm is
// there. Events arrive one by one, in the order in which they happened.

const fetched = () => fetch(new URL("wasm/background_bg.wasm", import.meta.url));

// Takes longest, so it is begun first: the build puts what is imported in the place of its import.
const program = fetched();

import start, { Background } from "./wasm/background.js";

/** The administrator's policy; Firefox rejects where there is none. */
const policy = () => chrome.storage.managed.get(null).catch(() => ({}));

/** What of the web the agent lets us look at. */
const permissions = () => chrome.permissions.getAll();

// Read while the wasm is being compiled.
const found = [
  chrome.storage.local.get("durable"),
  chrome.storage.session.get(["volatile", "carriedOut", "windows", "menu"]),
  policy(),
  permissions(),
];

/** What to tell the background once it is there. */
const waiting = [];

let tell = (event) => {
  waiting.push(event);
};

/** The background, once it is there: for what cannot wait. */
let here = null;

/**
 * Opens the side panel, or Firefox' sidebar; whether that could be done. The browser allows it only while it is handling
 * what the agent did, in the same turn, so nothing can be waited for before: not the wasm, not the settings.
 */
const openPanel = async ({ windowId }) => {
  try {
    await (chrome.sidePanel ? chrome.sidePanel.open({ windowId }) : chrome.sidebarAction.open());
    return true;
  } catch {
    return false;
  }
};

/** Unless the agent is known to want a window, or to have one. */
const opensPanel = () => here?.opensPanel() ?? true;

const no = Promise.resolve(false);

let ports = 0;

chrome.runtime.onConnect.addListener((port) => {
  ports += 1;
  const number = ports;
  tell((background) => background.connected(number, port));
  // Listeners of the port, too, would be too late for its first message if they waited for the wasm.
  port.onMessage.addListener((message) => tell((background) => background.heard(number, message)));
  port.onDisconnect.addListener(() => tell((background) => background.disconnected(number)));
});

// Content scripts, which alone speak so; their message brings their click with it, and where they were told to open.
chrome.runtime.onMessage.addListener((message, sender, answer) => {
  if (sender.id !== chrome.runtime.id || !sender.tab) {
    return false;
  }
  const opened = message?.Choose?.opens === "SidePanel" && opensPanel() ? openPanel(sender.tab) : no;
  tell((background) => background.asked(message, sender, opened).then(answer));
  // The answer comes later.
  return true;
});

chrome.contextMenus.onClicked.addListener((info, tab) => {
  // The entry's name says where the agent wants it.
  const opened = info.menuItemId.endsWith(":SidePanel") && opensPanel() ? openPanel(tab) : no;
  tell((background) => background.menuClicked(info, tab, opened));
});

chrome.permissions.onAdded.addListener((added) =>
  tell((background) => background.permissionsChanged(added, permissions())),
);

chrome.permissions.onRemoved.addListener(() => tell((background) => background.permissionsChanged({}, permissions())));

chrome.windows.onRemoved.addListener((id) => tell((background) => background.windowRemoved(id)));

chrome.notifications.onClicked.addListener((name) => tell((background) => background.notificationClicked(name)));

// Firefox has no buttons, and never says this.
chrome.notifications.onButtonClicked.addListener((name, button) =>
  tell((background) => background.notificationButtonClicked(name, button)),
);

chrome.notifications.onClosed.addListener((name, byAgent) => {
  if (byAgent) {
    tell((background) => background.notificationClosed(name));
  }
});

// Of this area alone: whoever listens to all is handed whatever is stored.
chrome.storage.managed.onChanged.addListener(() => tell((background) => background.policyChanged(policy())));

// Whoever listens decides when the new version starts: Firefox would otherwise start it at once.
chrome.runtime.onUpdateAvailable.addListener(() => tell((background) => background.updateAvailable()));

chrome.commands.onCommand.addListener((command, tab) => {
  // Allowed only while the key press is being handled, so it cannot wait for the wasm. Firefox opens its sidebar by
  // itself and has no such command.
  if (command === "open-side-panel") {
    chrome.sidePanel.open({ windowId: tab.windowId });
    return;
  }
  const opened = command === "send-to-number" && opensPanel() ? openPanel(tab) : no;
  tell((background) => background.commanded(command, tab, opened));
});

// These have nothing to say: that the background started is what they are for.
for (const event of [chrome.runtime.onInstalled, chrome.runtime.onStartup, chrome.alarms.onAlarm]) {
  event.addListener(() => {});
}

for (const change of ["online", "offline"]) {
  addEventListener(change, () => tell((background) => background.online(navigator.onLine)));
}

const wake = async (again) => {
  try {
    await start({ module_or_path: again ? program : fetched() });
  } catch (error) {
    // A worker that is started while its extension is being installed may fail to read it. Once is an accident.
    if (!again) {
      throw error;
    }
    await wake(false);
    return;
  }
  const background = new Background(navigator.onLine, ...found);
  here = background;
  tell = (event) => event(background);
  waiting.splice(0).forEach(tell);
};

wake(true);
