// Where to read, and when: what is on the screen or near it, in slices of idle time that no frame notices. What is far
// off is left alone until it is scrolled to, so that a page costs the same however long it is.

"use strict";

behalf.scan ??= (() => {
  const { walk, numbers, judge } = behalf;
  const { digit } = behalf.candidates;
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
  /** How far from the screen is near, in heights of it; and what is so far that it is let go when there is much. */
  const NEAR = 1;
  const FAR = 4;
  const MUCH = 400;
  /** A page of so few elements is read whole. */
  const SMALL = 400;
  /** Of many children, each so manieth is measured to find the near ones. */
  const STRIDE = 16;
  /** How many elements are remembered that may get a shadow root yet. */
  const HOSTS = 300;
  const GRID = [0.1, 0.4, 0.7, 0.95];
  const WATCHED = {
    subtree: true,
    childList: true,
    characterData: true,
    attributeFilter: "class style hidden open href aria-hidden contenteditable readonly disabled itemprop content".split(" "),
  };

  /** What was read and did not change since. */
  let read = new WeakSet();
  const roots = new WeakSet();
  /** Texts that changed. */
  const changed = new Set();
  /** What is still to be measured or read in this round, the walk that is under way. */
  let stack = [];
  let step = null;
  let closed = [];
  /** Whether the page is small. */
  let small = false;
  let asked = false;
  let due = false;
  let resting = null;
  let stopped = true;
  let credit = CREDIT;
  let since = 0;
  let spent = 0;
  let longest = 0;

  const to = {
    add: judge.add,
    drop: numbers.drop,
    host(element) {
      if (element.shadowRoot) {
        enter(element.shadowRoot);
      } else if (element.localName.includes("-") && closed.length < HOSTS) {
        closed.push(element);
      }
    },
  };

  /** Takes a shadow root in. */
  const enter = (root) => {
    if (!roots.has(root)) {
      roots.add(root);
      observer.observe(root, WATCHED);
    }
    stack.push(...root.children);
  };

  /** Looks once more whether what was met without a shadow root has one. */
  const open = () => {
    closed.splice(0).forEach(to.host);
    soon();
  };

  /** What was read of a node's surroundings is to be read again. */
  const unread = (node) => {
    for (let at = node, up = 0; at; at = at.parentNode ?? at.host, up += 1) {
      if (read.delete(at)) {
        return;
      }
      if (up > 200) {
        read = new WeakSet();
        return;
      }
    }
  };

  const observer = new MutationObserver((records) => {
    const around = new Set();
    for (const { type, target, attributeName } of records) {
      if (type === "characterData") {
        changed.add(target);
      } else if (attributeName !== "class" && attributeName !== "style") {
        around.add(target);
      }
      if (attributeName === "aria-hidden" || attributeName === "contenteditable") {
        numbers.dropIn(target);
      }
    }
    around.forEach(unread);
    soon();
  });

  /** Plans a round, after a rest in which more may change. */
  const soon = () => {
    resting ??= setTimeout(() => {
      resting = null;
      if (behalf.main.lives()) {
        begin();
      }
    }, REST);
  };

  const begin = () => {
    numbers.sweep();
    due = true;
    ask();
  };

  /** Asks for idle time; later, where the page has had its share. */
  const ask = () => {
    if (asked || stopped) {
      return;
    }
    asked = true;
    const now = performance.now();
    credit = Math.min(CREDIT, credit + (now - since) * SHARE);
    since = now;
    setTimeout(() => requestIdleCallback(slice, { timeout: PATIENCE }), credit > SLICE ? 0 : PATIENCE);
  };

  const slice = (deadline) => {
    asked = false;
    if (stopped) {
      return;
    }
    const start = performance.now();
    const until = start + Math.max(1, Math.min(SLICE, deadline.timeRemaining() - 1));
    let more = true;
    while (more && performance.now() < until) {
      more = work(until);
    }
    walk.forget();
    const took = performance.now() - start;
    credit -= took;
    spent += took;
    longest = Math.max(longest, took);
    if (more) {
      ask();
    }
  };

  /** Does the next piece of work; says whether there may be more. */
  const work = (until) => {
    if (step) {
      if (step(until)) {
        step = null;
      }
    } else if (stack.length) {
      measure(stack.pop());
    } else if (changed.size) {
      const [text] = changed;
      changed.delete(text);
      // Those before it on its line may go on in it.
      walk.lineOf(text).forEach((node) => stack.push(node));
    } else if (due) {
      due = false;
      survey();
    } else {
      prune();
      return false;
    }
    return true;
  };

  /** Begins a round at the body, and at what is seen in a few places: that may be far from where its parents are. */
  const survey = () => {
    small = document.getElementsByTagName("*").length <= SMALL;
    stack.push(document.body);
    if (!small) {
      const points = GRID.flatMap((x) => GRID.map((y) => [x * innerWidth, y * innerHeight]));
      const seen = points.map((point) => document.elementFromPoint(...point)).filter((one) => document.body.contains(one));
      stack.push(...new Set(seen.map(whole)));
    }
  };

  /** The largest element around one that is still read as a whole. */
  const whole = (element) => {
    let at = element;
    while (at.parentElement && at.parentElement !== document.body && isLow(at.parentElement)) {
      at = at.parentElement;
    }
    return at;
  };

  const isLow = (element) => Math.max(element.offsetHeight ?? 0, element.scrollHeight) <= innerHeight / 2;

  /** Decides about an element: to leave it alone, to read it, or to go into it. */
  const measure = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      if (numbers.isNear(node.parentElement ?? node.parentNode?.host)) {
        step = walk.through(node, to);
      } else {
        unread(node);
      }
      return;
    }
    if (read.has(node) || !node.isConnected || walk.isSkipped(node)) {
      return;
    }
    if (!(small && node === document.body)) {
      const { top, height, width } = node.getBoundingClientRect();
      const box = height || width;
      const bottom = top + Math.max(height, node.scrollHeight);
      if (box ? bottom < -NEAR * innerHeight || top > (1 + NEAR) * innerHeight : getComputedStyle(node).display === "none") {
        return;
      }
      if (node.firstElementChild && !(box && isLow(node))) {
        to.host(node);
        split(node);
        return;
      }
    }
    read.add(node);
    step = walk.through(node, to);
  };

  /** Goes into an element: to its near children, and the texts between them. */
  const split = (element) => {
    const { children } = element;
    const many = children.length > 4 * STRIDE;
    const parts = [];
    for (let index = 0; index < children.length; index += many ? STRIDE : Infinity) {
      const first = index ? children[index] : element.firstChild;
      const last = many ? (children[index + STRIDE] ?? null) : null;
      if (many && !isBetween(children[index], last ?? element.lastElementChild)) {
        continue;
      }
      for (let node = first; node && node !== last; node = node.nextSibling) {
        if (node.nodeType === Node.ELEMENT_NODE || (node.nodeType === Node.TEXT_NODE && digit.test(node.data))) {
          parts.push(node);
        }
      }
    }
    // The first is to be the next.
    stack.push(...parts.reverse());
  };

  /** Is anything near from one child to another, if they are in order? */
  const isBetween = (first, last) => {
    const from = first.getBoundingClientRect().top;
    const to = last.getBoundingClientRect().bottom;
    return Math.max(from, to) >= -NEAR * innerHeight && Math.min(from, to) <= (1 + NEAR) * innerHeight;
  };

  /** Of many numbers those far from the screen are let go: a browser goes through all paint at each change of a page. */
  const prune = () => {
    if (numbers.all.size <= MUCH) {
      return;
    }
    for (const number of numbers.all) {
      if (!numbers.isNear(numbers.home(number), FAR)) {
        unread(numbers.home(number));
        numbers.lose(number);
      }
    }
  };

  return {
    /** Plans a round. */
    soon,
    to,
    start() {
      if (stopped && document.body && document.designMode !== "on") {
        stopped = false;
        since = performance.now();
        observer.observe(document, WATCHED);
        begin();
        LATE.forEach((time) => setTimeout(open, time));
      }
    },
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
      changed.clear();
    },
    get busy() {
      return !stopped && (asked || resting !== null);
    },
    get figures() {
      return { spent, longest };
    },
  };
})();
