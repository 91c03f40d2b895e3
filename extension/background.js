// The background: adds the listeners, and hands what they hear to the wasm of the crate `background`.
//
// A stopped background is started again by an event, and the event goes only to listeners that were added before the
// first turn of this script ended. The wasm cannot be there so early, and a service worker may not await it at its top
// level. So every listener is added here, at once. The promise of the wasm is the queue: what was chained to it runs
// in the order in which it was chained.

import start, { Background } from "./wasm/background.js";

const background = start({ module_or_path: fetch(new URL("wasm/background_bg.wasm", import.meta.url)) }).then(
  () => new Background(navigator.onLine),
);

let ports = 0;

chrome.runtime.onConnect.addListener((port) => {
  const number = ++ports;
  // Its listeners cannot wait either: the first message is already on its way.
  port.onMessage.addListener((message) => background.then((it) => it.heard(number, message)));
  port.onDisconnect.addListener(() => background.then((it) => it.disconnected(number)));
  background.then((it) => it.connected(number, port));
});

chrome.windows.onRemoved.addListener((id) => background.then((it) => it.windowRemoved(id)));

chrome.storage.onChanged.addListener((_changes, area) => {
  if (area === "managed") {
    background.then((it) => it.policyChanged());
  }
});

addEventListener("online", () => background.then((it) => it.online(true)));
addEventListener("offline", () => background.then((it) => it.online(false)));

// These only have to start a background that is not running: it looks at its state by itself.
chrome.alarms.onAlarm.addListener(() => {});
chrome.runtime.onStartup.addListener(() => {});
chrome.runtime.onInstalled.addListener(() => {});

// Allowed only while the key press is being handled, so it cannot wait for the wasm. Chrome alone has the command.
chrome.commands.onCommand.addListener((command, tab) => {
  if (command === "open-side-panel") {
    chrome.sidePanel.open({ windowId: tab.windowId });
  }
});
