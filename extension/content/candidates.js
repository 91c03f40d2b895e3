// What might be a phone number, by its looks alone. The background judges; this only has to be cheap, to miss nothing,
// and to stay linear whatever a page consists of. No DOM here.

"use strict";

// The first of the content scripts. One instance in each frame: a second injection adds nothing, unless the first is
// of an extension that is gone. Only an own property counts, for a page's <a id="behalf"> is a property, too.
if (!Object.hasOwn(globalThis, "behalf") || !behalf.alive?.()) {
  globalThis.behalf = { alive: () => chrome.runtime?.id !== undefined };
}

behalf.candidates ??= (() => {
  /** The longest text that the background takes, and what may stand around it, in UTF-16 units. */
  const TEXT = 200;
  const BEFORE = 48;
  const AFTER = 24;
  /** How many pieces of a longer run are looked at: a list of numbers with nothing between them, or mischief. */
  const PIECES = 8;
  const DIGITS = 6;
  /** How many recipients of one link are taken. */
  const RECIPIENTS = 11;

  const digit = /\p{Nd}/u;
  // Space and other glue are disjoint, so there is one way only to read a run and no way back to try.
  const glue = String.raw`[-－ー+＋()（）[\]./．／·~～*\u2010-\u2015\u2212\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]`;
  const next = String.raw`\s{0,24}(?:${glue}\s{0,24}){0,4}\p{Nd}`;
  const run = new RegExp(String.raw`(?:[+＋(（[]\s?){0,3}\p{Nd}(?:${next}){${DIGITS - 1}}`, "gu");
  const rest = new RegExp(`(?:${next}){1,500}`, "uy");
  const extension =
    /\s{0,2}[,;]?\s{0,2}(?:ext(?:ension|n)?|x|#|poste|int|anexo|ramal|interno|доб|dw|durchwahl|app)[.:]?\s{0,2}\p{Nd}{1,6}(?![\p{L}\p{Nd}])/iuy;
  // A letter of an alphabet that is written with spaces between words: what follows is part of a name for something.
  const inWord = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}_]$/u;
  // A date and nothing else: half of all candidates in a business table, and never a number.
  const date =
    /^(?:(?:19|20)\d\d([-./])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])|(?:0?[1-9]|[12]\d|3[01])([-./])(?:0?[1-9]|[12]\d|3[01])\2(?:19|20)\d\d)(?: (?:[01]?\d|2[0-3]))?$/;

  const fold = (text) => text.replace(/[ \t\r\n\f]+/g, " ");

  /**
   * Where a text that was folded stands in the text itself: folding leaves one unit of every run of space.
   * @param {string} raw
   * @param {number} at an offset in `fold(raw)`
   */
  const unfold = (raw, at) => {
    let offset = 0;
    for (let folded = 0; folded < at; folded += 1) {
      const space = /[ \t\r\n\f]/.test(raw[offset]);
      offset += 1;
      while (space && offset < raw.length && /[ \t\r\n\f]/.test(raw[offset])) {
        offset += 1;
      }
    }
    return offset;
  };

  /** Cuts a run that is too long, before a space where there is one. */
  const pieces = (text, start, end) => {
    const cuts = [];
    while (end - start > TEXT && cuts.length < PIECES) {
      const space = text.slice(start, start + TEXT).search(/\s\S*$/u);
      const cut = space > 0 ? start + space : start + TEXT;
      cuts.push([start, cut]);
      start = cut + (space > 0 ? 1 : 0);
    }
    if (end - start <= TEXT && cuts.length < PIECES) {
      cuts.push([start, end]);
    }
    return cuts;
  };

  /**
   * The runs of `text` that might be numbers: pairs of offsets.
   * @param {string} text at most some 64 Ki
   */
  const runs = (text) => {
    const found = [];
    run.lastIndex = 0;
    for (let match; (match = run.exec(text)); ) {
      const start = match.index;
      let end = run.lastIndex;
      rest.lastIndex = end;
      while (rest.test(text)) {
        end = rest.lastIndex;
      }
      if (end - start > TEXT) {
        found.push(...pieces(text, start, end).filter(([from, to]) => to - from >= DIGITS));
        run.lastIndex = end;
        continue;
      }
      extension.lastIndex = end;
      if (extension.test(text) && extension.lastIndex - start <= TEXT) {
        end = extension.lastIndex;
      }
      run.lastIndex = end;
      if (/\p{Nd}/u.test(match[0][0]) && start > 0 && inWord.test(text[start - 1])) {
        continue;
      }
      if (end - start < 15 && date.test(text.slice(start, end))) {
        continue;
      }
      found.push([start, end]);
    }
    return found;
  };

  const decoded = (text) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };

  /** The value of a parameter; before the first of them stands `?`, `;` or `&`, as phones take them. */
  const parameter = (link, name) => {
    const found = new RegExp(`[?;&]${name}=([^&]*)`, "i").exec(link);
    return found ? found[1] : null;
  };

  /** At most as much as the background takes. */
  const said = (text) => (text ? decoded(text).slice(0, 1000) : null);

  const recipients = (text) =>
    text
      .split(",")
      .slice(0, RECIPIENTS)
      .map((one) => decoded(one).trim().slice(0, TEXT))
      .filter((one) => digit.test(one));

  /**
   * The numbers that a link is to, and what is to be said.
   * @param {string} href as written
   * @returns {{ numbers: string[], body: string | null } | null} nothing where it is another kind of link
   */
  const inLink = (href) => {
    const link = href.slice(0, 4000).trim();
    const scheme = /^(tel|sms|smsto|whatsapp):(?:\/\/)?/i.exec(link);
    if (!scheme) {
      const chat = /^(?:https?:)?\/\/(?:wa\.me\/|(?:api|web)\.whatsapp\.com\/send)/i.exec(link);
      return chat ? inChat(link, link.slice(chat[0].length)) : null;
    }
    const what = link.slice(scheme[0].length);
    switch (scheme[1].toLowerCase()) {
      case "tel":
        return { numbers: [decoded(what).slice(0, TEXT)].filter((one) => digit.test(one)), body: null };
      case "whatsapp":
        return inChat(link, "");
      default: {
        const listed = parameter(what, "addresses")?.split(";", 1)[0];
        return { numbers: recipients(listed ?? what.split(/[?;&:]/, 1)[0]), body: said(parameter(what, "body")) };
      }
    }
  };

  const inChat = (link, path) => {
    const number = decoded(parameter(link, "phone") ?? path.split(/[/?#]/, 1)[0]).replace(/[^\d]/g, "");
    // Such links are international, with or without the sign.
    const numbers = number ? [`+${number.slice(0, TEXT - 1)}`] : [];
    return { numbers, body: said(parameter(link, "text")?.replaceAll("+", " ")) };
  };

  return { TEXT, BEFORE, AFTER, digit, fold, unfold, runs, inLink };
})();
