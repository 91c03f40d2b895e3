// Starts a page: the crate `panel` draws it, told which one by <html data-page="…">.

import { clear, keep, show } from "./picture.js";

try {
  // What the background showed last, so that there is something to see before it has been woken.
  const { view, pictures } = await globalThis.early.stored;
  await show(pictures);
  const wasm = globalThis.early.wasm.then((module) => module ?? globalThis.early.compile());
  const { default: start, open } = await import("./wasm/panel.js");
  await start({ module_or_path: wasm });
  clear();
  open(document.documentElement.dataset.page, view);
  performance.mark("usable");
  keep();
} catch (error) {
  // Nothing of the panel runs, so this one sentence cannot come from it.
  const sentence = document.createElement("p");
  sentence.role = "alert";
  sentence.textContent = chrome.i18n.getMessage("pageCannotStart");
  clear();
  document.body.append(sentence);
  throw error;
}

// For this page, should the browser have been given another language since, and for the next.
const language = chrome.i18n.getMessage("language");
document.documentElement.lang = language;
localStorage.setItem("language", language);
