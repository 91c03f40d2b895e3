// Reads the page's text, links and fields, and hands on what might be a number. It reads only: no node is changed, none
// is given a listener.
//
// Most of what this costs a page is that it runs for the first time: for each kind of node a browser learns each property
// anew. So nodes are asked little, and with selectors, which the browser has in its own language.

"use strict";

behalf.walk ??= (() => {
  const { TEXT, LINK, BEFORE, AFTER, digit, fold, unfold, candidate, runs } = behalf.candidates;
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

  /** What has texts that are no part of the page's. Of what is never shown (in a `canvas`) there is no place to tell it by. */
  const closed = "script,style,noscript,textarea,select,option,datalist,title";
  const skipped = `${closed},[aria-hidden=true],[role=textbox],[contenteditable]:not([contenteditable=false])`;
  const code = "code,pre,kbd,samp";
  /** What ends a line by its name: the frequent ones, and those whose style does not tell. */
  const blocks = new Set("br button dd div dt h1 h2 h3 hr img input li p svg table tbody td th tr ul".split(" "));
  const marked = "[itemprop~=telephone],[itemprop~=faxNumber],[property~=telephone],.tel,.p-tel";
  const fields = "input:read-only,input:disabled,textarea:read-only";
  const carrying = `${links},[itemprop~=telephone][content],${fields}`;
  const typed = new Set("text tel search email url number textarea".split(" "));
  /** All that is not plain text, and what is looked for in an element before its texts. */
  const unusual = `${skipped},${code},${marked},${carrying}`;
  const special = `${carrying},${hosts}`;
  /** Of a text, link or field what was found there, so that what did not change is not asked again. */
  const kept = new WeakMap();
  /** The flags of elements, valid until something in the page changes. */
  let known = new Map();

  const withCode = `${skipped},${code}`;
  /** A document that is nothing but text is shown in a <pre>. */
  const left = () => (walk.code || document.contentType === "text/plain" ? skipped : withCode);

  /** The flags of an element with those of all around it. */
  const flags = ((element) => {
    let sum = known.get(element);
    if (sum === undefined) {
      sum = 0;
      for (let at = element.closest ? element : element.host; at; at = at.getRootNode().host) {
        if (at.closest(unusual)) {
          sum |= (at.closest(left()) && SKIP) | (at.closest(marked) && MARKED);
          for (let carrier = at; (carrier = carrier?.closest(carrying)); carrier = carrier.parentElement) {
            sum |= kept.get(carrier)?.[0]?.stands && LINKED;
          }
        }
      }
      known.set(element, sum);
    }
    return sum;
  });

  /** The next text of the same line: its node, and what is between. Null at the end of the line. */
  function neighbour(from, sibling, first) {
    let gap = "";
    /** Notes a border that is crossed; says whether the line ends there. */
    const ends = (element) => {
      if (element.nodeType !== ELEMENT_NODE) {
        return false;
      }
      const name = element.localName;
      const { display } = blocks.has(name) ? { display: "block" } : getComputedStyle(element);
      if (display.startsWith("inline-") || name === "sup" || name === "sub") {
        gap = " ";
      }
      return !display.startsWith("inline") && display !== "contents";
    };
    let node = from;
    for (let hops = 0; hops < HOPS; hops += 1) {
      let to = node[sibling];
      if (!to) {
        to = node.parentNode;
        if (!to || ends(to)) {
          return null;
        }
      } else {
        while (to.nodeType === ELEMENT_NODE && hops < HOPS) {
          if (to.matches(closed) || ends(to)) {
            return null;
          }
          hops += 1;
          if (!to[first]) {
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

  /** What parts two texts: a number and the label of the next one are two words, whatever the page has between them. */
  const joint = (before, gap, after) => gap || (/\d$/.test(before) && /^[A-Za-z]/.test(after) ? " " : "");

  /**
   * A window of a text with what stands around it on its line: `parts` says where in `text` each node begins, which may
   * be before it; what begins from `from` to `to` is the window's own.
   */
  function view(node, data, at) {
    const start = Math.max(0, at - AROUND);
    let text = data.slice(start, at + WINDOW + AROUND);
    let parts = [{ node, begins: -start }];
    let from = at - start;
    let to = from + Math.min(WINDOW, data.length - at);
    if (at === 0) {
      for (let next = node; from < AROUND && (next = neighbour(next, "previousSibling", "lastChild")); next = next.node) {
        const begin = next.node.data.slice(-AROUND);
        const added = begin + joint(begin, next.gap, text);
        text = added + text;
        from += added.length;
        to += added.length;
        parts.forEach((part) => (part.begins += added.length));
        parts.unshift({ node: next.node, begins: Math.min(0, AROUND - next.node.length) });
      }
    }
    if (at + WINDOW >= data.length) {
      for (let next = node; text.length < to + AROUND && (next = neighbour(next, "nextSibling", "firstChild")); next = next.node) {
        text += joint(text, next.gap, next.node.data);
        parts.push({ node: next.node, begins: text.length });
        text += next.node.data.slice(0, AROUND);
      }
    }
    return { text, parts, from, to };
  }

  const line = ((text) => `${fold(text.slice(0, BEFORE)).trim()}\n`);

  /** The heading of the column, or else the text before: a word on what a cell or a line holds. */
  const context = ((node) => {
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
      if (/\S/.test(data) && !parentNode.matches?.(closed)) {
        return line(data.slice(-BEFORE));
      }
    }
    return "";
  });

  /** The country of an address beside a number, where they are of one thing by schema.org. */
  function country(element) {
    const named = element.closest("[itemscope]")?.querySelector("[itemprop~=addressCountry]");
    return named && (named.getAttribute("content") ?? named.textContent).trim().slice(0, BEFORE);
  }

  /** The candidates that begin in a window of a text. */
  const inText = ((node, data, at) => {
    const parent = node.parentNode;
    // The one text of a cell or a line has nothing beside it.
    const alone = data.length <= WINDOW && !node.previousSibling && !node.nextSibling && blocks.has(parent.localName);
    const { text, parts, from, to } = alone ? { text: data, parts: [{ node, begins: 0 }], from: 0, to: data.length } : view(node, data, at);
    const found = [];
    for (const { start, end } of runs(text)) {
      const raw = text.slice(start, end);
      const first = start + raw.search(digit);
      if (first < from || first >= to) {
        continue;
      }
      const inside = [];
      let sum = 0;
      for (let index = 0; index < parts.length; index += 1) {
        const { node, begins } = parts[index];
        if (begins < end && !(parts[index + 1]?.begins <= start)) {
          inside.push({ node, begins: begins - start });
          sum |= flags(node.parentNode);
        }
      }
      if (sum & (SKIP | LINKED)) {
        continue;
      }
      const label = start < AFTER ? context(parts[0].node) : "";
      const asked = sum & MARKED ? candidate("Marked", text, start, end, label, country(parent)) : candidate("Text", text, start, end, label);
      found.push({ node, parts: inside, at: inside.map(({ begins }) => begins).join(), raw, ...asked });
    }
    return found;
  });

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
    return [{ carrier: element, stands: true, ...candidate(link ? "Link" : "Marked", text, 0, LINK, "", country(element)) }];
  }

  function inField(element) {
    const value = element.value.slice(0, WINDOW);
    const label = element.labels?.[0]?.textContent ?? element.getAttribute("aria-label") ?? "";
    const [{ start, end } = {}] = element.matches(fields) ? runs(value) : [];
    return end ? [{ carrier: element, ...candidate("Text", value, start, end, line(label)) }] : [];
  }

  /** Hands on what is new in a node, and takes back what was there before. */
  const settle = ((node, list, to) => {
    const before = kept.get(node);
    const isSame = ({ key, at }, index) => key === list[index]?.key && at === list[index].at;
    if (before ? before.length === list.length && before.every(isSame) : !list.length) {
      return;
    }
    before?.forEach(to.drop);
    kept.set(node, list);
    list.forEach(to.add);
  });

  /** Reads a link, a marked element or a field. */
  function carrier(element, to) {
    settle(element, inCarrier(element), to);
    known.clear();
  }

  /** Reads what an element has beside its texts. */
  const besides = ((root, to) => {
    const self = root.matches(special);
    // Mostly there is nothing, which costs less to ask than to list.
    if (!self && !root.querySelector(special)) {
      return;
    }
    for (const element of [...(self ? [root] : []), ...root.querySelectorAll(special)]) {
      to.host(element);
      if (element.matches(carrying)) {
        carrier(element, to);
      }
    }
  });

  /**
   * A walk through all of a text or an element, in steps.
   * @param {{ add, drop, host }} to hears of candidates, and of elements that may have a shadow root
   * @param {Node | null} from where to begin, if not with the first
   */
  const through = ((root, to, from = null) => {
    const texts = document.createTreeWalker(root, SHOW_TEXT);
    texts.currentNode = from ?? root;
    let node = root.nodeType === TEXT_NODE ? root : null;
    let begun = node !== null;
    // Fetched once: Firefox copies it each time.
    let data = node?.data;
    let at = 0;
    let list = [];
    /** Goes on until a time; says whether it is through. */
    return ((until) => {
      if (!begun) {
        begun = true;
        besides(root, to);
      }
      for (let count = 1; ; count += 1) {
        if (!node) {
          node = texts.nextNode();
          if (!node) {
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
    });
  });

  const span = ((startContainer, startOffset, endContainer, endOffset) => ({ startContainer, startOffset, endContainer, endOffset }));

  /** Where in the page a part of a candidate's text is: what a range is made of; null if it cannot be painted. */
  const place = (({ carrier, parts, raw, text }, start, end) => {
    if (carrier) {
      return placeOf(carrier);
    }
    const spot = ((offset, before) => {
      const at = unfold(raw, text, offset);
      const { node, begins } = parts.findLast(({ begins }) => (before ? begins < at : begins <= at)) ?? parts[0];
      return { node, at: Math.max(0, Math.min(at - begins, node.length)) };
    });
    const from = spot(start, false);
    const to = spot(end, true);
    return span(from.node, from.at, to.node, to.at);
  });

  /** Of a link the number that it shows, or all of its text, if that is short. */
  function placeOf(carrier) {
    const texts = document.createTreeWalker(carrier, SHOW_TEXT);
    const nodes = [];
    while (!("value" in carrier) && nodes.length < HOPS && texts.nextNode()) {
      if (/\S/.test(texts.currentNode.data)) {
        nodes.push(texts.currentNode);
      }
    }
    const numbers = nodes.flatMap((node) => runs(node.data.slice(0, WINDOW)).map((run) => ({ node, ...run })));
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
    fields,
    through,
    place,
    /** Is all in this element left alone, as far as it tells itself? */
    isSkipped: ((element) => element.matches(unusual) && element.matches(left())),
    carrier,
    /** What was a link, a marked element or a field may be none any more. */
    again(element, to) {
      if (kept.has(element)) {
        carrier(element, to);
      }
    },
    /** Lets go of a candidate, so that it is found again where it still stands. */
    lose: ({ carrier, node }) => kept.delete(carrier ?? node),
    forget() {
      known = new Map();
    },
  };
  return walk;
})();
