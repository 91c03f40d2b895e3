// Asks the background which candidates are numbers: in batches, and nothing twice.

"use strict";

behalf.judge ??= (() => {
  /** How many candidates go in one message. */
  const BATCH = 150;
  /** A worker that stops takes what it was asked with it, and the browser says so. Judging is a read: it can be asked again. */
  const REST = 1000;
  const TRIES = 3;
  /** How many verdicts are remembered. */
  const MEMORY = 3000;
  /** How many candidates a page may have judged, and how many more for each second that it is open. */
  const MOST = 10_000;
  const MORE = 20;

  const verdicts = new Map();
  let waiting = [];
  let busy = false;
  let judged = 0;

  /** Asks the background, again where no answer comes. Null where none ever does. */
  const ask = (async (question) => {
    for (let tries = 0; tries < TRIES && behalf.main.lives(); tries += 1) {
      const reply = await chrome.runtime.sendMessage(question).catch(() => new Promise((passed) => setTimeout(passed, REST)));
      if (reply) {
        return reply;
      }
    }
    return null;
  });

  /** What the background says of candidates: a list for each; null where it says nothing. */
  const verdict = (async (candidates) => {
    const asked = candidates.map((({ text, before, after, kind, country }) => ({ text, before, after, kind, country })));
    const reply = asked.length ? await ask({ Judge: { language: document.documentElement.lang.slice(0, 35), candidates: asked } }) : { Judged: [] };
    return reply?.Judged?.length === candidates.length ? reply.Judged : null;
  });

  /** Asks about all that waits. Whoever adds calls this in the end: what is found at the same time goes in one message. */
  const send = (async () => {
    if (busy) {
      return;
    }
    busy = true;
    while (waiting.length && judged < MOST + (performance.now() / 1000) * MORE) {
      const batch = waiting.splice(0, BATCH).filter(({ dead }) => !dead);
      judged += batch.length;
      const lists = await verdict(batch);
      if (verdicts.size > MEMORY) {
        verdicts.clear();
      }
      batch.forEach(((candidate, index) => {
        if (lists === null) {
          behalf.walk.lose(candidate);
          return;
        }
        verdicts.set(candidate.key, lists[index]);
        if (!candidate.dead) {
          behalf.main.heard(candidate, lists[index]);
        }
      }));
    }
    busy = false;
  });

  return {
    ask,
    verdict,
    add: ((candidate) => {
      const known = verdicts.get(candidate.key);
      if (known) {
        behalf.main.heard(candidate, known);
        return;
      }
      waiting.push(candidate);
      if (waiting.length >= BATCH) {
        send();
      }
    }),
    send,
    stop() {
      waiting = [];
    },
    get busy() {
      return busy;
    },
  };
})();
