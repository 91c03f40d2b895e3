// On a page with a thread, before all else: notes when a message was painted that ends as the last one does, and measures
// scrolling and typing.

"use strict";

/** Resolves once what has been done so far is painted: what is posted in a frame comes after it. */
const painted = () =>
  new Promise((done) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => done(performance.now());
      port2.postMessage(null);
    }),
  );

globalThis.probe = {
  /** When a message that ends like that was painted, from the start of the navigation. */
  opened: null,

  /** From now on looks for it. */
  look: (end) => {
    probe.observer ??= new MutationObserver(() => {
      const messages = document.getElementsByClassName("message-text");
      if (messages.item(messages.length - 1)?.textContent.endsWith(end)) {
        probe.observer.disconnect();
        painted().then((at) => (probe.opened = at));
      }
    });
    probe.observer.observe(document.documentElement, { childList: true, subtree: true });
  },

  /** Scrolls towards the oldest by so many pixels in each of so many frames: how long each took the main thread. */
  scrolled: async (pixels, frames) => {
    const thread = document.querySelector("[data-testid=thread]");
    const times = [];
    for (let frame = 0; frame < frames; frame += 1) {
      const began = await new Promise((done) => requestAnimationFrame(() => done(performance.now())));
      thread.scrollTop -= pixels;
      const { port1, port2 } = new MessageChannel();
      const ended = new Promise((done) => (port1.onmessage = () => done(performance.now())));
      port2.postMessage(null);
      times.push((await ended) - began);
    }
    return { times, from: thread.scrollTop, messages: document.querySelectorAll("[data-testid=message]").length };
  },

  /** From each press of a key to its being painted. */
  typed: [],
};

addEventListener("keydown", ({ timeStamp }) => painted().then((at) => probe.typed.push(at - timeStamp)), true);
// Behalf's page and React's are looked at from their first element on.
probe.look("part 9999");
