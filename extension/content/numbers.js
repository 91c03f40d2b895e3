// The numbers of this frame: what was judged to be one, where it stands, and how it is painted. A number is painted by
// name in the browser's own registry; its node knows nothing of it.

"use strict";

behalf.numbers ??= (() => {
  const { walk } = behalf;
  /** The name in `content.css`, which has one tone for light and dark pages. */
  const PAINT = "behalf-number";

  const all = new Set();
  /** The numbers whose text begins or ends right in an element, and those of a link or field. */
  const inside = new WeakMap();
  let paint = null;

  const show = ((range) => {
    if (!paint && globalThis.Highlight) {
      paint = new Highlight();
      CSS.highlights.set(PAINT, paint);
    }
    paint?.add(range);
  });

  /** What holds a number: where the pointer meets it. */
  const holders = ((carrier, { startContainer, endContainer }) => {
    return [...new Set(carrier ? [carrier] : [startContainer.parentElement, endContainer.parentElement])].filter(Boolean);
  });

  // Static, as live ranges would slow every change of the page.
  const keep = ((candidate, { number, shown, texts }, span, more = []) => {
    const range = span && new StaticRange(span);
    const kept = { candidate, number, shown, texts, more, range, holders: holders(candidate.carrier, span ?? {}) };
    (candidate.numbers ??= []).push(kept);
    all.add(kept);
    for (const holder of kept.holders) {
      inside.set(holder, (inside.get(holder) ?? new Set()).add(kept));
    }
    if (span) {
      show(range);
    }
  });

  function drop(candidate) {
    candidate.dead = true;
    for (const number of candidate.numbers ?? []) {
      all.delete(number);
      if (number.range) {
        paint?.delete(number.range);
      }
      number.holders.forEach((holder) => inside.get(holder)?.delete(number));
    }
  }

  /** Drops a number so that it is found again, where it still stands. */
  function lose({ candidate }) {
    drop(candidate);
    walk.lose(candidate);
  }

  const stands = ({ candidate: { carrier }, range }) =>
    carrier ? carrier.isConnected : range.startContainer.isConnected && range.endContainer.isConnected;

  /** The rectangles of its text, or of its field. */
  function rects(number) {
    const { carrier } = number.candidate;
    if (number.range === null) {
      return [...carrier.getClientRects()];
    }
    try {
      const { startContainer, startOffset, endContainer, endOffset } = number.range;
      const live = document.createRange();
      live.setStart(startContainer, startOffset);
      live.setEnd(endContainer, endOffset);
      return [...live.getClientRects()].filter(({ width, height }) => width && height);
    } catch {
      // The text has become shorter, and is about to be read again.
      return [];
    }
  }

  const forEach = (which, what) => [...all].filter(which).forEach(what);

  return {
    all,
    drop,
    lose,
    rects,
    add: ((candidate, hits) => {
      if (candidate.carrier) {
        // Of a link the first of its recipients stands for all.
        const [first, ...others] = hits;
        keep(candidate, first, walk.place(candidate), others.map(({ number }) => number));
      } else {
        hits.forEach(((hit) => keep(candidate, hit, walk.place(candidate, hit.start, hit.end))));
      }
    }),
    inside: (element) => [...(inside.get(element) ?? [])],
    /** Can it be seen, as far as its element and its place tell? What no slot shows has none. */
    seen: (number) =>
      stands(number) &&
      number.holders[0]?.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
      rects(number).length > 0,
    /** Lets go of what is no longer in the page. */
    sweep: () => forEach((number) => !stands(number), lose),
    dropIn: (element) => forEach((number) => element.contains(number.holders[0]), lose),
    clear() {
      forEach(() => true, lose);
      // A newer instance may have taken the name over.
      if (paint && CSS.highlights.get(PAINT)?.size === 0) {
        CSS.highlights.delete(PAINT);
      }
      paint = null;
    },
  };
})();
