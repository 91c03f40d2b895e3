// Starts a page: the crate `panel` draws it, told which one by <html data-page="…">.

// All three begin at once: the glue could not ask for the wasm before it was itself read, nor the wasm for the view.
const wasm = fetch(new URL("wasm/panel_bg.wasm", import.meta.url));
const stored = chrome.storage.session.get("view");

try {
  const { default: start, open } = await import("./wasm/panel.js");
  await start({ module_or_path: wasm });
  // What the background showed last, so that there is something to see before it has been woken.
  open(document.documentElement.dataset.page, (await stored).view);
} catch (error) {
  // Nothing of the panel runs, so this one sentence cannot come from it.
  const sentence = document.createElement("p");
  sentence.role = "alert";
  sentence.textContent = chrome.i18n.getMessage("pageCannotStart");
  document.body.replaceChildren(sentence);
  throw error;
}
