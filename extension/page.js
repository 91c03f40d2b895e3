// Starts a page: the wasm of the crate `panel` draws it, and finds out which one it is by <html data-page="…">.

// Both downloads begin at once: the glue could not ask for the wasm before it was itself read.
const wasm = fetch(new URL("wasm/panel_bg.wasm", import.meta.url));

try {
  const { default: start } = await import("./wasm/panel.js");
  await start({ module_or_path: wasm });
} catch (error) {
  // Nothing of the panel runs, so this one sentence cannot come from it.
  const sentence = document.createElement("p");
  sentence.role = "alert";
  sentence.textContent = chrome.i18n.getMessage("pageCannotStart");
  document.body.replaceChildren(sentence);
  throw error;
}
