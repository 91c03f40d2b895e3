// Asks the background which candidates are numbers: in batches, what is on the screen first, nothing twice.

"use strict";

behalf.judge ??= (() => {
  /** How many candidates go in one message, and how many messages are under way. */
  const BATCH = 200;
  const UNDER_WAY = 2;
  /** A worker that stops takes what it was asked with it. Judging is a read: it can be asked again. */
  const PATIENCE = 10_000;
  const TRIES = 3;
  const PAUSE = 1_000;
  /** How many verdicts are remembered. */
  const MEMORY = 4_000;
  /** How many candidates a page may have judged, and how many more for each second that it is open. */
  const MOST = 40_000;
  const MORE = 50;

  /** First in, first out; what is taken from the front of a long array would move all the rest. */
  const queue = () => {
    let list = [];
    let head = 0;
    return {
      push: (one) => list.push(one),
      take() {
        const one = list[head];
        head += 1;
        if (head >= list.length) {
          list = [];
          head = 0;
        }
        return one;
      },
      clear: () => (list = []),
      get empty() {
        return list.length === 0;
      },
    };
  };

  const verdicts = new Map();
  const urgent = queue();
  const later = queue();
  let underWay = 0;
  let planned = false;
  let stopped = false;
  let judged = 0;
  let hear = () => {};
  const since = performance.now();

  const hints = () => {
    const labels = location.hostname.split(".");
    const short = labels.length > 2 && labels.at(-2).length <= 3 && labels.at(-1).length === 2;
    const named = labels.length > 1 && !/^\d+$/.test(labels.at(-1));
    return {
      language: document.documentElement?.lang.slice(0, 35) || null,
      domain: named ? labels.slice(short ? -2 : -1).join(".") : null,
    };
  };

  const key = ({ kind, before, text, after }) => `${kind}\n${before}\n${text}\n${after}`;

  const message = ({ text, before, after, kind }) => ({ text, before, after, kind });

  /** Asks the background, again where no answer comes. */
  const ask = async (question, tries = TRIES) => {
    let clock;
    const late = new Promise((_, reject) => {
      clock = setTimeout(() => reject(new Error("late")), PATIENCE);
    });
    try {
      const reply = await Promise.race([chrome.runtime.sendMessage(question), late]);
      if (reply !== undefined && reply !== null) {
        return reply;
      }
    } catch (error) {
      if (!behalf.alive()) {
        behalf.main.fallSilent();
        throw error;
      }
    } finally {
      clearTimeout(clock);
    }
    if (tries <= 1 || stopped) {
      throw new Error("No answer");
    }
    await new Promise((passed) => setTimeout(passed, PAUSE));
    return ask(question, tries - 1);
  };

  /** The verdicts on candidates, in their order. */
  const verdict = async (candidates) => {
    const reply = await ask({ Judge: { hints: hints(), candidates: candidates.map(message) } });
    const lists = reply.Judged;
    return Array.isArray(lists) && lists.length === candidates.length ? lists : candidates.map(() => []);
  };

  const take = () => {
    const batch = [];
    while (batch.length < BATCH && !(urgent.empty && later.empty)) {
      const candidate = (urgent.empty ? later : urgent).take();
      if (candidate.waits && !candidate.dead) {
        candidate.waits = false;
        batch.push(candidate);
      }
    }
    return batch;
  };

  const send = async () => {
    const batch = take();
    if (batch.length === 0) {
      return;
    }
    underWay += 1;
    judged += batch.length;
    try {
      const lists = await verdict(batch);
      if (stopped) {
        return;
      }
      if (verdicts.size > MEMORY) {
        verdicts.clear();
      }
      batch.forEach((candidate, index) => {
        verdicts.set(key(candidate), lists[index]);
        if (!candidate.dead) {
          hear(candidate, lists[index]);
        }
      });
    } catch {
      // Asked often enough. It is asked anew when the page changes there.
    } finally {
      underWay -= 1;
    }
    plan();
  };

  const plan = () => {
    if (planned || stopped || underWay >= UNDER_WAY || (urgent.empty && later.empty)) {
      return;
    }
    if (judged > MOST + ((performance.now() - since) / 1000) * MORE) {
      return;
    }
    planned = true;
    // What is found in the same slice goes in the same message.
    setTimeout(() => {
      planned = false;
      while (underWay < UNDER_WAY && !(urgent.empty && later.empty) && !stopped) {
        send();
      }
    });
  };

  return {
    ask,
    verdict,
    /** @param {(candidate: object, hits: object[]) => void} listener */
    listen(listener) {
      hear = listener;
    },
    add(candidate, soon) {
      const known = verdicts.get(key(candidate));
      if (known !== undefined) {
        hear(candidate, known);
        return;
      }
      candidate.waits = true;
      (soon ? urgent : later).push(candidate);
      plan();
    },
    /** Asks for one that waits before the others. */
    hurry(candidate) {
      if (candidate.waits) {
        urgent.push(candidate);
        plan();
      }
    },
    stop() {
      stopped = true;
      urgent.clear();
      later.clear();
      verdicts.clear();
    },
    get busy() {
      return underWay > 0 || !(urgent.empty && later.empty);
    },
  };
})();
