// The chip: what can be done with a number. Its own document fragment, closed to the page, above all else and outside of
// the body; it is in the page only while it is shown. A page can neither press its buttons nor have them pressed unseen.

"use strict";

behalf.chip ??= (() => {
  /** How long it must have stood still and uncovered before a click counts; less when it has only just come. */
  const STILL = 500;
  const NEW = 300;
  /** How often to look after it, and how long the pointer may be away. */
  const WATCH = 100;
  const GRACE = 350;
  const SAID = 1500;
  const GAP = 6;
  const EDGE = 4;

  const STYLE = `
    :host {
      all: initial !important; display: block !important; position: fixed !important; z-index: 2147483647 !important;
      margin: 0 !important; inset: auto !important; overflow: visible !important; pointer-events: auto !important;
    }
    .chip {
      --surface: light-dark(#fff, #1b2625); --line: light-dark(#c9d4d1, #3c4f4c); --text: light-dark(#13201e, #e8f0ee);
      --soft: light-dark(#52635f, #9fb2ae); --accent: light-dark(#0a6b62, #63cfc2); --hover: light-dark(#07554e, #86ddd3);
      --on: light-dark(#fff, #06231f); --sunken: light-dark(#ecf1f0, #263432); --sms: light-dark(#c75a00, #ff9c4a);
      --sms-soft: light-dark(#fff0e2, #3a2613);
      box-sizing: border-box; inline-size: max-content; max-inline-size: min(340px, 96vw); padding: 4px;
      border: 1px solid var(--line); border-radius: 10px; background: var(--surface); color: var(--text);
      box-shadow: 0 1px 3px #0c2a2626, 0 6px 20px #0c2a2633;
      font: 500 13px/18px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
      animation: come 110ms ease-out;
    }
    @keyframes come { from { translate: 0 3px; } }
    .row { display: flex; align-items: center; gap: 4px; }
    .number {
      flex: 1; display: flex; align-items: center; gap: 6px; padding-inline: 6px 8px; white-space: nowrap;
      font-variant-numeric: tabular-nums;
    }
    svg { inline-size: 16px; block-size: 16px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.6;
      stroke-linecap: round; stroke-linejoin: round; }
    .number svg { color: var(--sms); }
    button {
      all: unset; box-sizing: border-box; padding: 5px 10px; border-radius: 7px; cursor: pointer; white-space: nowrap;
      text-align: center;
    }
    .send { background: var(--accent); color: var(--on); font-weight: 600; }
    .send:hover { background: var(--hover); }
    .copy { color: var(--soft); min-inline-size: 4.2em; }
    .copy:hover { background: var(--sunken); color: var(--text); }
    button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
    .send:focus-visible { outline-color: var(--text); }
    .note { margin: 4px 0 0; padding: 4px 8px; border-radius: 7px; background: var(--sms-soft); font-weight: 400; }
    .note[hidden] { display: none; }
    .unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
    @media (prefers-reduced-motion: reduce) { .chip { animation: none; } }
    @media (forced-colors: active) {
      .chip { border-color: CanvasText; } button { border: 1px solid ButtonText; color: ButtonText; }
      .send { forced-color-adjust: none; background: Highlight; color: HighlightText; border-color: Highlight; }
    }`;

  const word = (name) => chrome.i18n.getMessage(name);

  let parts = null;
  /** What is shown: the number, what is done on Send, and who watches. */
  let shown = null;

  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  };

  const icon = () => {
    const SVG = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 18 18");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", "M3 3.5h12a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1H8.5L5 15.5v-3H3a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1zM6 8h.01M9 8h.01M12 8h.01");
    svg.append(path);
    return svg;
  };

  const build = () => {
    const host = element("div");
    host.popover = "manual";
    const root = host.attachShadow({ mode: "closed" });
    const number = element("span", { dir: "ltr" });
    const send = element("button", { class: "send", type: "button" }, word("chipSend"));
    const copy = element("button", { class: "copy", type: "button" }, word("chipCopy"));
    const note = element("p", { class: "note", id: "note" });
    const status = element("span", { class: "unseen", role: "status" });
    const row = element("div", { class: "row" }, element("span", { class: "number" }, icon(), number), send, copy);
    const chip = element("div", { class: "chip", role: "dialog", "aria-describedby": "note" }, row, note, status);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    root.append(chip);
    send.addEventListener("click", (event) => pressed(event, () => shown.send()));
    copy.addEventListener("click", (event) => pressed(event, copyNumber));
    chip.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape" && event.isTrusted) {
        event.preventDefault();
        hide();
      }
    });
    chip.addEventListener("focusout", (event) => {
      if (shown?.focused && !chip.contains(event.relatedTarget)) {
        later(GRACE);
      }
    });
    chip.addEventListener("focusin", () => clearTimeout(shown?.away));
    return { host, chip, number, send, copy, note, status, frame: sheet.cssRules[0].style };
  };

  /** Does what a button is for, if it was the agent who pressed it, and saw what they pressed. */
  const pressed = (event, act) => {
    event.stopPropagation();
    const now = performance.now();
    // A key press needs the focus, which the agent gave; a pointer may have been lured.
    const aimed = event.detail === 0 || now - shown?.since >= NEW;
    look();
    if (event.isTrusted && shown && aimed && now - shown.wrong >= STILL && !covered(event)) {
      act();
    }
  };

  const covered = ({ clientX, clientY, detail }) =>
    detail !== 0 && document.elementFromPoint(clientX, clientY) !== parts.host;

  const copyNumber = async () => {
    const { number } = shown.number;
    try {
      await navigator.clipboard.writeText(number);
    } catch {
      // Not on plain http, nor in every frame.
      const give = (event) => {
        event.stopImmediatePropagation();
        event.preventDefault();
        event.clipboardData.setData("text/plain", number);
      };
      addEventListener("copy", give, { capture: true, once: true });
      document.execCommand("copy");
      removeEventListener("copy", give, { capture: true });
    }
    if (shown) {
      parts.copy.textContent = word("chipCopied");
      parts.status.textContent = word("chipCopied");
      shown.said = setTimeout(() => (parts.copy.textContent = word("chipCopy")), SAID);
    }
  };

  /** What a page could do to an element that it cannot reach into; all of it is ruled out in STYLE, so this finds none. */
  const plain = {
    opacity: "1",
    visibility: "visible",
    display: "block",
    position: "fixed",
    transform: "none",
    translate: "none",
    scale: "none",
    rotate: "none",
    filter: "none",
    clipPath: "none",
    maskImage: "none",
    mixBlendMode: "normal",
    pointerEvents: "auto",
  };
  const ofRoot = ["opacity", "visibility", "filter", "clipPath", "maskImage", "mixBlendMode", "transform"];

  const altered = () => {
    const { host } = parts;
    const style = getComputedStyle(host);
    const root = getComputedStyle(document.documentElement);
    return (
      host.parentNode !== document.documentElement ||
      Object.entries(plain).some(([name, value]) => style[name] !== undefined && style[name] !== value) ||
      ofRoot.some((name) => root[name] !== undefined && root[name] !== plain[name])
    );
  };

  /** Is anything else met at the middle or near a corner? */
  const overlaid = () => {
    const { left, top, right, bottom } = parts.chip.getBoundingClientRect();
    const points = [left + 8, (left + right) / 2, right - 8].flatMap((x) => [top + 8, (top + bottom) / 2, bottom - 8].map((y) => [x, y]));
    return points.some(([x, y]) => document.elementFromPoint(x, y) !== parts.host);
  };

  /** What else is in the top layer: it may lie above without catching clicks. */
  const above = () => document.querySelectorAll(":popover-open, :modal").length;

  /** Looks after what is shown: follows its number, and remembers when something was wrong with it. */
  const look = () => {
    if (!shown) {
      return;
    }
    if (!behalf.alive()) {
      behalf.main.fallSilent();
      return;
    }
    const anchor = shown.anchor();
    if (anchor === null) {
      hide();
      return;
    }
    const now = performance.now();
    if (put(anchor) && now - shown.since > WATCH / 2) {
      shown.wrong = now;
    }
    if (above() > shown.above || shown.unseen || altered() || overlaid()) {
      shown.wrong = now;
    }
  };

  /** Puts it beside its number; says whether it moved. */
  const put = ({ left, top, bottom }) => {
    const { width, height } = parts.chip.getBoundingClientRect();
    const x = Math.round(Math.max(EDGE, Math.min(left - 6, innerWidth - width - EDGE)));
    const over = top - GAP - height;
    const y = Math.round(over >= EDGE ? over : Math.min(bottom + GAP, innerHeight - height - EDGE));
    const moved = shown.x !== x || shown.y !== y;
    if (moved) {
      parts.frame.setProperty("left", `${x}px`, "important");
      parts.frame.setProperty("top", `${y}px`, "important");
      Object.assign(shown, { x, y });
    }
    return moved;
  };

  /** Chromium tells what cannot be found out by asking for points: whether something lies above that lets clicks through. */
  const watchVisibility = () => {
    const observer = new IntersectionObserver(
      (entries) => {
        const { isVisible } = entries.at(-1);
        if (shown && isVisible === false) {
          shown.wrong = performance.now();
        }
        if (shown) {
          shown.unseen = isVisible === false;
        }
      },
      { threshold: [0, 1], trackVisibility: true, delay: WATCH },
    );
    observer.observe(parts.host);
    return observer;
  };

  const scheme = () => {
    const [, dark] = /^(?:only )?(dark|light)$/.exec(getComputedStyle(document.documentElement).colorScheme) ?? [];
    return dark ?? "light dark";
  };

  /**
   * @param {object} number
   * @param {{ anchor: () => DOMRect | null, send: () => void, focus?: boolean }} how anchor: where the number is now
   */
  const show = (number, { anchor, send, focus = false }) => {
    if (shown?.number === number && (!focus || shown.focused)) {
      keep();
      return;
    }
    hide();
    const place = anchor();
    if (place === null) {
      return;
    }
    parts ??= build();
    const { host, chip, note, copy, status } = parts;
    parts.number.textContent = number.shown;
    chip.setAttribute("aria-label", `${word("chipTitle")} ${number.shown}`);
    const unlikely = number.texts === "Unlikely";
    note.hidden = !unlikely;
    note.textContent = unlikely ? word("chipUnlikely") : "";
    copy.textContent = word("chipCopy");
    status.textContent = "";
    parts.frame.setProperty("color-scheme", scheme(), "important");
    const now = performance.now();
    shown = { number, anchor, send, focused: focus, since: now, wrong: -STILL, unseen: false, from: null, above: 0 };
    document.documentElement.append(host);
    host.showPopover?.();
    shown.above = above();
    put(place);
    shown.watch = setInterval(look, WATCH);
    shown.observer = watchVisibility();
    if (focus) {
      shown.from = document.activeElement;
      parts.send.focus({ preventScroll: true });
    }
  };

  const hide = () => {
    if (!shown) {
      return;
    }
    const { watch, away, said, observer, focused, from } = shown;
    const had = document.activeElement === parts.host;
    shown = null;
    clearInterval(watch);
    clearTimeout(away);
    clearTimeout(said);
    observer.disconnect();
    parts.host.remove();
    if (focused && had && from?.isConnected) {
      from.focus({ preventScroll: true });
    }
  };

  const keep = () => {
    clearTimeout(shown?.away);
    if (shown) {
      shown.away = null;
    }
  };

  /** Goes after a while, unless kept. */
  const later = (time) => {
    if (shown && !shown.away) {
      shown.away = setTimeout(hide, time);
    }
  };

  return {
    show,
    hide,
    keep,
    /** The pointer has left: goes soon, unless it has the focus. */
    leave() {
      if (shown && !shown.focused) {
        later(GRACE);
      }
    },
    /** Says why nothing came of it. */
    refuse(text) {
      if (shown) {
        parts.note.hidden = false;
        parts.note.textContent = text;
      }
    },
    is: (target) => parts !== null && target === parts.host,
    get number() {
      return shown?.number ?? null;
    },
    /** For tests, which a closed root would keep out: where the buttons are. */
    get buttons() {
      const box = (button) => {
        const { x, y, width, height } = button.getBoundingClientRect();
        return { x, y, width, height };
      };
      return shown ? { send: box(parts.send), copy: box(parts.copy), note: parts.note.textContent, label: parts.number.textContent } : null;
    },
  };
})();
