// The first of the content scripts, and on most pages the only one: looks whether anything could be a number at all, and
// only then has the background add the others. It is as small as it can be, for it runs in every frame.

"use strict";

// What the scripts share. A second injection adds nothing, unless the first is of an extension that is gone. Only an own
// property counts, for a page's <a id="behalf"> is a property, too.
if (!Object.hasOwn(globalThis, "behalf") || !behalf.alive()) {
  globalThis.behalf = { alive: () => chrome.runtime?.id !== undefined };
}

behalf.scout ??= (() => {
  // Ranges instead of \p{Nd}: a browser takes milliseconds to look properties up.
  const digit = "[0-9\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59\uff10-\uff19]";
  /** What any number has: six digits, near each other. */
  const likely = new RegExp(`${digit}(?:[^A-Za-z]{0,5}${digit}){5}`);
  /** What may hold one that its text does not show. */
  const carriers = "a[href^=tel],a[href^=sms],a[href^=whatsapp],a[href*='wa.me/'],a[href*='whatsapp.com/'],[readonly],[disabled]";
  /** What may have a shadow root: custom elements and a few plain ones. The many that may not are named. */
  const hosts =
    ":not(td,tr,th,tbody,table,li,ul,ol,a,b,em,i,strong,small,img,br,input,button,label,option,svg,path,use,g,script,style,link,meta,p,h1,h2,h3,h4)";
  const SLICE = 5;
  /** After so long without a finding, in milliseconds, those take over that read only what is near the screen. */
  const MOST = 25;
  const REST = 200;
  const AGAIN = 1000;
  const MUCH = 500_000;

  let spent = 0;
  let asked = false;
  let later = null;
  let done = false;
  /** What is still to be looked at. */
  let stack = [];

  const more = () => {
    observer.disconnect();
    clearTimeout(later);
    stack = [];
    if (done) {
      return;
    }
    done = true;
    // Answered with the rules. Where there is nobody any more there is nothing to do.
    behalf.rules = chrome.runtime.sendMessage("More").catch(() => null);
  };

  const isLikely = (node) => {
    if (/^(?:no)?script$|^style$|^template$/i.test(node.nodeName)) {
      return false;
    }
    // Only what has grandchildren is gone into: most texts are asked for at once with those of their inline elements.
    if (!node.firstElementChild?.firstElementChild) {
      return likely.test(node.textContent);
    }
    for (let child = node.lastChild; child; child = child.previousSibling) {
      stack.push(child);
    }
    return false;
  };

  /** Looks at all of the page in one go, and at what no text tells: most pages need no more. */
  const glance = () => {
    const { body } = document;
    const text = body?.textContent ?? "";
    if (text.length > MUCH || likely.test(text)) {
      if (!body.querySelector("script,style,noscript,template")) {
        more();
        return;
      }
      // It may be in a script.
      stack.push(body);
      ask();
    }
    look();
  };

  const slice = (deadline) => {
    asked = false;
    const start = performance.now();
    const until = start + Math.max(1, Math.min(SLICE, deadline.timeRemaining()));
    for (let count = 1; stack.length; count += 1) {
      if (isLikely(stack.pop())) {
        more();
        return;
      }
      if (count % 32 === 0 && performance.now() > until) {
        break;
      }
    }
    spent += performance.now() - start;
    if (spent > MOST) {
      more();
    } else if (stack.length) {
      ask();
    }
  };

  const ask = () => {
    if (!asked) {
      asked = true;
      requestIdleCallback(slice, { timeout: REST });
    }
  };

  /** Looks at what no text tells. */
  const look = () => {
    later = null;
    for (const element of document.querySelectorAll(`${carriers},${hosts}`)) {
      if (element.shadowRoot || element.localName.includes("-") || element.matches(carriers)) {
        more();
        return;
      }
    }
  };

  const observer = new MutationObserver((records) => {
    for (const { type, target, addedNodes } of records) {
      stack.push(...(type === "characterData" ? [target] : addedNodes));
    }
    later ??= setTimeout(look, AGAIN);
    ask();
  });

  observer.observe(document, { subtree: true, childList: true, characterData: true });
  requestIdleCallback(glance, { timeout: REST });

  return {
    digit,
    hosts,
    /** The others are there. */
    stop() {
      done = true;
      more();
    },
  };
})();
