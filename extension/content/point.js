// Which number is meant by the pointer or the focus. A few listeners on the window, whatever the page holds.

"use strict";

behalf.point ??= (() => {
  const { numbers, walk, scan, judge } = behalf;
  /** How often the pointer's place is looked up, and how long it has to rest on a number. */
  const GLANCE = 60;
  const DWELL = 90;
  /** How many elements around the one that is pointed at may hold the number. */
  const AROUND = 6;

  let pointer = null;
  let glance = null;
  let dwell = null;
  let over = null;
  /** The number that is offered, or is about to be. */
  let wanted = null;

  /** The innermost element at a point, through open shadow roots. */
  function deepest({ x, y }) {
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
  }

  const within = ({ left, right, top, bottom }, { x, y }) => x >= left - 1 && x <= right + 1 && y >= top - 1 && y <= bottom + 1;

  function at(element, point) {
    for (let up = 0, holder = element; holder && up < AROUND; up += 1) {
      for (const number of numbers.inside(holder)) {
        if (number.candidate.carrier === holder || numbers.rects(number).some((rect) => within(rect, point))) {
          return number;
        }
      }
      holder = holder.parentElement ?? holder.getRootNode().host;
    }
    return null;
  }

  /** Shows what can be done with a number, beside it: beside the part that is pointed at, for it may go over two lines. */
  async function offer(number, point = {}, focus = false) {
    wanted = number;
    const anchor = () => {
      const rects = number.candidate.dead ? [] : numbers.rects(number);
      const rect = rects.find((one) => within(one, point)) ?? rects.at(-1);
      return rect && rect.bottom > 0 && rect.top < innerHeight ? rect : undefined;
    };
    const chip = await behalf.main.hand();
    // The agent may have gone on meanwhile.
    if (wanted === number) {
      chip?.show(number, anchor, focus);
    }
  }

  /** The pointer or the focus has left it. */
  function leave() {
    wanted = null;
    behalf.chip?.leave();
  }

  function look() {
    glance = null;
    const element = behalf.main.lives() && pointer && deepest(pointer);
    if (!element) {
      return;
    }
    if (behalf.chip?.is(element)) {
      behalf.chip.keep();
      // Whoever comes back to its number from here is to see it again, though it may have gone meanwhile.
      over = null;
      return;
    }
    if (element.matches(walk.fields)) {
      walk.carrier(element, scan.sink);
      judge.send();
    }
    const point = pointer;
    const number = at(element, point);
    if (number !== over) {
      clearTimeout(dwell);
      over = number;
      dwell = number && setTimeout(() => over === number && offer(number, point), DWELL);
    }
    if (number === null) {
      leave();
    } else if (number === behalf.chip?.number) {
      behalf.chip.keep();
    }
  }

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
        leave();
      }
    },
    focusin(event) {
      const [element] = event.composedPath();
      const [number] = event.isTrusted && !behalf.chip?.is(event.target) ? numbers.inside(element) : [];
      if (number?.candidate.carrier === element && element.matches(":focus-visible")) {
        offer(number);
      }
    },
    focusout(event) {
      if (wanted?.candidate.carrier === event.composedPath()[0]) {
        leave();
      }
    },
    click(event) {
      const number = behalf.main.rules.telLinks ? linked(event) : null;
      if (number) {
        event.preventDefault();
        behalf.main.suggest(number);
      }
      // What is opened or scrolled to comes near.
      scan.soon();
    },
    scroll: scan.soon,
    resize: scan.soon,
  };

  /** The number of a link that is clicked plainly. */
  function linked(event) {
    if (!event.isTrusted || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
      return null;
    }
    const link = event.composedPath().find((one) => one.localName === "a");
    const [number] = link && /^\s*(?:tel|sms)/i.test(link.getAttribute("href")) ? numbers.inside(link) : [];
    return number?.candidate.carrier === link ? number : null;
  }

  const each = ((what) => {
    for (const name in listeners) {
      what(name, listeners[name], true);
    }
  });

  return {
    offer,
    get pointer() {
      return pointer;
    },
    start: () => each(addEventListener),
    stop() {
      each(removeEventListener);
      clearTimeout(glance);
      clearTimeout(dwell);
    },
  };
})();
