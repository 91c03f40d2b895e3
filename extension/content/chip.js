// The chip: what can be done with a number. It is closed to the page, above all else, outside of the body, and in the
// page only while it is shown. A page can neither press its buttons nor have them pressed unseen.

"use strict";

behalf.chip ??= (() => {
  /** How long it must have stood still and uncovered before a click counts; less when it has only just come. */
  const STILL = 500;
  const NEW = 300;
  /** How often to look after it, how long the pointer may be away, and how long something is said. */
  const WATCH = 100;
  const GRACE = 350;
  const SAID = 1500;
  const GAP = 6;
  const EDGE = 4;

  // What is !important in here wins over all that a page says of the host, be it a style, an animation or an attribute.
  const STYLE = `
:host { all: initial !important; display: block !important; position: fixed !important; inset: auto !important;
  margin: 0 !important; z-index: 2147483647 !important; overflow: visible !important; pointer-events: auto !important; }
.chip { --line: light-dark(#c9d4d1, #3c4f4c); --text: light-dark(#13201e, #e8f0ee); --soft: light-dark(#52635f, #9fb2ae);
  --accent: light-dark(#0a6b62, #63cfc2); inline-size: max-content; max-inline-size: 340px; padding: 4px;
  border: 1px solid var(--line); border-radius: 10px; background: light-dark(#fff, #1b2625); color: var(--text);
  box-shadow: 0 1px 3px #0c2a2626, 0 6px 20px #0c2a2633; font: 500 13px/18px system-ui, "Segoe UI", Roboto, sans-serif;
  animation: gone 0s 3s forwards, come 110ms ease-out; }
@keyframes come { from { translate: 0 3px; } }
@keyframes gone { to { visibility: hidden; } }
.row { display: flex; align-items: center; gap: 4px; }
.number { flex: 1; display: flex; gap: 6px; align-items: center; padding-inline: 6px 8px; white-space: nowrap;
  font-variant-numeric: tabular-nums; }
svg { inline-size: 16px; flex: none; fill: none; stroke: light-dark(#c75a00, #ff9c4a); stroke-width: 1.6;
  stroke-linecap: round; stroke-linejoin: round; }
button { all: unset; padding: 5px 10px; border-radius: 7px; cursor: pointer; white-space: nowrap; text-align: center; }
.send { background: var(--accent); color: light-dark(#fff, #06231f); font-weight: 600; }
.send:hover { background: light-dark(#07554e, #86ddd3); }
.copy { min-inline-size: 3.4em; color: var(--soft); }
.copy:hover { background: light-dark(#ecf1f0, #263432); color: var(--text); }
button:focus-visible { outline: 2px solid var(--text); outline-offset: 1px; }
p { margin: 4px 0 0; padding: 4px 8px; border-radius: 7px; background: light-dark(#fff0e2, #3a2613); font-weight: 400; }
p:empty { display: none; }
@media (prefers-reduced-motion: reduce) { .chip { animation: gone 0s 3s forwards; } }
@media (forced-colors: active) { button { border: 1px solid ButtonText; } }`;
  const ICON = "M3 3.5h12a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1H8.5L5 15.5v-3H3a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1zM6 8h.01M9 8h.01M12 8h.01";

  const word = (name) => chrome.i18n.getMessage(`chip${name}`);

  let parts = null;
  /** What is shown: the number, where it is, and what is done on Send. */
  let shown = null;

  const make = (name, attributes, ...children) => {
    const made = name === "svg" || name === "path" ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    made.append(...children);
    return made;
  };

  const build = () => {
    const host = make("div", { popover: "manual" });
    const number = make("bdi", { dir: "ltr" });
    const send = make("button", { class: "send" }, word("Send"));
    const copy = make("button", { class: "copy", "aria-live": "polite" }, word("Copy"));
    const icon = make("svg", { viewBox: "0 0 18 18", "aria-hidden": "true" }, make("path", { d: ICON }));
    const note = make("p", { id: "note", role: "status" });
    const row = make("div", { class: "row" }, make("span", { class: "number" }, icon, number), send, copy);
    const chip = make("div", { class: "chip", role: "dialog", "aria-describedby": "note" }, row, note);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    const root = host.attachShadow({ mode: "closed" });
    root.adoptedStyleSheets = [sheet];
    root.append(chip);
    send.addEventListener("click", (event) => pressed(event, () => shown.send()));
    copy.addEventListener("click", (event) => pressed(event, copyNumber));
    chip.addEventListener("keydown", (event) => event.stopPropagation());
    chip.addEventListener("focusout", () => later());
    chip.addEventListener("focusin", () => keep());
    return { host, chip, number, send, copy, note, place: sheet.cssRules[0].style };
  };

  /** Does what a button is for, if it was the agent who pressed it, and saw what they pressed. */
  const pressed = (event, act) => {
    event.stopPropagation();
    look();
    // A key press needs the focus, which the agent gave; a pointer may have been lured.
    const byKey = event.detail === 0;
    const met = byKey || document.elementFromPoint(event.clientX, event.clientY) === parts.host;
    const now = performance.now();
    if (event.isTrusted && shown && met && now - shown.wrong >= STILL && (byKey || now - shown.since >= NEW)) {
      act();
    }
  };

  const copyNumber = async () => {
    const { number } = shown.number;
    // On plain http, and in some frames, only the old way is allowed; it has to be gone while the click lasts.
    const give = (event) => {
      event.stopImmediatePropagation();
      event.preventDefault();
      event.clipboardData.setData("text/plain", number);
    };
    addEventListener("copy", give, true);
    const copied = document.execCommand("copy");
    removeEventListener("copy", give, true);
    if (!copied) {
      await navigator.clipboard.writeText(number);
    }
    parts.copy.textContent = word("Copied");
    setTimeout(() => (parts.copy.textContent = word("Copy")), SAID);
  };

  /** What a page could have done to hide it. Most is ruled out by STYLE, and looked at all the same. */
  const PLAIN = { opacity: "1", visibility: "visible", transform: "none", translate: "none", scale: "none", filter: "none", clipPath: "none", maskImage: "none", mixBlendMode: "normal" };

  const isPlain = (element) => {
    const style = getComputedStyle(element);
    return Object.entries(PLAIN).every(([name, value]) => (style[name] ?? value) === value);
  };

  /** Is nothing else met in its corners and its middle? */
  const isOnTop = () => {
    const { left, top, right, bottom } = parts.chip.getBoundingClientRect();
    const points = [left + 8, (left + right) / 2, right - 8].flatMap((x) => [top + 8, (top + bottom) / 2, bottom - 8].map((y) => [x, y]));
    return points.every((point) => document.elementFromPoint(...point) === parts.host);
  };

  /** How much is in the top layer: what came later may lie above, and let clicks through. */
  const layers = () => document.querySelectorAll(":popover-open,:modal").length;

  /** Follows its number, and remembers when something was wrong. */
  const look = () => {
    const place = shown && behalf.main.lives() && shown.anchor();
    if (!place) {
      hide();
      return;
    }
    const moved = put(place);
    // In Firefox a script ends with its extension, and nothing in it hears of that. Then this is not put off any more.
    parts.chip.getAnimations().forEach((one) => one.animationName === "gone" && (one.currentTime = 0));
    const sound = isPlain(parts.host) && isPlain(document.documentElement) && isOnTop() && layers() <= shown.layers;
    if (moved || !sound || shown.unseen || parts.host.parentNode !== document.documentElement) {
      shown.wrong = performance.now();
    }
  };

  /** Puts it beside its number; says whether it was elsewhere. */
  const put = ({ left, top, bottom }) => {
    const { width, height } = parts.chip.getBoundingClientRect();
    const above = top - GAP - height;
    const x = Math.round(Math.max(EDGE, Math.min(left - GAP, innerWidth - width - EDGE)));
    const y = Math.round(above >= EDGE ? above : Math.min(bottom + GAP, innerHeight - height - EDGE));
    const now = parts.host.getBoundingClientRect();
    parts.place.setProperty("left", `${x}px`, "important");
    parts.place.setProperty("top", `${y}px`, "important");
    return Math.abs(now.left - x) > 1 || Math.abs(now.top - y) > 1;
  };

  // Chromium knows what no point tells: whether something lies above that lets clicks through.
  const watch = () => {
    const observer = new IntersectionObserver(
      (entries) => {
        if (shown?.observer === observer) {
          shown.unseen = entries.at(-1).isVisible === false;
          shown.wrong = shown.unseen ? performance.now() : shown.wrong;
        }
      },
      { threshold: [0, 0.5, 1], trackVisibility: true, delay: WATCH },
    );
    observer.observe(parts.host);
    return observer;
  };

  /**
   * @param {object} number
   * @param {{ anchor: () => DOMRect | undefined, send: () => void, focus?: boolean }} how anchor: where the number is now
   */
  const show = (number, { anchor, send, focus = false }) => {
    if (shown?.number === number && !focus) {
      keep();
      return;
    }
    hide();
    const place = anchor();
    if (!place) {
      return;
    }
    parts ??= build();
    const { host, chip, note } = parts;
    parts.number.textContent = number.shown;
    chip.setAttribute("aria-label", `${word("Title")} ${number.shown}`);
    note.textContent = number.texts === "Unlikely" ? word("Unlikely") : "";
    const [scheme = "light dark"] = /dark$|^light$/.exec(getComputedStyle(document.documentElement).colorScheme) ?? [];
    parts.place.setProperty("color-scheme", scheme, "important");
    const from = document.activeElement;
    document.documentElement.append(host);
    host.showPopover?.();
    put(place);
    shown = { number, anchor, send, focus, from, since: performance.now(), wrong: -STILL, unseen: false, layers: layers() };
    shown.watch = setInterval(look, WATCH);
    shown.observer = watch();
    if (focus) {
      parts.send.focus({ preventScroll: true });
    }
  };

  const hide = () => {
    if (!shown) {
      return;
    }
    const { focus, from, observer, watch, away } = shown;
    const had = document.activeElement === parts.host;
    shown = null;
    observer.disconnect();
    clearInterval(watch);
    clearTimeout(away);
    parts.host.remove();
    if (focus && had) {
      from?.focus({ preventScroll: true });
    }
  };

  const keep = () => {
    clearTimeout(shown?.away);
    if (shown) {
      shown.away = null;
    }
  };

  const later = () => {
    if (shown) {
      shown.away ??= setTimeout(hide, GRACE);
    }
  };

  return {
    show,
    hide,
    keep,
    /** The pointer or the focus has left the number: goes soon, unless it was given the focus. */
    leave() {
      if (!shown?.focus) {
        later();
      }
    },
    refuse() {
      if (shown) {
        parts.note.textContent = word("Refused");
      }
    },
    is: (target) => target === parts?.host,
    get number() {
      return shown?.number ?? null;
    },
    /** For tests, which cannot look into it: what it says, and where its buttons are. */
    get shown() {
      return shown && { ...Object.fromEntries(["send", "copy"].map((name) => [name, parts[name].getBoundingClientRect().toJSON()])), text: parts.chip.textContent };
    },
  };
})();
