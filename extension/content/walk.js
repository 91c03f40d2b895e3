// Reads the page's text, links and fields, and hands on what might be a number. It reads only: no node is changed, none
// is given a listener.

"use strict";

behalf.walk ??= (() => {
  const { TEXT, LINK, BEFORE, AFTER, digit, fold, unfold, runs } = behalf.candidates;
  const { links, hosts } = behalf.scout;

  // The numbers, for a browser makes the objects that have them as constants only when they are asked for.
  const ELEMENT_NODE = 1;
  const TEXT_NODE = 3;
  const SHOW_TEXT = 4;
  /** A text is read in windows of this size, each with what stands before and after it. */
  const WINDOW = 16384;
  const AROUND = 256;
  /** How far a line is followed over inline elements, in nodes. */
  const HOPS = 48;
  /** How many candidates are taken from one text. */
  const MOST = 300;
  /** The longest text of a link that is painted whole. */
  const SHORT = 80;

  /** What stands around a text, added up. */
  const SKIP = 1;
  const LINKED = 2;
  const MARKED = 4;

  const set = (names) => new Set(names.split(" "));
  const skipped = set(
    "script style noscript template textarea select option datalist title head iframe object embed canvas video audio",
  );
  const code = set("code pre kbd samp");
  /** What ends a line by its name: the frequent ones, and those whose style does not tell. */
  const blocks = set("br button dd div dt h1 h2 h3 hr img input li p svg table tbody td th tr ul");
  const marked = "[itemprop~=telephone],[itemprop~=faxNumber],[property~=telephone],.tel,.p-tel";
  const fields = "input:read-only,input:disabled,textarea:read-only";
  const carrying = `${links},[itemprop~=telephone][content],${fields}`;
  const typed = set("text tel search email url number textarea");
  /** Of a text, link or field what was found there, so that what did not change is not asked again. */
  const kept = new WeakMap();
  /** Valid until something in the page changes. */
  let known = new Map();

  function own(element) {
    const name = element.localName;
    if (skipped.has(name)) {
      return SKIP;
    }
    // A document that is nothing but text is shown in a <pre>.
    if (code.has(name) && !walk.code && document.contentType !== "text/plain") {
      return SKIP;
    }
    if (!element.hasAttributes()) {
      return 0;
    }
    const editable = element.getAttribute("contenteditable");
    if ((editable !== null && editable !== "false") || element.matches("[aria-hidden=true],[role=textbox]")) {
      return SKIP;
    }
    return (kept.get(element)?.list[0]?.stands ? LINKED : 0) | (element.matches(marked) ? MARKED : 0);
  }

  /** The flags of an element with those of all around it. A loop: pages nest as deep as they like. */
  function flags(element) {
    const path = [];
    let sum;
    for (let at = element; at; at = at.parentNode ?? at.host) {
      sum = known.get(at);
      if (sum !== undefined) {
        break;
      }
      path.push(at);
    }
    sum ??= 0;
    while (path.length) {
      const at = path.pop();
      sum |= at.nodeType === ELEMENT_NODE ? own(at) : 0;
      known.set(at, sum);
    }
    return sum;
  }

  /** The next text of the same line: its node, and what is between. Null at the end of the line. */
  function neighbour(from, sibling, first) {
    let gap = "";
    /** Notes a border that is crossed; says whether the line ends there. */
    const ends = (element) => {
      if (element.nodeType !== ELEMENT_NODE) {
        return false;
      }
      const { display } = blocks.has(element.localName) ? { display: "block" } : getComputedStyle(element);
      if (display.startsWith("inline-")) {
        gap = " ";
      }
      return !display.startsWith("inline") && display !== "contents";
    };
    let node = from;
    for (let hops = 0; hops < HOPS; hops += 1) {
      let to = node[sibling];
      if (to === null) {
        to = node.parentNode;
        if (to === null || ends(to)) {
          return null;
        }
      } else {
        while (to.nodeType === ELEMENT_NODE && hops < HOPS) {
          if (skipped.has(to.localName) || ends(to)) {
            return null;
          }
          hops += 1;
          if (to[first] === null) {
            break;
          }
          to = to[first];
        }
        if (to.nodeType === TEXT_NODE) {
          return { node: to, gap };
        }
      }
      node = to;
    }
    return null;
  }

  /**
   * A window of a text with what stands around it on its line: `parts` says where in `text` each node begins, which may
   * be before it; what begins from `from` to `to` is the window's own.
   */
  function view(node, data, at) {
    const start = Math.max(0, at - AROUND);
    let text = data.slice(start, at + WINDOW + AROUND);
    let parts = [[node, -start]];
    let from = at - start;
    let to = from + Math.min(WINDOW, data.length - at);
    const alone = node.previousSibling === null && node.nextSibling === null && blocks.has(node.parentNode?.localName);
    if (!alone && at === 0) {
      for (let next = node; from < AROUND && (next = neighbour(next, "previousSibling", "lastChild")); next = next.node) {
        const added = next.node.data.slice(-AROUND) + next.gap;
        text = added + text;
        from += added.length;
        to += added.length;
        parts = parts.map(([one, begins]) => [one, begins + added.length]);
        parts.unshift([next.node, Math.min(0, AROUND - next.node.length)]);
      }
    }
    if (!alone && at + WINDOW >= data.length) {
      for (let next = node; text.length < to + AROUND && (next = neighbour(next, "nextSibling", "firstChild")); next = next.node) {
        text += next.gap;
        parts.push([next.node, text.length]);
        text += next.node.data.slice(0, AROUND);
      }
    }
    return { text, parts, from, to };
  }

  const line = (text) => `${fold(text.slice(0, BEFORE)).trim()}\n`;

  /** The heading of the column, or else the text before: a word on what a cell or a line holds. */
  function context(node) {
    const cell = node.parentElement?.closest("td");
    const first = cell?.closest("table")?.rows[0];
    const heading = first?.cells[cell.cellIndex];
    if (heading?.localName === "th" && first.cells.length > 1) {
      return line(heading.textContent);
    }
    const texts = document.createTreeWalker(node.getRootNode(), SHOW_TEXT);
    texts.currentNode = node;
    for (let tries = 0; tries < 4 && texts.previousNode(); tries += 1) {
      const { data, parentNode } = texts.currentNode;
      if (/\S/.test(data) && !skipped.has(parentNode.localName)) {
        return line(data.slice(-BEFORE));
      }
    }
    return "";
  }

  /** The candidates that begin in a window of a text. */
  function inText(node, data, at) {
    const { text, parts, from, to } = view(node, data, at);
    const found = [];
    for (const [start, end] of runs(text)) {
      const first = start + text.slice(start, end).search(digit);
      if (first < from || first >= to) {
        continue;
      }
      const inside = parts.filter(([one, begins], index) => begins < end && (parts[index + 1]?.[1] ?? Infinity) > start);
      const sum = inside.reduce((flagged, [one]) => flagged | flags(one.parentNode), 0);
      if (sum & (SKIP | LINKED)) {
        continue;
      }
      const raw = text.slice(start, end);
      const before = text.slice(Math.max(0, start - BEFORE), start);
      found.push({
        node,
        parts: inside.map(([one, begins]) => [one, begins - start]),
        raw,
        text: fold(raw),
        before: ((start < AFTER ? context(parts[0][0]) : "") + fold(before)).slice(-BEFORE),
        after: fold(text.slice(end, end + AFTER)),
        kind: sum & MARKED ? "Marked" : "Text",
      });
    }
    return found;
  }

  /** What a link, a marked element or a field holds. */
  function inCarrier(element) {
    if (typed.has(element.type) && "value" in element) {
      return inField(element);
    }
    const link = element.matches(links);
    const text = link ? element.getAttribute("href").slice(0, LINK) : (element.getAttribute("content") ?? "").slice(0, TEXT);
    if (!digit.test(text) || flags(element.parentNode) & SKIP) {
      return [];
    }
    // While it stands, its text is left alone: until the background says that this is no number.
    return [{ carrier: element, stands: true, text, before: "", after: "", kind: link ? "Link" : "Marked" }];
  }

  function inField(element) {
    const value = element.value.slice(0, WINDOW);
    const label = element.labels?.[0]?.textContent ?? element.getAttribute("aria-label") ?? "";
    return runs(value)
      .slice(0, 1)
      .map(([start, end]) => ({
        carrier: element,
        text: fold(value.slice(start, end)),
        before: (line(label) + fold(value.slice(0, start))).slice(-BEFORE),
        after: fold(value.slice(end, end + AFTER)),
        kind: "Text",
      }));
  }

  /** What the background's verdict hangs on. */
  function keyed(candidate) {
    const { kind, before, text, after } = candidate;
    candidate.key = `${kind}\n${before}\n${text}\n${after}`;
    return candidate;
  }

  /** Hands on what is new in a node, and takes back what was there before. */
  function settle(node, list, to) {
    const before = kept.get(node);
    if (!before && list.length === 0) {
      return;
    }
    list.forEach(keyed);
    const key = list.map(({ key, parts }) => `${parts?.map(([, at]) => at)}\n${key}`).join("\n");
    if (before?.key === key) {
      return;
    }
    before?.list.forEach(to.drop);
    kept.set(node, { key, list });
    list.forEach(to.add);
  }

  /**
   * A walk through all of a text or an element, in steps.
   * @param {{ add, drop, host }} to hears of candidates, and of elements that may have a shadow root
   * @param {Node | null} from where to begin, if not with the first
   */
  function through(root, to, from = null) {
    const texts = document.createTreeWalker(root, SHOW_TEXT);
    texts.currentNode = from ?? root;
    let carriers = null;
    let node = root.nodeType === TEXT_NODE ? root : null;
    let at = 0;
    let list = [];
    // Fetched once: Firefox copies it each time.
    let data = node?.data;
    /** Goes on until a time; says whether it is through. */
    return (until) => {
      if (carriers === null && !node) {
        carriers = [root, ...root.querySelectorAll(`${carrying},${hosts}`)];
        for (const element of carriers) {
          to.host(element);
          if (element.matches(carrying) || kept.has(element)) {
            settle(element, inCarrier(element), to);
            known.clear();
          }
        }
      }
      for (let count = 1; ; count += 1) {
        if (node === null) {
          node = texts.nextNode();
          if (node === null) {
            return true;
          }
          ({ data } = node);
        }
        if (digit.test(data) && !(data.length > WINDOW && flags(node.parentNode) & SKIP)) {
          list.push(...inText(node, data, at));
          at += WINDOW;
        } else {
          at = Infinity;
        }
        if (at >= data.length || list.length > MOST) {
          settle(node, list, to);
          node = null;
          at = 0;
          list = [];
        }
        if ((at || count % 8 === 0) && performance.now() > until) {
          return false;
        }
      }
    };
  }

  const span = (startContainer, startOffset, endContainer, endOffset) => ({ startContainer, startOffset, endContainer, endOffset });

  /** Where in the page a part of a candidate's text is: what a range is made of; null if it cannot be painted. */
  function place({ carrier, parts, raw }, start, end) {
    if (carrier) {
      return placeOf(carrier);
    }
    const spot = (offset, before) => {
      const at = unfold(raw, offset);
      const [node, begins] = parts.findLast(([, begins]) => (before ? begins < at : begins <= at)) ?? parts[0];
      return [node, Math.max(0, Math.min(at - begins, node.length))];
    };
    return span(...spot(start, false), ...spot(end, true));
  }

  /** Of a link the number that it shows, or all of its text, if that is short. */
  function placeOf(carrier) {
    const texts = document.createTreeWalker(carrier, SHOW_TEXT);
    const nodes = [];
    while (!("value" in carrier) && nodes.length < HOPS && texts.nextNode()) {
      if (/\S/.test(texts.currentNode.data)) {
        nodes.push(texts.currentNode);
      }
    }
    const numbers = nodes.flatMap((node) => runs(node.data.slice(0, WINDOW)).map(([start, end]) => ({ node, start, end })));
    if (numbers.length === 1) {
      const [{ node, start, end }] = numbers;
      return span(node, start, node, end);
    }
    const [first, last] = [nodes[0], nodes.at(-1)];
    if (!first || nodes.reduce((length, node) => length + node.length, 0) > SHORT) {
      return null;
    }
    return span(first, first.data.search(/\S/), last, last.data.trimEnd().length);
  }

  const walk = {
    /** Whether to look into code; from the rules. */
    code: false,
    ELEMENT_NODE,
    TEXT_NODE,
    fields,
    through,
    place,
    isSkipped: (element) => (flags(element) & SKIP) !== 0,
    /** Reads a field again, which may hold another value than when it was met. */
    field: (element, to) => settle(element, inCarrier(element), to),
    /** Lets go of a candidate, so that it is found again where it still stands. */
    lose: ({ carrier, node }) => kept.delete(carrier ?? node),
    forget() {
      known = new Map();
    },
  };
  return walk;
})();
