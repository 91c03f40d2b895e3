// What might be a phone number, by its looks alone. The background judges; this has to be cheap, to miss nothing, and to
// stay linear whatever a page consists of. No DOM here.

"use strict";

/** A part that is made when it is first used. V8 only glances over its function before. */
behalf.later ??= (name, make) => {
  let made;
  if (!Object.hasOwn(behalf, name)) {
    Object.defineProperty(behalf, name, { get: () => (made ??= make()) });
  }
};

behalf.candidates ??= (() => {
  /** The longest text that the background takes, and what may stand around it, in UTF-16 units. */
  const TEXT = 200;
  const LINK = 4000;
  const BEFORE = 48;
  const AFTER = 24;
  /** A longer run is cut into pieces, for it may be a list; but no list is longer than this. */
  const LIST = 1600;

  const D = behalf.scout.digit;
  const digit = new RegExp(D);
  const GLUE =
    "[-+()[\\]./*~\u00ad\u00b7\u200b-\u200f\u2010-\u2015\u202a-\u202e\u2060-\u2069\u2212\u30fb\u30fc\ufeff\uff08\uff09\uff0b\uff0d-\uff0f\uff5e]";
  // Space, glue and digits are disjoint, so there is one way only to read a run and no way back to try.
  const NEXT = `\\s{0,24}(?:${GLUE}\\s{0,24}){0,4}${D}`;
  const run = new RegExp(`(?:[+(\uff08\uff0b[]\\s?){0,3}${D}(?:${NEXT}){5}`, "g");
  const rest = new RegExp(`(?:${NEXT}){1,500}`, "y");
  // In lower case, for a browser takes long to make a pattern that ignores it.
  const extension = new RegExp(
    `^\\s{0,2}[,;]?\\s{0,2}(?:ext(?:ension|n)?|x|#|poste|int(?:erno)?|anexo|ramal|доб|dw|durchwahl|app)[.:]?\\s{0,2}${D}{1,6}(?!\\w)`,
  );
  // In an alphabet that is written with space between words, a letter before makes it part of a name for something.
  const inWord = /[A-Za-z0-9ªº\u00c0-\u052f]/;
  // A date and nothing else: half of what looks like a number in a business table.
  const DAY = "[0-3]?\\d";
  const date = new RegExp(
    `^(?:(?:19|20)\\d\\d([-./])${DAY}\\1${DAY}|${DAY}([-./])${DAY}\\2(?:19|20)\\d\\d)(?:\\s\\d\\d?)?$`,
  );
  const spaces = /[ \t\r\n\f]+/g;

  const fold = (text) => text.replace(spaces, " ");

  /** Where an offset in `fold(raw)` is in `raw`. */
  function unfold(raw, at) {
    let gone = 0;
    for (const { 0: space, index } of raw.matchAll(spaces)) {
      if (index - gone >= at) {
        break;
      }
      gone += space.length - 1;
    }
    return at + gone;
  }

  /** Cuts a run that is too long, before a space where there is one. */
  function cut(text, start, end) {
    const pieces = [];
    while (start < end && end - start <= LIST) {
      const space = end - start > TEXT ? text.lastIndexOf(" ", start + TEXT) : 0;
      const to = space > start ? space : Math.min(end, start + TEXT);
      pieces.push([start, to]);
      start = to;
    }
    return pieces;
  }

  /** The runs of a text that might be numbers: pairs of offsets. */
  function runs(text) {
    const found = [];
    run.lastIndex = 0;
    for (let match; (match = run.exec(text)); ) {
      const start = match.index;
      let end = run.lastIndex;
      for (rest.lastIndex = end; rest.test(text); ) {
        end = rest.lastIndex;
      }
      end += extension.exec(text.slice(end, end + 32).toLowerCase())?.[0].length ?? 0;
      run.lastIndex = end;
      if (end - start > TEXT) {
        found.push(...cut(text, start, end));
      } else if (!(digit.test(match[0][0]) && inWord.test(text[start - 1] ?? "")) && !date.test(text.slice(start, end))) {
        found.push([start, end]);
      }
    }
    return found;
  }

  return { TEXT, LINK, BEFORE, AFTER, digit, fold, unfold, runs };
})();
