// Which number is meant: by the pointer, the keyboard's focus, a selection, a caret, or by walking from one to the next.

"use strict";

behalf.point ??= (() => {
  const { TEXT, BEFORE, AFTER, fold, runs } = behalf.candidates;
  const { numbers, chip, walk } = behalf;
  /** How often the pointer's place is looked up, and how long it has to rest on a number. */
  const GLANCE = 60;
  const DWELL = 90;
  /** How many elements around the one that is pointed at may hold the number. */
  const AROUND = 6;
  const MANY = 24;

  let pointer = null;
  let glance = null;
  let dwell = null;
  let over = null;
  let walked = null;

  /** The innermost element at a point, through open shadow roots. */
  const deepest = (x, y) => {
    let element = document.elementFromPoint(x, y);
    while (element?.shadowRoot) {
      behalf.main.root(element.shadowRoot);
      const inner = element.shadowRoot.elementFromPoint(x, y);
      if (inner === null || inner === element) {
        break;
      }
      element = inner;
    }
    return element;
  };

  const within = ({ left, right, top, bottom }, x, y) => x >= left - 1 && x <= right + 1 && y >= top - 1 && y <= bottom + 1;

  /** Of many in one text those near the point, as the browser finds the character there. */
  const narrowed = (set, element, x, y) => {
    if (set.size <= MANY) {
      return [...set];
    }
    const root = element.getRootNode();
    const options = root === document ? undefined : { shadowRoots: [root] };
    const caret = document.caretPositionFromPoint?.(x, y, options);
    const range = caret ? null : document.caretRangeFromPoint?.(x, y);
    const node = caret?.offsetNode ?? range?.startContainer;
    const offset = caret?.offset ?? range?.startOffset;
    return [...set].filter(
      (one) => one.range?.startContainer === node && one.range.startOffset <= offset && offset <= one.range.endOffset,
    );
  };

  const at = (element, x, y) => {
    let holder = element;
    for (let up = 0; holder && up < AROUND; up += 1) {
      const set = numbers.inside(holder);
      for (const number of narrowed(set, holder, x, y)) {
        if (number.candidate.carrier === holder || numbers.rects(number).some((rect) => within(rect, x, y))) {
          return number;
        }
      }
      holder = holder.parentElement ?? holder.getRootNode().host ?? null;
    }
    return null;
  };

  /** Where the chip goes: the part of the number that is pointed at, for one may go over two lines. */
  const anchorOf = (number, x, y) => () => {
    const rects = numbers.rects(number);
    const near = rects.find((rect) => within(rect, x, y)) ?? rects.at(-1);
    return near && near.bottom > 0 && near.top < innerHeight ? near : null;
  };

  const look = () => {
    glance = null;
    if (!behalf.main.lives() || pointer === null) {
      return;
    }
    const { x, y } = pointer;
    const element = deepest(x, y);
    if (element === null) {
      return;
    }
    if (chip.is(element)) {
      chip.keep();
      return;
    }
    if (element.matches(walk.fields)) {
      behalf.main.field(element);
    }
    const number = at(element, x, y);
    if (number === null) {
      clearTimeout(dwell);
      over = null;
      chip.leave();
      return;
    }
    if (number === over) {
      chip.number === number && chip.keep();
      return;
    }
    over = number;
    clearTimeout(dwell);
    dwell = setTimeout(() => {
      if (over === number && behalf.main.lives() && numbers.all.has(number)) {
        offer(number, { anchor: anchorOf(number, x, y) });
      }
    }, DWELL);
  };

  const offer = (number, { anchor = anchorOf(number, -9, -9), focus = false }) =>
    chip.show(number, { anchor, focus, send: () => behalf.main.choose(number) });

  const moved = (event) => {
    if (!event.isTrusted || event.pointerType === "touch") {
      return;
    }
    pointer = { x: event.clientX, y: event.clientY };
    if (glance === null && (numbers.all.size > 0 || chip.number)) {
      glance = setTimeout(look, GLANCE);
    }
  };

  const left = (event) => {
    if (event.relatedTarget === null) {
      pointer = null;
      over = null;
      chip.leave();
    }
  };

  const focused = (event) => {
    const [element] = event.composedPath();
    if (!event.isTrusted || chip.is(element) || element.nodeType !== Node.ELEMENT_NODE) {
      return;
    }
    const [number] = numbers.inside(element);
    if (number?.candidate.carrier === element && element.matches(":focus-visible")) {
      offer(number, {});
    }
  };

  const blurred = (event) => {
    if (chip.number && numbers.inside(event.composedPath()[0]).has(chip.number)) {
      chip.leave();
    }
  };

  const typed = (event) => {
    if (event.isTrusted && event.key === "Escape" && chip.number) {
      chip.hide();
    }
  };

  const scrolled = () => {
    if (chip.number) {
      chip.leave();
    }
    behalf.main.moved();
  };

  /** The number that a link is to, when its click is to be taken. */
  const linked = (event) => {
    for (const element of event.composedPath().slice(0, AROUND)) {
      const [number] = element.nodeType === Node.ELEMENT_NODE ? numbers.inside(element) : [];
      if (number?.candidate.carrier === element && number.candidate.kind === "Link") {
        return /^\s*(?:tel|sms|smsto):/i.test(element.getAttribute("href")) ? number : null;
      }
    }
    return null;
  };

  const clicked = (event) => {
    if (!behalf.main.takesLinks || !event.isTrusted || event.button !== 0 || event.defaultPrevented) {
      return;
    }
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
      return;
    }
    const number = linked(event);
    if (number === null) {
      return;
    }
    event.preventDefault();
    suggest(number);
  };

  /** Takes a number as chosen, except where a text may not arrive: then the agent is told, and asked. */
  const suggest = (number) => {
    if (number.texts === "Unlikely" && numbers.all.has(number)) {
      offer(number, { focus: true });
    } else {
      behalf.main.choose(number);
    }
  };

  const HEARD = [
    ["pointermove", moved],
    ["pointerout", left],
    ["focusin", focused],
    ["focusout", blurred],
    ["keydown", typed],
    ["scroll", scrolled],
  ];
  const OPTIONS = { capture: true, passive: true };

  // ---- commands

  const active = () => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) {
      element = element.shadowRoot.activeElement;
    }
    return element;
  };

  const isField = (element) => {
    const name = element?.localName;
    return (name === "input" && typeof element.selectionStart === "number") || name === "textarea";
  };

  /** What is selected, with what stands around it; null where nothing is. */
  const selected = () => {
    const field = active();
    if (isField(field) && field.type !== "password") {
      const { value, selectionStart, selectionEnd } = field;
      return selectionStart === selectionEnd ? null : asked(value, selectionStart, selectionEnd);
    }
    const selection = getSelection();
    const text = selection?.toString() ?? "";
    return text.trim() ? asked(text, 0, text.length) : null;
  };

  /** A part of a text as a candidate: its first run, or as it stands. */
  const asked = (text, from, to) => {
    const part = text.slice(from, Math.min(to, from + 4000));
    const [start, end] = runs(part)[0] ?? [0, Math.min(part.length, TEXT)];
    return {
      kind: "Text",
      text: fold(part.slice(start, end)),
      before: fold(text.slice(0, from + start).slice(-BEFORE)),
      after: fold(text.slice(from + end, from + end + AFTER)),
    };
  };

  /** The numbers of the text that the caret is in, also where it may be edited: the agent asks for it. */
  const atCaret = () => {
    const field = active();
    let text = "";
    let caret = 0;
    let holder = field;
    if (isField(field) && field.type !== "password") {
      text = field.value;
      caret = field.selectionStart;
    } else {
      const { anchorNode, anchorOffset } = getSelection() ?? {};
      if (anchorNode?.nodeType !== Node.TEXT_NODE || !anchorNode.parentElement?.isContentEditable) {
        return null;
      }
      text = anchorNode.data;
      caret = anchorOffset;
      holder = anchorNode.parentElement;
    }
    const base = Math.max(0, caret - 1000);
    const near = text.slice(base, caret + 1000);
    const spans = runs(near).map(([from, to]) => [from + base, to + base]);
    const away = ([from, to]) => Math.max(0, from - caret, caret - to);
    const [nearest] = spans.sort((one, other) => away(one) - away(other));
    return nearest ? { candidate: asked(text, ...nearest), holder } : null;
  };

  /** Where the agent is: what has the focus, or the pointer, or the middle of the screen. */
  const here = () => {
    const element = active();
    if (element && element !== document.body && element !== document.documentElement && !chip.is(element)) {
      const { left, top, width, height } = element.getBoundingClientRect();
      if (width * height < (innerWidth * innerHeight) / 4) {
        return { x: left + width / 2, y: top + height / 2 };
      }
    }
    return pointer ?? { x: innerWidth / 2, y: innerHeight / 2 };
  };

  const distance = (number, { x, y }) => {
    const away = numbers
      .rects(number)
      .filter(({ left, right, top, bottom }) => bottom > 0 && top < innerHeight && right > 0 && left < innerWidth)
      .map(({ left, right, top, bottom }) => Math.hypot(Math.max(0, left - x, x - right), Math.max(0, top - y, y - bottom)));
    return Math.min(...away, Infinity);
  };

  const nearest = () => {
    const focus = active();
    const [own] = focus ? numbers.inside(focus) : [];
    if (own?.candidate.carrier === focus) {
      return own;
    }
    const place = here();
    let best = null;
    let least = Infinity;
    for (const number of numbers.all) {
      const away = distance(number, place);
      if (away < least && numbers.seen(number)) {
        best = number;
        least = away;
      }
    }
    return best;
  };

  const judgedAlone = async (candidate) => {
    const [[hit] = []] = await behalf.judge.verdict([candidate]);
    return hit ?? null;
  };

  /** Sends to the number that is selected, or nearest. Says whether there was one. */
  const sendNearest = async () => {
    const selection = selected();
    const caret = selection ? null : atCaret();
    const candidate = selection ?? caret?.candidate;
    const hit = candidate ? await judgedAlone(candidate) : null;
    if (hit) {
      const node = selection ? getSelection()?.anchorNode : null;
      const holder = caret?.holder ?? node?.parentElement ?? null;
      const box = (selection && getSelection()?.rangeCount ? getSelection().getRangeAt(0) : holder)?.getBoundingClientRect();
      settle({ ...hit, more: [], candidate: { carrier: null, body: null }, holder }, box);
      return true;
    }
    await behalf.main.onScreen();
    const number = nearest();
    if (number === null) {
      return false;
    }
    suggest(number);
    return true;
  };

  /** As `suggest`, for a number that is not painted. */
  const settle = (number, box) => {
    if (number.texts !== "Unlikely") {
      behalf.main.choose(number);
      return;
    }
    const place = box?.height ? box : new DOMRect(innerWidth / 2 - 120, innerHeight / 3, 0, 0);
    chip.show(number, { anchor: () => place, focus: true, send: () => behalf.main.choose(number) });
  };

  const inOrder = (one, other) => {
    const [first, second] = [numbers.home(one), numbers.home(other)];
    if (first === second) {
      return (one.range?.startOffset ?? 0) - (other.range?.startOffset ?? 0);
    }
    return first.compareDocumentPosition(second) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
  };

  /** Goes to the next number and shows what can be done with it. Says whether there is one. */
  const next = async () => {
    await behalf.main.onScreen();
    const seen = [...numbers.all].filter(numbers.seen).sort(inOrder);
    if (seen.length === 0) {
      return false;
    }
    const index = walked ? seen.indexOf(walked) + 1 : seen.findIndex((one) => (numbers.rects(one)[0]?.bottom ?? -1) > 0);
    walked = seen[Math.max(0, index) % seen.length];
    const home = numbers.home(walked);
    const block = home.clientHeight > innerHeight ? "start" : "nearest";
    home.scrollIntoView({ block, inline: "nearest", behavior: "instant" });
    const [rect] = numbers.rects(walked);
    if (rect && (rect.top < 0 || rect.bottom > innerHeight)) {
      scrollBy({ top: rect.top - innerHeight / 2, behavior: "instant" });
    }
    chip.hide();
    offer(walked, { focus: true });
    return true;
  };

  return {
    sendNearest,
    next,
    start() {
      HEARD.forEach(([name, listener]) => addEventListener(name, listener, OPTIONS));
      addEventListener("click", clicked, true);
    },
    stop() {
      HEARD.forEach(([name, listener]) => removeEventListener(name, listener, OPTIONS));
      removeEventListener("click", clicked, true);
      clearTimeout(glance);
      clearTimeout(dwell);
      pointer = null;
      over = null;
    },
  };
})();
