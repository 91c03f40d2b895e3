// The first of the content scripts, and on most pages the only one: looks whether anything could be a number at all, and
// only then has the background add the others. It is as small as it can be, for it runs in every frame.
//
// In all of the scripts, functions in parentheses are those that a page with numbers needs at once: V8 compiles them with
// their script. Any other it glances over, and reads again when it is first called.

"use strict";

// What the scripts share. A second injection adds nothing, unless the first is of an extension that is gone. Only an own
// property counts, for a page's <a id="behalf"> is a property, too.
if (!Object.hasOwn(globalThis, "behalf") || !behalf.alive()) {
  globalThis.behalf = { alive: () => chrome.runtime?.id !== undefined };
}

behalf.scout ??= (() => {
  // Ranges instead of \p{Nd}: a browser takes milliseconds to look properties up.
  const digit = "[0-9\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59\uff10-\uff19]";
  /** A number of North America that is spelled as a word: 800-FLOWERS. */
  const word = "8([03-8])\\1[-.) ]{1,2}(?=[A-Z])[A-Z\\d-]{4,12}";
  /** What any other number has: six digits, near each other. */
  const likely = new RegExp(`${digit}(?:[^A-Za-z]{0,5}${digit}){5}|${word}`);
  /** What may hold one that its text does not show. */
  const links = "a:is([href^='tel:'i],[href^=sms i],[href^='whatsapp:'i],[href*='//wa.me/'i],[href*='.whatsapp.com/send'i])";
  const carriers = `${links},[itemprop~=telephone],[readonly],[disabled]`;
  /** What may have a shadow root: custom elements and a few plain ones. The many that may not are named. */
  const hosts =
    ":not(html,head,body,article,title,meta,link,style,script,td,tr,th,tbody,table,li,ul,ol,a,b,em,i,strong,img,br,input,button,label,option,svg,path,g,p,h1,h2,h3)";
  /** After so long without a finding, in milliseconds, those take over that read only what is near the screen. */
  const MOST = 25;
  /** How long changes are gathered, and how long to wait for an idle moment then. */
  const REST = 250;
  /** A longer text is for the others, which read it in parts. */
  const MUCH = 500_000;

  let spent = 0;
  let later = null;
  let done = false;
  let observer = null;

  const stop = (() => {
    done = true;
    observer?.disconnect();
  });

  /** Leaves out of a page's text what its scripts are. */
  const said = ((text) => {
    let said = "";
    let end = 0;
    for (const { textContent } of document.querySelectorAll("script,style,noscript")) {
      const at = text.indexOf(textContent, end);
      said += `${text.slice(end, at)}\n`;
      end = at + textContent.length;
    }
    return said + text.slice(end);
  });

  const mayHost = (element) => element.shadowRoot || element.localName.includes("-");

  /** Looks at all of the page in one go, and at what no text tells. */
  const isWorthIt = (() => {
    // A range gives the text without any element: what a browser does for the first of each kind costs more than all the rest.
    const all = document.createRange();
    all.selectNodeContents(document);
    const text = String(all);
    return (
      text.length > MUCH ||
      likely.test(said(text)) ||
      document.querySelector(carriers) ||
      [...document.querySelectorAll(hosts)].some(mayHost)
    );
  });

  const look = (() => {
    later = null;
    if (done) {
      return;
    }
    const start = performance.now();
    if (isWorthIt() || (spent += performance.now() - start) > MOST) {
      stop();
      // Answered with the rules. Where there is nobody any more there is nothing to do.
      behalf.rules = chrome.runtime.sendMessage("More").catch(() => null);
    } else if (!observer) {
      observer = new MutationObserver(() => {
        later ??= setTimeout(() => requestIdleCallback(look, { timeout: REST }), REST);
      });
      observer.observe(document, { subtree: true, childList: true, characterData: true, attributeFilter: ["href"] });
    }
  });

  // The browser starts this when the page is idle.
  look();

  return { digit, word, links, hosts, stop };
})();
