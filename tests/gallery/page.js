// Shows the fixture that the address names: gallery.html?page=…&name=…&theme=light|dark, and with &pseudo in a language that
// nobody speaks, from right to left. Without a name it has nothing to show, and tells which there are.

import start, { fixtures_listed, show_fixture } from "./gallery/panel.js";

const asked = new URLSearchParams(location.search);
const { dataset } = document.documentElement;
dataset.page = asked.get("page") ?? "popup";
dataset.theme = asked.get("theme") ?? "light";
const pseudo = asked.has("pseudo");
document.documentElement.dir = pseudo ? "rtl" : "ltr";
await start({ module_or_path: "gallery/panel_bg.wasm" });
globalThis.fixtures = fixtures_listed();
globalThis.view = asked.has("name") ? show_fixture(asked.get("name"), dataset.theme === "dark", pseudo) : undefined;
// What the panel does after its first rendering is done, and drawn.
await document.fonts.ready;
const drawn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
await drawn();
await drawn();
// What moves stands where it will come to rest; what moves for ever is left to it.
for (const animation of document.getAnimations()) {
  if (animation.effect.getComputedTiming().endTime !== Infinity) {
    animation.finish();
  }
}
await drawn();
dataset.shown = globalThis.view !== undefined;
