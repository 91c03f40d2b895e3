// What the peers have found in this frame, with the benefit of the doubt. ringcentral-c2d marks what nobody can see and
// holds what is no longer in the page, and some of it twice: none of that counts against it. Where its own reading of a
// number is wrong, that of the text it marks may be right. libphonenumber-js is given the text as it is shown.

"use strict";

globalThis.peers ??= (() => {
  const { findPhoneNumbersInText, parsePhoneNumberFromString } = libphonenumber;

  const country = top.document.documentElement.dataset.default || "US";

  const read = (text) => parsePhoneNumberFromString(text ?? "", country)?.number ?? null;

  const home = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement);

  const seen = (node) =>
    node.isConnected && home(node)?.checkVisibility({ visibilityProperty: true, opacityProperty: true }) === true;

  const marked = ({ startsNode, startsAt, endsNode, endsAt }) => {
    if (startsNode.nodeType === Node.ELEMENT_NODE) {
      return startsNode.getAttribute("href") ?? startsNode.textContent;
    }
    const range = document.createRange();
    range.setStart(startsNode, startsAt);
    range.setEnd(endsNode, endsAt);
    return range.toString();
  };

  const c2d = () => {
    if (!globalThis.c2d) {
      return { busy: false, finds: [] };
    }
    const { _observer: observer, _nodeQueue: queue, _nodeConsumer: consumer } = globalThis.c2d.observer;
    const known = new Set();
    const finds = [];
    for (const match of [...observer._matchesMap.values()].flat()) {
      const { startsNode, startsAt } = match;
      const place = [...known].find((other) => other.startsNode === startsNode && other.startsAt === startsAt);
      if (!seen(startsNode) || place) {
        continue;
      }
      known.add(match);
      const text = marked(match);
      const readings = [read(match.dataContext.phoneNumber), read(text)].filter((number) => number !== null);
      finds.push({ case: home(startsNode).closest("[data-case]")?.dataset.case ?? null, text, readings });
    }
    return { busy: consumer._timer !== undefined || queue.length() > 0, finds };
  };

  const inText = () => {
    const cases = document.querySelectorAll("[data-case]");
    const hidden = frameElement?.checkVisibility() === false;
    const blocks = hidden ? [] : cases.length ? [...cases] : [document.body].filter(Boolean);
    const finds = blocks.flatMap((block) =>
      findPhoneNumbersInText(block.innerText, country).map(({ number, startsAt, endsAt }) => ({
        case: block.dataset.case ?? null,
        text: block.innerText.slice(startsAt, endsAt),
        readings: [number.number],
      })),
    );
    return { busy: false, finds };
  };

  return { c2d, libphonenumber: inText };
})();
