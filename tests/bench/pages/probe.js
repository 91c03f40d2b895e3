// Looks, in the world of the content scripts, at how far the one that is measured has come, and tells it in the page's address
// once that one has no work left. What it does is not counted: its time is told apart by this file's name.
//
// Where the page says `data-scroll` it then scrolls to the end, a screen at a time, as soon as the numbers on the screen are
// painted.

"use strict";

(() => {
  if (top !== self) {
    return;
  }

  /** How often to look, and how long a script is given before silence means that it is done. */
  const TICK = 16;
  const LEAST = 1500;
  /** How many looks in a row have to find it silent. */
  const SILENCE = 4;
  /** How long after the page's last change what is missing is still waited for. */
  const LAST = 5000;

  /** When the page was there; when it had its last change, which on most pages is the same. */
  const page = document.documentElement.dataset;
  const began = performance.now();
  let still = page.changes === "going on" ? null : began;
  const expected = Number(page.numbers ?? 0);
  const cells = [...document.querySelectorAll(".n")];

  const matches = () => c2d.observer._observer._matchesMap;
  const subject = {
    nothing: { busy: () => false, count: () => 0, has: () => true },
    behalf: {
      // Where nothing could be a number most of it is never loaded.
      busy: () => Boolean(behalf.scan?.busy || behalf.judge?.busy),
      count: () => behalf.numbers?.all.size ?? 0,
      has: (cell) => [...(behalf.numbers?.inside(cell) ?? [])].length > 0,
    },
    // It paints nothing: a number counts as painted once it can be hovered.
    c2d: {
      busy: () => c2d.observer._nodeConsumer._timer !== undefined || c2d.observer._nodeQueue.length() > 0,
      count: () => [...matches().values()].reduce((sum, list) => sum + list.length, 0),
      has: (cell) => matches().has(cell),
    },
  }[location.hash.slice(1)];

  const onScreen = () =>
    cells.filter((cell) => {
      const { top: above, bottom } = cell.getBoundingClientRect();
      return bottom > 0 && above < innerHeight;
    });

  /** What is told: the times are in milliseconds, and null for what never came. */
  const seen = { screen: null, slowest: null, all: null, found: 0 };
  let visible = onScreen();
  let scrolled = null;
  let painting = false;
  let quiet = 0;

  /** Notes when the numbers on the screen were painted: with the next frame. */
  const paint = () => {
    painting = true;
    requestAnimationFrame(() =>
      setTimeout(() => {
        painting = false;
        const now = performance.now();
        if (scrolled === null) {
          seen.screen = now - still;
        } else {
          seen.slowest = Math.max(seen.slowest ?? 0, now - scrolled);
        }
        visible = [];
      }),
    );
  };

  const atEnd = () => scrollY + innerHeight >= document.documentElement.scrollHeight - 1;

  /** Looks, and says whether everything is over. */
  const look = () => {
    const now = performance.now();
    quiet = subject.busy() ? 0 : quiet + 1;
    seen.found = Math.max(seen.found, subject.count());
    if (page.changes === "going on" || painting) {
      return false;
    }
    still ??= now;
    if (visible.length && visible.every(subject.has)) {
      paint();
      return false;
    }
    if (seen.all === null && expected && subject.count() >= expected) {
      seen.all = now - still;
    }
    const waits = visible.length > 0 || (expected > 0 && seen.all === null && !("scroll" in page));
    const patient = now - (scrolled ?? still) < LAST && location.hash !== "#nothing";
    if (quiet < SILENCE || now - began < LEAST || (waits && patient)) {
      return false;
    }
    if (!("scroll" in page) || atEnd()) {
      return true;
    }
    scrollBy(0, innerHeight);
    scrolled = performance.now();
    quiet = 0;
    visible = onScreen();
    return false;
  };

  const again = () => {
    if (look()) {
      // No change of the page, which whoever watches it would have to look at.
      history.replaceState(null, "", `#measured,${[seen.screen, seen.slowest, seen.all, seen.found].map((figure) => figure ?? "-")}`);
    } else {
      setTimeout(again, TICK);
    }
  };
  setTimeout(again, TICK);
})();
