// Which number is meant by the pointer or the focus. Five listeners on the window, whatever the page holds.

"use strict";

behalf.point ??= (() => {
  const { numbers, chip, walk, scan } = behalf;
  /** How often the pointer's place is looked up, and how long it has to rest on a number. */
  const GLANCE = 60;
  const DWELL = 90;
  /** How many elements around the one that is pointed at may hold the number. */
  const AROUND = 6;

  let pointer = null;
  let glance = null;
  let dwell = null;
  let over = null;

  /** The innermost element at a point, through open shadow roots. */
  const deepest = ({ x, y }) => {
    let element = document.elementFromPoint(x, y);
    for (let root; (root = element?.shadowRoot); ) {
      scan.meet(root);
      const inner = root.elementFromPoint(x, y);
      if (inner === null || inner === element) {
        break;
      }
      element = inner;
    }
    return element;
  };

  const within = ({ left, right, top, bottom }, { x, y }) => x >= left - 1 && x <= right + 1 && y >= top - 1 && y <= bottom + 1;

  const at = (element, point) => {
    for (let up = 0, holder = element; holder && up < AROUND; up += 1) {
      for (const number of numbers.inside(holder)) {
        if (number.candidate.carrier === holder || numbers.rects(number).some((rect) => within(rect, point))) {
          return number;
        }
      }
      holder = holder.parentElement ?? holder.getRootNode().host;
    }
    return null;
  };

  /** Shows what can be done with a number, beside it: beside the part that is pointed at, for it may go over two lines. */
  const offer = (number, { focus = false, point = { x: -9, y: -9 } } = {}) => {
    const anchor = () => {
      const rects = numbers.all.has(number) ? numbers.rects(number) : [];
      const rect = rects.find((one) => within(one, point)) ?? rects.at(-1);
      return rect && rect.bottom > 0 && rect.top < innerHeight ? rect : undefined;
    };
    chip.show(number, { anchor, focus, send: () => behalf.main.choose(number) });
  };

  const look = () => {
    glance = null;
    const element = behalf.main.lives() && pointer && deepest(pointer);
    if (!element) {
      return;
    }
    if (chip.is(element)) {
      chip.keep();
      return;
    }
    if (element.matches(walk.fields)) {
      walk.field(element, scan.sink);
    }
    const point = pointer;
    const number = at(element, point);
    if (number !== over) {
      clearTimeout(dwell);
      over = number;
      dwell = number && setTimeout(() => over === number && offer(number, { point }), DWELL);
    }
    if (number === null) {
      chip.leave();
    } else if (number === chip.number) {
      chip.keep();
    }
  };

  const listeners = {
    pointermove(event) {
      if (event.isTrusted && event.pointerType !== "touch") {
        pointer = { x: event.clientX, y: event.clientY };
        glance ??= setTimeout(look, GLANCE);
      }
    },
    pointerout(event) {
      if (event.relatedTarget === null) {
        pointer = null;
        over = null;
        chip.leave();
      }
    },
    focusin(event) {
      const [element] = event.composedPath();
      const [number] = event.isTrusted && !chip.is(event.target) ? numbers.inside(element) : [];
      if (number?.candidate.carrier === element && element.matches(":focus-visible")) {
        offer(number);
      }
    },
    focusout(event) {
      if (chip.number?.candidate.carrier === event.composedPath()[0]) {
        chip.leave();
      }
    },
    keydown(event) {
      if (event.isTrusted && event.key === "Escape" && chip.number) {
        chip.hide();
      }
    },
    // What is opened or scrolled to comes near.
    scroll: scan.soon,
    resize: scan.soon,
    pointerup: scan.soon,
    keyup: scan.soon,
  };

  /** The number of a link that is clicked plainly. */
  const linked = (event) => {
    if (!event.isTrusted || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
      return null;
    }
    const link = event.composedPath().find((one) => one.localName === "a");
    const [number] = link && /^\s*(?:tel|sms)/i.test(link.getAttribute("href")) ? numbers.inside(link) : [];
    return number?.candidate.carrier === link ? number : null;
  };

  const clicked = (event) => {
    const number = behalf.main.rules.telLinks ? linked(event) : null;
    if (number) {
      event.preventDefault();
      behalf.main.suggest(number);
    }
  };

  return {
    offer,
    get pointer() {
      return pointer;
    },
    start() {
      for (const [name, listener] of Object.entries(listeners)) {
        addEventListener(name, listener, { capture: true, passive: true });
      }
      addEventListener("click", clicked, true);
    },
    stop() {
      for (const [name, listener] of Object.entries({ ...listeners, click: clicked })) {
        removeEventListener(name, listener, true);
      }
      clearTimeout(glance);
      clearTimeout(dwell);
    },
  };
})();
