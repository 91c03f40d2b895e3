// What cannot wait for the page to be parsed. A plain script at the top of the head: a module would run too late.

// The agent's theme, before the first paint; the panel keeps its name here.
document.documentElement.dataset.theme = localStorage.getItem("theme") ?? "system";

// The wasm is compiled, and the last view and pictures fetched, while the page and the glue are still being read.
globalThis.early = {
  wasm: WebAssembly.compileStreaming(fetch("wasm/panel_bg.wasm")),
  stored: chrome.storage.session.get(["view", "pictures"]),
};
