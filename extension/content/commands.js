// The two commands: to the number that is selected or nearest, and from one number to the next.

"use strict";

behalf.commands ??= (() => {
  const { TEXT, candidate, runs } = behalf.candidates;
  const { numbers, judge, point, walk } = behalf;
  /** How much of a text is read around a selection or a caret. */
  const AROUND = 1000;
  /** How long the agent waits while the page is read for a command, in milliseconds, and how many candidates are asked. */
  const PATIENCE = 60;
  const ASKED = 300;

  /** `Node.DOCUMENT_POSITION_FOLLOWING`. */
  const FOLLOWING = 4;

  let walked = null;

  const active = () => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) {
      element = element.shadowRoot.activeElement;
    }
    return element;
  };

  /** Where text is selected or the caret is: the text, and from where to where. A password is nobody's business. */
  const selected = () => {
    const field = active();
    if (typeof field?.selectionStart === "number" && field.type !== "password") {
      return { text: field.value, from: field.selectionStart, to: field.selectionEnd, holder: field };
    }
    const selection = getSelection();
    const { anchorNode: node, anchorOffset: from } = selection;
    const holder = node?.parentElement;
    if (!selection.isCollapsed) {
      const text = selection.toString();
      return { text, from: 0, to: text.length, holder };
    }
    return holder?.isContentEditable ? { text: node.data ?? "", from, to: from, holder } : null;
  };

  /** What is selected as a candidate, or else the one nearest the caret. */
  const atCaret = ({ text, from, to }) => {
    const base = from === to ? Math.max(0, from - AROUND) : from;
    const part = text.slice(base, from === to ? from + AROUND : to).slice(0, 2 * AROUND);
    const away = ({ start, end }) => Math.max(0, base + start - from, from - base - end);
    const spans = runs(part).sort((one, other) => away(one) - away(other));
    const { start = 0, end = from === to ? 0 : Math.min(part.length, TEXT) } = spans[0] ?? {};
    return candidate("Text", text, base + start, base + end);
  };

  /** The number that is selected or at the caret. */
  const meant = async () => {
    const where = selected();
    const asked = where && atCaret(where);
    const [[hit] = []] = (asked?.text.trim() && (await judge.verdict([asked]))) || [];
    const carrier = where?.holder ?? document.documentElement;
    return hit ? { ...hit, more: [], candidate: { carrier }, range: null, holders: [carrier] } : null;
  };

  /** Where the agent is: at what has the focus, or the pointer, or in the middle of the screen. */
  const here = () => {
    const { left, top, width, height } = active()?.getBoundingClientRect() ?? { width: 0 };
    const small = width * height > 0 && width * height < (innerWidth * innerHeight) / 4;
    return small ? { x: left + width / 2, y: top + height / 2 } : (point.pointer ?? { x: innerWidth / 2, y: innerHeight / 2 });
  };

  const distance = (number, { x, y }) => {
    const away = ({ left, right, top, bottom }) =>
      bottom > 0 && top < innerHeight ? Math.hypot(Math.max(0, left - x, x - right), Math.max(0, top - y, y - bottom)) : Infinity;
    return Math.min(...numbers.rects(number).map(away), Infinity);
  };

  const nearest = () => {
    const place = here();
    const near = [...numbers.all]
      .map((number) => ({ number, away: distance(number, place) }))
      .filter(({ number, away }) => away < Infinity && numbers.seen(number))
      .sort((one, other) => one.away - other.away);
    return near[0]?.number ?? null;
  };

  /** Reads on from a place in the page, at once, as far as time allows. */
  const read = async (from) => {
    const found = [];
    const step = walk.through(document.body, { ...behalf.scan.sink, add: (one) => found.push(one) }, from);
    step(performance.now() + PATIENCE);
    walk.forget();
    const batch = found.slice(0, ASKED);
    const lists = await judge.verdict(batch);
    batch.forEach((candidate, index) => behalf.main.heard(candidate, lists?.[index] ?? []));
  };

  const inOrder = (one, other) => {
    const [first, second] = [one.holders[0], other.holders[0]];
    if (first === second) {
      return (one.range?.startOffset ?? 0) - (other.range?.startOffset ?? 0);
    }
    return first.compareDocumentPosition(second) & FOLLOWING ? -1 : 1;
  };

  /** Sends to the number that is selected, or nearest. Says whether there was one. */
  const sendNearest = async () => {
    let number = await meant();
    if (!number) {
      if (!behalf.main.rules.paint) {
        await read(null);
      }
      number = nearest();
    }
    if (number) {
      behalf.main.suggest(number);
    }
    return number !== null;
  };

  /** Goes to the next number and shows what can be done with it. Says whether there is one. */
  const next = async () => {
    // What is far from the screen was not read yet.
    await read(walked && numbers.all.has(walked) ? (walked.range?.endContainer ?? walked.candidate.carrier) : null);
    const seen = [...numbers.all].filter(numbers.seen).sort(inOrder);
    const onScreen = seen.findIndex((one) => numbers.rects(one)[0]?.bottom > 0);
    const index = walked ? seen.indexOf(walked) + 1 : Math.max(0, onScreen);
    walked = seen[index % seen.length] ?? null;
    if (walked) {
      walked.holders[0].scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
      const { top, bottom } = numbers.rects(walked)[0] ?? { top: 0, bottom: 0 };
      if (top < 0 || bottom > innerHeight) {
        scrollBy({ top: top - innerHeight / 2, behavior: "instant" });
      }
      point.offer(walked, {}, true);
    }
    return walked !== null;
  };

  return { SendNearest: sendNearest, Walk: next };
})();
