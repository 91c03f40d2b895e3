// Starts a page: the crate `panel` draws it, told which one by <html data-page="…">.

try {
  const { default: start, open } = await import("./wasm/panel.js");
  await start({ module_or_path: globalThis.early.wasm });
  // What the background showed last, so that there is something to see before it has been woken.
  const { view } = await globalThis.early.stored;
  open(document.documentElement.dataset.page, view);
} catch (error) {
  // Nothing of the panel runs, so this one sentence cannot come from it.
  const sentence = document.createElement("p");
  sentence.role = "alert";
  sentence.textContent = chrome.i18n.getMessage("pageCannotStart");
  document.body.replaceChildren(sentence);
  throw error;
}
