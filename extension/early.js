// What cannot wait for the page to be parsed. A plain script at the top of the head: a module would run too late.

// The agent's theme, before the first paint; the panel keeps its name here.
document.documentElement.dataset.theme = localStorage.getItem("theme") ?? "system";

// The language of the words, which is English where Behalf does not have the browser's. A page that was here before has
// looked it up: the first look into the catalogue waits for the browser's main process.
document.documentElement.lang = localStorage.getItem("language") ?? chrome.i18n.getMessage("language");

// The last view and pictures are fetched while the page is still being read. Where there is a picture of this page, the
// wasm waits until it is painted, for both want the processor; otherwise it is compiled at once.
globalThis.early = {
  stored: chrome.storage.session.get(["view", "pictures"]),
  compile: () => WebAssembly.compileStreaming(fetch("wasm/panel_bg.wasm")),
};
globalThis.early.wasm = globalThis.early.stored.then(({ pictures }) =>
  pictures?.[document.documentElement.dataset.page] ? null : globalThis.early.compile(),
);
