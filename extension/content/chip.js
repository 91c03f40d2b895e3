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
  // Its greys are of a half transparency, so as to do on light and on dark.
  const STYLE = `
:host{all:initial!important;color-scheme:inherit!important;display:block!important;position:fixed!important}
.chip{box-sizing:border-box;width:max-content;max-width:min(340px,100vw - 8px);padding:4px;border:1px solid #8886;border-radius:10px;background:light-dark(#fff,#1b2625);color:light-dark(#13201e,#e8f0ee);box-shadow:0 4px 16px #0004;font:500 13px/18px system-ui,sans-serif;animation:gone 0s 3s forwards}
@keyframes gone{to{visibility:hidden}}
.row,.number{display:flex;flex-wrap:wrap;align-items:center;gap:6px;white-space:nowrap}
.number{flex:1;padding:0 6px}
.number:before{content:"";width:18px;height:16px;background:light-dark(#c75a00,#ff9c4a);clip-path:path(evenodd,"M3 1h12a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2H8l-4 3v-3H3a2 2 0 0 1-2-2V3a2 2 0 0 1 2-2M4 6h2v2H4M8 6h2v2H8M12 6h2v2h-2")}
button{all:unset;padding:5px 10px;border-radius:7px;cursor:pointer;text-align:center}
.send{background:light-dark(#0a6b62,#63cfc2);color:light-dark(#fff,#06231f)}
.copy{min-width:3.4em}
button:hover{box-shadow:inset 0 0 99px #8886}
button:focus-visible{outline:2px solid;outline-offset:1px}
p{margin:4px 0 0;padding:4px 8px;border-radius:7px;background:#f803}
p:empty{display:none}
@media (forced-colors:active){button{border:1px solid}}`;

  const word = (name) => chrome.i18n.getMessage(`chip${name}`);

  let parts = null;
  /** What is shown: the number, and where it is. */
  let shown = null;

  const make = (name, attributes, ...children) => {
    const made = document.createElement(name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    made.append(...children);
    return made;
  };

  const build = () => {
    const host = make("div", { popover: "manual" });
    const number = make("bdi", { dir: "ltr" });
    const send = make("button", { class: "send" }, word("Send"));
    const copy = make("button", { class: "copy", "aria-live": "polite" }, word("Copy"));
    const note = make("p", { id: "note", role: "status" });
    const row = make("div", { class: "row" }, make("span", { class: "number" }, number), send, copy);
    // Read out as what it is, whatever the language of the page.
    const lang = chrome.i18n.getMessage("language");
    const chip = make("div", { class: "chip", role: "dialog", lang, "aria-describedby": "note" }, row, note);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    const root = host.attachShadow({ mode: "closed" });
    root.adoptedStyleSheets = [sheet];
    root.append(chip);
    send.addEventListener("click", (event) => pressed(event, () => behalf.main.choose(shown.number)));
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
    if (event.isTrusted && met && isReady(byKey)) {
      act();
    }
  };

  const isReady = (byKey) => {
    const now = performance.now();
    return shown !== null && now - shown.wrong >= STILL && (byKey || now - shown.since >= NEW);
  };

  const copyNumber = () => {
    const { number } = shown.number;
    // On plain http, and in some frames, only the old way is allowed.
    const give = (event) => {
      event.stopImmediatePropagation();
      event.preventDefault();
      event.clipboardData.setData("text/plain", number);
    };
    addEventListener("copy", give, true);
    const copied = document.execCommand("copy");
    removeEventListener("copy", give, true);
    parts.copy.textContent = word(copied ? "Copied" : "Copy");
    setTimeout(() => (parts.copy.textContent = word("Copy")), SAID);
  };

  /** What a page could have done to hide it. Most is ruled out by STYLE, and looked at all the same. */
  const PLAIN = "opacity visibility transform translate scale filter clipPath maskImage mixBlendMode".split(" ");

  const isPlain = (element) => {
    const style = getComputedStyle(element);
    return PLAIN.every((name) => /^(?:1|visible|none|normal|undefined)$/.test(style[name]));
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

  const set = (name, value) => parts.place.setProperty(name, value, "important");

  /** Puts it beside its number; says whether it was elsewhere. */
  const put = ({ left, top, bottom }) => {
    const { width, height } = parts.chip.getBoundingClientRect();
    const above = top - GAP - height;
    const x = Math.round(Math.max(EDGE, Math.min(left - GAP, innerWidth - width - EDGE)));
    const y = Math.round(above >= EDGE ? above : Math.min(bottom + GAP, innerHeight - height - EDGE));
    const now = parts.host.getBoundingClientRect();
    set("left", `${x}px`);
    set("top", `${y}px`);
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
   * @param {() => DOMRect | undefined} anchor where the number is now
   * @param {boolean} focus whether it takes the focus
   */
  const show = (number, anchor, focus) => {
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
    const from = document.activeElement;
    document.documentElement.append(host);
    host.showPopover();
    put(place);
    shown = { number, anchor, focus, from, since: performance.now(), wrong: -STILL, unseen: false, layers: layers() };
    shown.watch = setInterval(look, WATCH);
    addEventListener("keydown", escape, true);
    shown.observer = watch();
    if (focus) {
      parts.send.focus({ preventScroll: true });
    }
  };

  const escape = (event) => event.isTrusted && event.key === "Escape" && hide();

  const hide = () => {
    if (!shown) {
      return;
    }
    removeEventListener("keydown", escape, true);
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
    if (shown) {
      clearTimeout(shown.away);
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
    /** For tests, which cannot look into it: its elements, and whether a click on its buttons counts yet. */
    get parts() {
      return parts;
    },
    isReady,
  };
})();
