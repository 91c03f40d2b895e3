// Walks the page's text and links, in steps that can be left at any time, and hands on what might be a number. It reads
// only: no node is changed, none is given a listener.

"use strict";

behalf.walk ??= (() => {
  const { TEXT, BEFORE, AFTER, digit, fold, unfold, runs, inLink } = behalf.candidates;

  /** A longer text is read in windows of this size; what crosses from one to the next is met again in the next. */
  const WINDOW = 16384;
  /** How far a line of text is followed over inline elements, in nodes and in UTF-16 units. */
  const HOPS = 64;
  const LINE = 2048;
  const BEHIND = 256;
  /** How many nodes are visited between two looks at the clock. */
  const NODES = 16;

  /** What stands between the root and a text, added up. */
  const SKIP = 1;
  const LINKED = 2;
  const MARKED = 4;

  const set = (names) => new Set(names.split(" "));
  const skipped = set(
    "script style noscript template textarea select option datalist title head iframe frame object embed canvas video audio math",
  );
  const code = set("code pre kbd samp tt var");
  /** What ends a line by its name. All else is taken as inline until its style says otherwise. */
  const blocks = set(
    "address article aside blockquote body br button center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html img input legend li main menu meter nav ol optgroup output p picture progress search section slot summary svg table caption colgroup tbody td tfoot th thead tr ul " +
      [...skipped].join(" "),
  );
  const links = ["tel:", "sms:", "smsto:", "whatsapp:", "https://wa.me/", "http://wa.me/", "//wa.me/"]
    .map((start) => `a[href^="${start}" i],area[href^="${start}" i]`)
    .concat('a[href*=".whatsapp.com/send" i]')
    .join();
  const fields = "input:is(:read-only,:disabled),textarea:is(:read-only,:disabled)";
  const carrying = `${links},[itemprop~=telephone][content],${fields}`;
  const typed = set("text tel search email url number");
  /** What may have a shadow root: custom elements, and a few plain ones. The rest is named, for it is the bulk. */
  const hosts =
    ":not(a,abbr,b,br,button,caption,code,col,dd,dl,dt,em,form,g,hr,i,iframe,img,input,label,li,link,mark,meta,ol,option,path,picture,pre,s,script,select,small,source,strong,style,sub,sup,svg,table,tbody,td,textarea,tfoot,th,thead,time,tr,u,ul,use)";

  /** Whether to look inside of code; from the rules. */
  let inCode = false;
  /** The candidates of a text node, so that what did not change is not asked again. Held by their nodes. */
  const kept = new WeakMap();
  /** What a link, a marked element or a field carries. */
  const carriers = new WeakMap();

  // Valid for one step; attributes and styles may change after it.
  let known = new Map();
  let displays = new Map();
  let headers = new Map();

  const forget = () => {
    known = new Map();
    displays = new Map();
    headers = new Map();
  };

  const own = (element) => {
    const name = element.localName;
    if (skipped.has(name)) {
      return SKIP;
    }
    if (!element.hasAttributes()) {
      return !inCode && code.has(name) ? SKIP : 0;
    }
    if (carriers.get(element)?.stands) {
      return LINKED;
    }
    // A document that is nothing but text is shown in a <pre>.
    if (!inCode && code.has(name) && element.ownerDocument.contentType !== "text/plain") {
      return SKIP;
    }
    const editable = element.getAttribute("contenteditable");
    if (
      element.getAttribute("aria-hidden") === "true" ||
      (editable !== null && editable !== "false") ||
      element.getAttribute("role") === "textbox"
    ) {
      return SKIP;
    }
    const classes = element.classList;
    return /(?:^|\s)telephone(?:\s|$)/.test(element.getAttribute("itemprop") ?? "") ||
      (classes.length && (classes.contains("tel") || classes.contains("p-tel")))
      ? MARKED
      : 0;
  };

  /** The flags of an element with those of all around it. A loop: pages may nest as deep as they like. */
  const flags = (element) => {
    const path = [];
    let sum;
    for (let at = element; at !== null; ) {
      if (at.nodeType !== Node.ELEMENT_NODE) {
        at = at.host ?? null;
        continue;
      }
      sum = known.get(at);
      if (sum !== undefined) {
        break;
      }
      path.push(at);
      at = at.parentNode;
    }
    sum ??= 0;
    while (path.length) {
      const at = path.pop();
      sum |= own(at);
      known.set(at, sum);
    }
    return sum;
  };

  const display = (element) => {
    let value = displays.get(element);
    if (value === undefined) {
      value = getComputedStyle(element).display;
      displays.set(element, value);
    }
    return value;
  };

  /**
   * The next text of the same line, and the elements between.
   * @param {Node} from
   * @param {"next" | "previous"} way
   */
  const neighbour = (from, way) => {
    const [sibling, first] = way === "next" ? ["nextSibling", "firstChild"] : ["previousSibling", "lastChild"];
    const crossed = [];
    let node = from;
    for (let hops = 0; hops < HOPS; hops += 1) {
      let to = node[sibling];
      if (to === null) {
        to = node.parentNode;
        if (to === null || to.nodeType !== Node.ELEMENT_NODE || blocks.has(to.localName)) {
          return null;
        }
        crossed.push(to);
        node = to;
        continue;
      }
      while (to.nodeType === Node.ELEMENT_NODE) {
        if (blocks.has(to.localName)) {
          return null;
        }
        crossed.push(to);
        const inner = to[first];
        if (inner === null || hops > HOPS) {
          break;
        }
        hops += 1;
        to = inner;
      }
      if (to.nodeType === Node.TEXT_NODE) {
        return to.length > WINDOW ? null : { node: to, crossed };
      }
      node = to;
    }
    return null;
  };

  /** What stands between two texts: nothing, a gap, or the end of the line (null). */
  const between = (crossed) => {
    let gap = "";
    for (const element of crossed) {
      const how = display(element);
      if (how.startsWith("inline-")) {
        gap = " ";
      } else if (how !== "inline" && how !== "contents") {
        return null;
      }
    }
    return gap;
  };

  /** The line of text around a node: its nodes, where each begins, and whether it was cut off at an end. */
  const line = (node) => {
    const nodes = [node];
    const starts = [0];
    let text = node.data;
    let behind = false;
    let ahead = false;
    for (let at = node; ; ) {
      const found = neighbour(at, "previous");
      const gap = found && between(found.crossed);
      if (found === null || gap === null) {
        break;
      }
      at = found.node;
      const added = at.data + gap;
      text = added + text;
      nodes.unshift(at);
      for (let index = 0; index < starts.length; index += 1) {
        starts[index] += added.length;
      }
      starts.unshift(0);
      if (starts[nodes.indexOf(node)] > BEHIND || nodes.length > HOPS) {
        behind = true;
        break;
      }
    }
    for (let at = node; ; ) {
      const found = neighbour(at, "next");
      const gap = found && between(found.crossed);
      if (found === null || gap === null) {
        break;
      }
      if ((text.length > LINE || nodes.length > 2 * HOPS) && nodes.at(-1) !== node) {
        ahead = true;
        break;
      }
      at = found.node;
      text += gap;
      nodes.push(at);
      starts.push(text.length);
      text += at.data;
    }
    return { nodes, starts, text, behind, ahead };
  };

  /** The node of a line, and the place in it; an end belongs to the node before a border. */
  const locate = ({ nodes, starts }, offset, end) => {
    let index = nodes.length - 1;
    while (index > 0 && (end ? starts[index] >= offset : starts[index] > offset)) {
      index -= 1;
    }
    return { index, node: nodes[index], offset: Math.min(offset - starts[index], nodes[index].length) };
  };

  /** The heading of the column that an element is in, for a word on what the column holds. */
  const heading = (element) => {
    let cell = element;
    for (let up = 0; cell !== null && cell.localName !== "td"; up += 1, cell = cell.parentElement) {
      if (up === 3) {
        return "";
      }
    }
    const table = cell?.parentElement?.parentElement?.parentElement;
    if (table?.localName !== "table") {
      return "";
    }
    let columns = headers.get(table);
    if (columns === undefined) {
      const cells = table.rows[0]?.cells ?? [];
      const titled = cells.length > 1 && [...cells].every((one) => one.localName === "th");
      columns = titled ? [...cells].slice(0, 200).map((one) => fold(one.textContent.slice(0, BEFORE)).trim()) : [];
      headers.set(table, columns);
    }
    return columns.length ? (columns[cell.cellIndex] ?? "") : "";
  };

  /** Drops of what a node had all that is not found again, and keeps what did not change. */
  const reconcile = (node, from, to, now, { drop, again }) => {
    const before = kept.get(node);
    if (before === undefined) {
      if (now.length) {
        kept.set(node, now);
      }
      return now;
    }
    const added = [];
    const stay = before.filter((one) => one.start < from || one.start >= to);
    const left = new Set(before.filter((one) => one.start >= from && one.start < to));
    for (const one of now) {
      const same = [...left].find(
        (other) =>
          other.start === one.start &&
          other.endNode === one.endNode &&
          other.end === one.end &&
          other.text === one.text &&
          other.before === one.before &&
          other.after === one.after &&
          other.kind === one.kind,
      );
      if (same && !same.dead) {
        left.delete(same);
        stay.push(same);
        again(same);
      } else {
        stay.push(one);
        added.push(one);
      }
    }
    left.forEach(drop);
    kept.set(node, stay);
    return added;
  };

  /**
   * One walk through a root: a text, an element, a shadow root, the body.
   *
   * `to` hears of what is found: `add(candidate)`, `drop(candidate)`, `again(candidate)` for what was found before,
   * `root(shadowRoot)`, `host(element)` for what may yet get a shadow root.
   */
  class Walk {
    #root;
    #to;
    #again;
    #left;
    #walker = null;
    #specials = null;
    #text = null;
    #at = 0;
    #visited = null;
    #earlier = ["", ""];

    /** @param {{ again?: boolean, from?: Node, most?: number, visited?: Set<Node> }} options again: it was walked before */
    constructor(root, to, { again = false, from = null, most = Infinity, visited = null } = {}) {
      this.#root = root;
      this.#to = to;
      this.#again = again;
      this.#left = most;
      this.#visited = visited;
      if (from !== null) {
        this.#specials = [];
        this.#walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
        this.#walker.currentNode = from;
      }
    }

    /** Goes on until `until`, a time; says whether it is through. */
    step(until) {
      if (!this.#root.isConnected) {
        return true;
      }
      if (this.#root.nodeType === Node.TEXT_NODE) {
        return this.#texts(until);
      }
      return this.#elements(until) && this.#texts(until);
    }

    #elements(until) {
      if (this.#specials === null) {
        if (flags(this.#root) & SKIP) {
          this.#specials = [];
          this.#left = 0;
          if (this.#again) {
            this.#to.hidden(this.#root);
          }
          return true;
        }
        const all = `${hosts},${carrying}`;
        this.#specials = [...this.#root.querySelectorAll(all)];
        if (this.#root.nodeType === Node.ELEMENT_NODE) {
          this.#specials.unshift(this.#root);
        }
      }
      for (; this.#at < this.#specials.length; this.#at += 1) {
        if (this.#at % NODES === NODES - 1 && performance.now() > until) {
          return false;
        }
        const element = this.#specials[this.#at];
        const shadow = element.shadowRoot;
        if (shadow) {
          this.#to.root(shadow);
        } else if (element.localName.includes("-")) {
          this.#to.host(element);
        }
        if (element.matches(carrying) || carriers.has(element)) {
          this.#carrier(element);
        }
      }
      this.#at = 0;
      this.#specials = [];
      known.clear();
      return true;
    }

    #carrier(element) {
      const before = carriers.get(element);
      const what = flags(element.parentNode) & SKIP ? null : carried(element);
      if (before && what && before.key === what.key && !before.dead) {
        this.#to.again(before);
        return;
      }
      if (before) {
        this.#to.drop(before);
        carriers.delete(element);
      }
      if (what) {
        carriers.set(element, what);
        this.#to.add(what);
      }
    }

    #texts(until) {
      if (this.#walker === null) {
        this.#walker = document.createTreeWalker(this.#root, NodeFilter.SHOW_TEXT);
        if (this.#root.nodeType === Node.TEXT_NODE && !this.#visit(this.#root, until)) {
          return false;
        }
      }
      if (this.#text !== null && !this.#windows(until)) {
        return false;
      }
      for (let visits = 1; this.#left > 0; visits += 1) {
        if (visits % NODES === 0 && performance.now() > until) {
          return false;
        }
        const node = this.#walker.nextNode();
        if (node === null) {
          return true;
        }
        this.#left -= 1;
        if (this.#visited?.has(node)) {
          return true;
        }
        this.#visited?.add(node);
        if (!this.#visit(node, until)) {
          return false;
        }
      }
      return true;
    }

    /** Says whether there is time for more. */
    #visit(node, until) {
      const text = node.data;
      if (!digit.test(text)) {
        if (this.#again) {
          reconcile(node, 0, Infinity, [], this.#to);
        }
        this.#remember(text);
        return true;
      }
      if (text.length > WINDOW) {
        this.#text = { node, text, at: 0 };
        return this.#windows(until);
      }
      const parent = node.parentNode;
      const alone = node.previousSibling === null && node.nextSibling === null && blocks.has(parent?.localName);
      if (alone || parent === null) {
        this.#line({ nodes: [node], starts: [0], text, behind: false, ahead: false });
      } else {
        const found = line(node);
        this.#line(found);
        // The last of a line that was cut off begins the next.
        this.#walker.currentNode = found.nodes.at(found.ahead ? -2 : -1);
      }
      this.#remember(text);
      return true;
    }

    #remember(text) {
      this.#earlier[1] = this.#earlier[0];
      this.#earlier[0] = text;
    }

    /** What came before a line: the heading of its column, or else the text before. */
    #context(node) {
      const earlier = /\S/.test(this.#earlier[0]) ? this.#earlier[0] : this.#earlier[1];
      const title = heading(node.parentElement) || fold(earlier.slice(-BEFORE)).trim();
      return title ? `${title}\n` : "";
    }

    #line(found) {
      const { nodes, text, behind, ahead } = found;
      const spans = runs(text);
      if (spans.length === 0 && !this.#again && !nodes.some((node) => kept.has(node))) {
        return;
      }
      const of = nodes.map(() => []);
      const all = nodes.map((node) => (node.parentNode ? flags(node.parentNode) : 0));
      let context;
      for (const [from, to] of spans) {
        // Cut off, so it was, or will be, found with the part that is missing here.
        if ((behind && from === 0) || (ahead && to === text.length)) {
          continue;
        }
        const start = locate(found, from, false);
        const end = locate(found, to, true);
        let sum = 0;
        for (let index = start.index; index <= end.index; index += 1) {
          sum |= all[index];
        }
        if (sum & (SKIP | LINKED)) {
          continue;
        }
        let before = text.slice(Math.max(0, from - BEFORE), from);
        if (from < BEFORE / 2) {
          context ??= this.#context(nodes[0]);
          before = context + before;
        }
        const raw = text.slice(from, to);
        const folded = fold(raw);
        of[start.index].push({
          node: start.node,
          start: start.offset,
          endNode: end.node,
          end: end.offset,
          line: nodes.length > 1 || folded !== raw ? { found, from, raw } : null,
          text: folded,
          before: fold2(before).slice(-BEFORE),
          after: fold(text.slice(to, to + AFTER)),
          kind: sum & MARKED ? "Marked" : "Text",
          carrier: null,
        });
      }
      nodes.forEach((node, index) => {
        const edge = (behind && index === 0) || (ahead && index === nodes.length - 1);
        if (!edge || of[index].length) {
          reconcile(node, 0, Infinity, of[index], this.#to).forEach(this.#to.add);
        }
      });
    }

    #windows(until) {
      const { node, text } = this.#text;
      if (node.parentNode === null || flags(node.parentNode) & SKIP) {
        this.#text = null;
        return true;
      }
      const kind = flags(node.parentNode) & MARKED ? "Marked" : "Text";
      while (this.#text.at < text.length) {
        if (performance.now() > until) {
          return false;
        }
        const at = this.#text.at;
        const end = Math.min(at + WINDOW, text.length);
        const piece = text.slice(at, end);
        const spans = runs(piece);
        const last = end < text.length ? spans.at(-1) : undefined;
        // A run at the end of a window is read with the next, unless it fills this one.
        const cut = last && last[1] === piece.length && last[0] > WINDOW / 2 ? last[0] : piece.length;
        const now = [];
        for (const [from, to] of spans) {
          if (from >= cut) {
            break;
          }
          const raw = piece.slice(from, to);
          const folded = fold(raw);
          now.push({
            node,
            start: at + from,
            endNode: node,
            end: at + to,
            line: folded !== raw ? { found: { nodes: [node], starts: [0] }, from: at + from, raw } : null,
            text: folded,
            before: fold(piece.slice(Math.max(0, from - BEFORE), from)),
            after: fold(piece.slice(to, to + AFTER)),
            kind,
            carrier: null,
          });
        }
        reconcile(node, at, at + cut, now, this.#to).forEach(this.#to.add);
        this.#text.at = at + cut;
      }
      this.#text = null;
      return true;
    }
  }

  /** Folds space, but keeps the borders of blocks. */
  const fold2 = (text) => text.split("\n").map(fold).join("\n");

  /** What a link, a marked element or a field holds; null where that is no number. */
  const carried = (element) => {
    const name = element.localName;
    if (name === "input" || name === "textarea") {
      return inField(element);
    }
    const link = element.getAttribute("href");
    const found = link === null ? { numbers: [element.getAttribute("content") ?? ""], body: null } : inLink(link);
    const numbers = found?.numbers.filter((one) => digit.test(one)) ?? [];
    if (numbers.length === 0) {
      return null;
    }
    return {
      carrier: element,
      key: `${link} ${numbers}`,
      // Whoever looks for texts leaves those of a carrier alone, until the background says that it is none.
      stands: true,
      kind: link === null ? "Marked" : "Link",
      text: numbers[0].slice(0, TEXT),
      more: numbers.slice(1),
      before: "",
      after: "",
      body: found.body,
    };
  };

  const inField = (element) => {
    if (element.localName === "input" && !typed.has(element.type)) {
      return null;
    }
    const value = element.value.slice(0, WINDOW);
    const [span] = runs(value);
    if (!span) {
      return null;
    }
    const label = (element.labels?.[0]?.textContent ?? element.getAttribute("aria-label") ?? "").slice(0, BEFORE);
    return {
      carrier: element,
      key: value,
      stands: false,
      kind: "Text",
      text: fold(value.slice(...span)),
      more: [],
      before: `${fold(label).trim()}\n${fold(value.slice(0, span[0])).slice(-BEFORE)}`.slice(-BEFORE),
      after: fold(value.slice(span[1], span[1] + AFTER)),
      body: null,
    };
  };

  /** Where in the page a part of a candidate's text is: what a range is made of. */
  const place = (candidate, from, to) => {
    const { carrier, node, start, line: parts } = candidate;
    if (carrier) {
      return shownBy(carrier);
    }
    if (parts === null) {
      return { startContainer: node, startOffset: start + from, endContainer: node, endOffset: start + to };
    }
    const first = locate(parts.found, parts.from + unfold(parts.raw, from), false);
    const last = locate(parts.found, parts.from + unfold(parts.raw, to), true);
    return {
      startContainer: first.node,
      startOffset: first.offset,
      endContainer: last.node,
      endOffset: last.offset,
    };
  };

  /** Of a link the number that it shows, or else all of it, if that is short; nothing of a field. */
  const shownBy = (carrier) => {
    const texts = document.createTreeWalker(carrier, NodeFilter.SHOW_TEXT);
    const nodes = [];
    let length = 0;
    while (carrier.localName !== "input" && carrier.localName !== "textarea" && texts.nextNode()) {
      const { currentNode } = texts;
      length += currentNode.length;
      if (length > LINE || nodes.length > HOPS) {
        return null;
      }
      if (/\S/.test(currentNode.data)) {
        nodes.push(currentNode);
      }
    }
    if (nodes.length === 0) {
      return null;
    }
    const starts = [];
    let text = "";
    for (const node of nodes) {
      starts.push(text.length);
      text += node.data;
    }
    const spans = runs(text);
    if (spans.length !== 1 && text.trim().length > 80) {
      return null;
    }
    const [from, to] =
      spans.length === 1 ? spans[0] : [text.length - text.trimStart().length, text.trimEnd().length];
    const first = locate({ nodes, starts }, from, false);
    const last = locate({ nodes, starts }, to, true);
    return {
      startContainer: first.node,
      startOffset: first.offset,
      endContainer: last.node,
      endOffset: last.offset,
    };
  };

  return {
    Walk,
    flags,
    forget,
    carriers,
    place,
    fields,
    isSkipped: (element) => (flags(element) & SKIP) !== 0,
    set code(inside) {
      inCode = inside;
    },
  };
})();
