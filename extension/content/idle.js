// Does work while the page has nothing to do: in slices that no frame notices, and never more than a share of the time.

"use strict";

behalf.idle ??= (() => {
  /** The longest slice, and the shortest worth starting, in milliseconds. */
  const SLICE = 7;
  const LEAST = 1;
  /** How much time a page may take at first, and what it gets again for each millisecond after: one in twenty. */
  const CREDIT = 1500;
  const SHARE = 0.05;
  /** How long a page that is never idle is left alone. */
  const PATIENCE = 400;

  let jobs = [];
  let asked = false;
  let stopped = false;
  let credit = CREDIT;
  let at = performance.now();
  let spent = 0;
  let longest = 0;

  const earn = () => {
    const now = performance.now();
    credit = Math.min(CREDIT, credit + (now - at) * SHARE);
    at = now;
    return now;
  };

  const ask = () => {
    if (asked || stopped || jobs.length === 0) {
      return;
    }
    asked = true;
    if (earn() && credit < SLICE) {
      setTimeout(() => requestIdleCallback(slice, { timeout: PATIENCE }), PATIENCE);
    } else {
      requestIdleCallback(slice, { timeout: PATIENCE });
    }
  };

  const slice = (deadline) => {
    asked = false;
    const start = earn();
    const until = start + Math.min(SLICE, Math.max(LEAST, deadline.timeRemaining() - 1));
    while (jobs.length && performance.now() < until) {
      const job = jobs[0];
      let done = true;
      try {
        done = job.step(until);
      } finally {
        if (done) {
          jobs = jobs.filter((other) => other !== job);
        }
      }
    }
    behalf.walk.forget();
    const took = performance.now() - start;
    credit -= took;
    spent += took;
    longest = Math.max(longest, took);
    ask();
  };

  return {
    /**
     * @param {{ step: (until: number) => boolean }} job done when it says so
     * @param {boolean} soon before all others
     */
    add(job, soon = false) {
      if (soon) {
        jobs.unshift(job);
      } else {
        jobs.push(job);
      }
      ask();
    },
    stop() {
      stopped = true;
      jobs = [];
    },
    get busy() {
      return jobs.length > 0;
    },
    get figures() {
      return { spent, longest };
    },
  };
})();
