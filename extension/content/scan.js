// Where to read, and when: what is on the screen or near it, a slice at once and the rest in slices of idle time, which no
// frame notices. What is far off is left alone until it is scrolled to, so that a page costs the same however long it is.

"use strict";

behalf.scan ??= (() => {
  const { walk, numbers, judge } = behalf;
  const { digit } = behalf.candidates;
  const ELEMENT_NODE = 1;
  const TEXT_NODE = 3;
  /** The longest slice, in milliseconds. */
  const SLICE = 6;
  /** The time that a page may take at first, and what it gets back for each millisecond after. */
  const CREDIT = 1500;
  const SHARE = 0.04;
  /** How long a page that is never idle is left alone. */
  const PATIENCE = 300;
  /** How long changes are gathered, and after what time it is looked once more for shadow roots. */
  const REST = 150;
  const LATE = [1000, 4000];
  /** How far from the screen is near, in heights of it; and how far off is let go when there are many. */
  const NEAR = 0.1;
  const FAR = 4;
  const MUCH = 400;
  /** A page of so few elements is read whole. */
  const SMALL = 400;
  /** So many children are all measured; of more, those around one that is seen, until so many in a row are far. */
  const MANY = 64;
  const BEYOND = 8;
  /** How many elements are remembered that may get a shadow root yet. */
  const HOSTS = 300;
  const WATCHED = {
    subtree: true,
    childList: true,
    characterData: true,
    attributeFilter: "class style hidden open href aria-hidden contenteditable readonly disabled itemprop content".split(" "),
  };

  /** What was read and did not change since. */
  let read = new WeakSet();
  const roots = new WeakSet();
  /** What was measured with its siblings: it is near and small enough to be read whole. */
  const fits = new WeakSet();
  /** What is still to be measured or read in this round, the walk that is under way. */
  let stack = [];
  let step = null;
  let closed = [];
  let late = false;
  /** Whether the page is small. */
  let small = false;
  let asked = false;
  let due = false;
  let resting = null;
  let stopped = true;
  let credit = CREDIT;
  let since = 0;

  /** An element that may have a shadow root, now or later. */
  const host = ((element) => {
    if (element.shadowRoot) {
      enter(element.shadowRoot);
    } else if (element.localName.includes("-") && closed.length < HOSTS) {
      closed.push(element);
      if (!late) {
        late = true;
        LATE.forEach((time) => setTimeout(open, time));
      }
    }
  });

  const sink = { add: judge.add, drop: numbers.drop, host };

  const isNear = ((top, bottom, screens) => bottom >= -screens * innerHeight && top <= (1 + screens) * innerHeight);

  /** Takes a shadow root in. */
  function enter(root) {
    if (!roots.has(root)) {
      roots.add(root);
      observer.observe(root, WATCHED);
    }
    stack.push(...root.children);
  }

  /** Looks once more whether what was met without a shadow root has one. */
  function open() {
    if (closed.length && !stopped) {
      closed.splice(0).forEach(host);
      ask();
    }
  }

  /** What was read of a node's surroundings is to be read again; in a shadow root, those of its host, too. */
  function unread(node) {
    for (let at = node, up = 0; at; at = at.parentNode ?? at.host, up += 1) {
      if (read.delete(at) && at.getRootNode() === document) {
        return;
      }
      if (up > 200) {
        read = new WeakSet();
        return;
      }
    }
  }

  const observer = new MutationObserver((records) => {
    const around = new Set();
    walk.forget();
    for (const { target, attributeName } of records) {
      if (attributeName !== "class" && attributeName !== "style") {
        around.add(target);
      }
      if (attributeName) {
        walk.again(target, sink);
      }
      if (attributeName === "aria-hidden" || attributeName === "contenteditable") {
        numbers.dropIn(target);
      }
    }
    around.forEach(unread);
    soon();
  });

  /** Plans a round, after a rest in which more may change. */
  function soon() {
    resting ??= setTimeout(() => {
      resting = null;
      if (behalf.main.lives()) {
        numbers.sweep();
        due = true;
        ask();
      }
    }, REST);
  }

  /** Asks for idle time; later, where the page has had its share. */
  function ask() {
    if (asked || stopped) {
      return;
    }
    asked = true;
    const now = performance.now();
    credit = Math.min(CREDIT, credit + (now - since) * SHARE);
    since = now;
    const idle = () => requestIdleCallback(slice, { timeout: PATIENCE });
    if (credit > SLICE) {
      idle();
    } else {
      setTimeout(idle, PATIENCE);
    }
  }

  /** Reads for a while: as long as the page is idle, where that was asked for. */
  const slice = ((deadline) => {
    asked = false;
    if (stopped) {
      return;
    }
    const start = performance.now();
    const until = start + (deadline ? Math.max(1, Math.min(SLICE, deadline.timeRemaining() - 1)) : SLICE);
    let more = true;
    while (more && performance.now() < until) {
      more = work(until);
    }
    if (!more || deadline?.didTimeout) {
      judge.send();
    }
    credit -= performance.now() - start;
    if (more) {
      ask();
    }
  });

  /** Does the next piece of work; says whether there may be more. */
  const work = ((until) => {
    if (step) {
      if (step(until)) {
        step = null;
      }
    } else if (stack.length) {
      measure(stack.pop());
    } else if (due) {
      due = false;
      // Not its length, for which a browser counts them all.
      small = document.getElementsByTagName("*")[SMALL] === undefined;
      stack.push(document.body);
    } else {
      if (numbers.all.size > MUCH) {
        prune();
      }
      walk.forget();
      return false;
    }
    return true;
  });

  /** Decides about an element: to leave it alone, to read it, or to go into it. */
  const measure = ((node) => {
    if (node.nodeType === TEXT_NODE) {
      step = walk.through(node, sink);
      return;
    }
    if (read.has(node) || !node.isConnected || walk.isSkipped(node)) {
      return;
    }
    if (!fits.delete(node) && !(small && node === document.body)) {
      const { top, height, width } = node.getBoundingClientRect();
      const box = height || width;
      const tall = Math.max(height, node.scrollHeight);
      if (box ? !isNear(top, top + tall, NEAR) : getComputedStyle(node).display === "none") {
        return;
      }
      if (node.firstElementChild && !(box && tall <= innerHeight / 2)) {
        host(node);
        split(node);
        return;
      }
    }
    read.add(node);
    step = walk.through(node, sink);
  });

  /** Goes into an element: to its near children, and the texts between them. */
  const split = ((element) => {
    const seen = element.children[MANY] ? seenChild(element) : null;
    const nodes = seen
      ? [...around(seen.previousSibling, "previousSibling").reverse(), ...around(seen, "nextSibling")]
      : element.childNodes;
    // The first is to be the next.
    for (let index = nodes.length - 1; index >= 0; index -= 1) {
      const node = nodes[index];
      if (node.nodeType === ELEMENT_NODE || (node.nodeType === TEXT_NODE && digit.test(node.data))) {
        stack.push(node);
      }
    }
  });

  /** Of many children one that is on the screen, or next to it. */
  const seenChild = ((element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    if (top >= innerHeight) {
      return element.firstElementChild;
    }
    if (bottom <= 0) {
      return element.lastElementChild;
    }
    const x = (Math.max(0, left) + Math.min(innerWidth, right)) / 2;
    for (const y of [0.5, 0.3, 0.7, 0.1, 0.9]) {
      const root = element.getRootNode();
      let child = root.elementFromPoint(x, Math.max(0, top) * (1 - y) + Math.min(innerHeight, bottom) * y);
      while (child && child.parentNode !== element) {
        child = child.parentNode;
      }
      if (child) {
        return child;
      }
    }
    return null;
  });

  /** A node and its siblings on one side, until those far off begin. */
  const around = ((from, way) => {
    const found = [];
    for (let node = from, beyond = 0; node && beyond < BEYOND; node = node[way]) {
      if (node.nodeType === ELEMENT_NODE) {
        const { top, bottom, height } = node.getBoundingClientRect();
        beyond = isNear(top, bottom, NEAR) ? 0 : beyond + 1;
        if (!beyond && height && height <= innerHeight / 8) {
          fits.add(node);
        }
      }
      if (!beyond) {
        found.push(node);
      }
    }
    return found;
  });

  /** Of many numbers those far from the screen are let go: a browser goes through all paint at each change of a page. */
  function prune() {
    for (const number of numbers.all) {
      const [home] = number.holders;
      const { top, bottom } = home?.getBoundingClientRect() ?? { top: Infinity };
      if (!isNear(top, bottom, FAR)) {
        unread(home);
        numbers.lose(number);
      }
    }
  }

  return {
    sink,
    soon,
    start: (() => {
      if (stopped && document.body && document.designMode !== "on") {
        stopped = false;
        since = performance.now();
        observer.observe(document, WATCHED);
        // The first slice needs no idle time: the browser has started us when the page was, and to ask for it a first time
        // takes as long as to read a few rows.
        due = true;
        slice();
      }
    }),
    /** The rules have changed: all is read anew. */
    again() {
      read = new WeakSet();
      numbers.clear();
      soon();
    },
    /** Takes a shadow root in that nothing told of. */
    meet(root) {
      if (!roots.has(root)) {
        enter(root);
        ask();
      }
    },
    /** Reads an element again. */
    read(element) {
      read.delete(element);
      stack.push(element);
      ask();
    },
    stop() {
      stopped = true;
      observer.disconnect();
      clearTimeout(resting);
      stack = [];
      closed = [];
    },
    get busy() {
      return !stopped && (asked || resting !== null);
    },
  };
})();
