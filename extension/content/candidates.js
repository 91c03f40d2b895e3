// What might be a phone number, by its looks alone. The background judges; this has to be cheap, to miss nothing, and to
// stay linear whatever a page consists of. No DOM here.

"use strict";

behalf.candidates ??= (() => {
  /** The longest text that the background takes, and what may stand around it, in UTF-16 units. */
  const TEXT = 200;
  const LINK = 4000;
  const BEFORE = 48;
  const AFTER = 24;

  const { digit: D, word } = behalf.scout;
  const digit = new RegExp(D);
  const GLUE =
    "[-+()[\\]./*~\u00ad\u00b7\u200b-\u2015\u202a-\u202e\u2060-\u2069\u2212\u30fb\u30fc\ufeff\uff08\uff09\uff0b\uff0d-\uff0f\uff5e]";
  // Space, glue and digits are disjoint, so there is one way only to read a run and no way back to try.
  const NEXT = `\\s{0,24}(?:${GLUE}\\s{0,24}){0,4}${D}`;
  // Four brackets, for what is there up to three times V8 writes out as often, and compiles longer than a loop.
  const run = new RegExp(`(?:[+(\uff08\uff0b[]\\s?){0,4}${D}(?:${NEXT}){5,${TEXT}}|(?:\\+?1[-. ]\\(?)?${word}`, "g");
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

  const fold = ((text) => text.replace(spaces, " "));

  /** A part of a text as a candidate: with what stands around it, after a label, and what the verdict hangs on. */
  const candidate = ((kind, whole, start, end, label = "", country) => {
    const text = fold(whole.slice(start, end));
    const before = (label + fold(whole.slice(Math.max(0, start - BEFORE), start))).slice(-BEFORE);
    const after = fold(whole.slice(end, end + AFTER));
    return { kind, text, before, after, country, key: [kind, text, before, after, country].join("\n") };
  });

  /** Where an offset in a folded text is in the text as it was. */
  const unfold = ((raw, folded, at) => {
    if (raw === folded) {
      return at;
    }
    let gone = 0;
    for (const { 0: space, index } of raw.matchAll(spaces)) {
      if (index - gone >= at) {
        break;
      }
      gone += space.length - 1;
    }
    return at + gone;
  });

  /** The runs of a text that might be numbers: where each begins and ends. */
  const runs = ((text) => {
    const found = [];
    run.lastIndex = 0;
    for (let match; (match = run.exec(text)); ) {
      const start = match.index;
      let end = run.lastIndex;
      if (date.test(match[0])) {
        continue;
      }
      if (end - start > TEXT) {
        // It may be a list.
        const space = text.lastIndexOf(" ", start + TEXT);
        end = space > start ? space : start + TEXT;
      } else if (end < text.length) {
        end = Math.min(end + (extension.exec(text.slice(end, end + 32).toLowerCase())?.[0].length ?? 0), start + TEXT);
      }
      run.lastIndex = end;
      if (!(start && inWord.test(text[start - 1]) && digit.test(text[start]))) {
        found.push({ start, end });
      }
    }
    return found;
  });

  return { TEXT, LINK, BEFORE, AFTER, digit, fold, unfold, candidate, runs };
})();
