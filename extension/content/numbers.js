// The numbers of this frame: what was judged to be one, where it stands, and how it is painted. A number is painted by
// name in the browser's own registry; its node knows nothing of it.

"use strict";

behalf.numbers ??= (() => {
  const { place } = behalf.walk;
  /** The name in `content.css`. */
  const PAINT = "behalf-number";
  /**
   * Up to so many are painted wherever they are. Of more, those near the screen: a browser goes through all that are
   * painted whenever the page changes, and ten thousand would cost it 90 ms each time.
   */
  const FEW = 300;
  /** How near, in heights of the screen. */
  const NEAR = 1;

  const all = new Set();
  /** The numbers whose text begins or ends right in an element, and those of a link or field. */
  const inside = new WeakMap();
  const paint = "highlights" in CSS && typeof Highlight === "function" ? new Highlight() : null;
  let crowded = false;

  const show = () => {
    if (paint && !CSS.highlights.has(PAINT)) {
      CSS.highlights.set(PAINT, paint);
    }
  };

  const note = (element, number) => {
    if (element === null) {
      return;
    }
    const noted = inside.get(element);
    if (noted) {
      noted.add(number);
    } else {
      inside.set(element, new Set([number]));
    }
  };

  const paintIt = (number) => {
    if (paint && number.range && !number.painted) {
      paint.add(number.range);
      number.painted = true;
    }
  };

  const unpaint = (number) => {
    if (number.painted) {
      paint.delete(number.range);
      number.painted = false;
    }
  };

  /** A range that can be measured: those that are painted are static, as live ones would slow every change of the page. */
  const live = ({ range }) => {
    if (range === null || !range.startContainer.isConnected || !range.endContainer.isConnected) {
      return null;
    }
    try {
      const measured = document.createRange();
      measured.setStart(range.startContainer, range.startOffset);
      measured.setEnd(range.endContainer, range.endOffset);
      return measured;
    } catch {
      // Shorter than it was; the walk will be told.
      return null;
    }
  };

  const home = (number) => number.candidate.carrier ?? number.range.startContainer.parentElement;

  const isNear = (number) => {
    const holder = home(number);
    if (holder === null) {
      return false;
    }
    const rect = (inside.get(holder)?.size > 4 ? live(number) : null) ?? holder;
    const { top, bottom } = rect.getBoundingClientRect();
    return bottom > -NEAR * innerHeight && top < (1 + NEAR) * innerHeight;
  };

  /** Paints what is near the screen, and only that. A job for the idle time. */
  const nearby = () => {
    const left = all.values();
    return {
      step(until) {
        for (let count = 1; ; count += 1) {
          const { value: number, done } = left.next();
          if (done) {
            return true;
          }
          (isNear(number) ? paintIt : unpaint)(number);
          if (count % 32 === 0 && performance.now() > until) {
            return false;
          }
        }
      },
    };
  };

  const add = (candidate, hits) => {
    if (candidate.carrier) {
      const [hit] = hits;
      const range = place(candidate);
      keep(candidate, hit, range);
      return;
    }
    for (const hit of hits) {
      keep(candidate, hit, place(candidate, hit.start, hit.end));
    }
  };

  const keep = (candidate, { number, shown, texts }, span) => {
    const range = span && new StaticRange(span);
    const kept = { candidate, range, painted: false, number, shown, texts, more: [] };
    candidate.numbers ??= [];
    candidate.numbers.push(kept);
    all.add(kept);
    if (candidate.carrier) {
      note(candidate.carrier, kept);
    } else {
      note(range.startContainer.parentNode, kept);
      if (range.endContainer !== range.startContainer) {
        note(range.endContainer.parentNode, kept);
      }
    }
    show();
    if (all.size <= FEW || candidate.soon) {
      paintIt(kept);
    } else {
      crowded = true;
    }
  };

  const drop = (candidate) => {
    candidate.dead = true;
    for (const number of candidate.numbers ?? []) {
      all.delete(number);
      unpaint(number);
      const { range } = number;
      for (const holder of [candidate.carrier, range?.startContainer.parentNode, range?.endContainer.parentNode]) {
        if (holder) {
          inside.get(holder)?.delete(number);
        }
      }
    }
    candidate.numbers = [];
  };

  const stands = ({ candidate, range }) =>
    candidate.carrier
      ? candidate.carrier.isConnected
      : range.startContainer.isConnected && range.endContainer.isConnected;

  /** Lets go of what is no longer in the page. */
  const sweep = () => {
    for (const number of all) {
      if (!stands(number)) {
        drop(number.candidate);
      }
    }
  };

  /** Drops what is inside of an element. */
  const dropIn = (element) => {
    for (const number of all) {
      if (element.contains(home(number))) {
        drop(number.candidate);
      }
    }
  };

  /** Can it be seen, as far as its element tells? */
  const seen = (number) => {
    const holder = home(number);
    return (
      holder !== null && stands(number) && holder.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    );
  };

  /** The rectangles of its text, or of its field. */
  const rects = (number) => {
    const range = live(number);
    const found = range ? [...range.getClientRects()] : [];
    if (found.length || !number.candidate.carrier) {
      return found.filter(({ width, height }) => width > 0 && height > 0);
    }
    return [...number.candidate.carrier.getClientRects()];
  };

  return {
    all,
    add,
    drop,
    dropIn,
    sweep,
    nearby,
    seen,
    rects,
    home,
    inside: (element) => inside.get(element) ?? new Set(),
    get crowded() {
      return crowded;
    },
    /** What the browser was told to paint. */
    get painted() {
      return paint?.size ?? 0;
    },
    stop() {
      paint?.clear();
      // A newer instance may have taken the name over.
      if (paint && CSS.highlights.get(PAINT)?.size === 0) {
        CSS.highlights.delete(PAINT);
      }
      all.clear();
    },
  };
})();
