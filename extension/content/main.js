// Starts in a frame, hears the background, and falls silent when told to, or when its extension is gone.

"use strict";

behalf.main ??= (() => {
  const { judge, numbers, walk, scan, point } = behalf;
  /** How often to see whether the extension is still there, when nothing else happens. */
  const PULSE = 5000;

  let rules = { opens: "SidePanel" };
  let silent = false;
  let started = false;
  let pulse = null;

  const lives = (() => {
    if (!silent && !behalf.alive()) {
      fallSilent();
    }
    return !silent;
  });

  /** The chip. With the commands and the names it comes when it is first wanted: on most pages nobody points at a number. */
  const hand = async () => behalf.chip ?? (await judge.ask("Hand"), behalf.chip);

  /** What the background says of a candidate. */
  const heard = ((candidate, hits) => {
    if (silent) {
      return;
    }
    if (hits.length) {
      numbers.add(candidate, hits);
    } else if (candidate.stands) {
      // No number after all: what its text says counts again.
      candidate.stands = false;
      scan.read(candidate.carrier);
    }
  });

  /** Starts New Interaction with a number. */
  async function choose(number) {
    await hand();
    const { candidate, more, holders: [holder] } = number;
    const choice = {
      number: number.number,
      name: holder && behalf.name?.(holder),
      link: candidate.kind === "Link" ? candidate.text : null,
      more,
      opens: rules.opens,
    };
    // Soon: the background may open a panel only while the click is fresh. And once: it is no read.
    const reply = await chrome.runtime.sendMessage({ Choose: choice }).catch(() => null);
    if (reply === "Taken") {
      behalf.chip?.hide();
    } else if (lives()) {
      behalf.chip?.refuse();
    }
  }

  /** Takes a number as chosen, except where a text may not arrive: then the agent is told, and asked. */
  function suggest(number) {
    if (number.texts === "Unlikely") {
      point.offer(number, {}, true);
    } else {
      choose(number);
    }
  }

  /** Is this the frame that a command is meant for? All are told; one has the focus, or none has and it is the top. */
  const isMeant = () =>
    document.hasFocus() ? !/^i?frame$/.test(document.activeElement?.localName) : self === top;

  function told(message, sender, reply) {
    if (message === "Off") {
      fallSilent();
    } else if (message?.Rules) {
      follow(message.Rules);
    } else if (/^(?:SendNearest|Walk)$/.test(message) && isMeant()) {
      ready.then(hand).then(() => behalf.commands[message]()).then(reply, () => reply(false));
      // The answer comes later.
      return true;
    }
  }

  const follow = ((given) => {
    const { code } = walk;
    rules = given;
    walk.code = rules.code;
    if (!rules.paint) {
      scan.stop();
      numbers.clear();
    } else if (!started) {
      started = true;
      scan.start();
      point.start();
    } else if (code !== rules.code) {
      scan.again();
    }
  });

  /** Leaves nothing behind: no paint, no chip, no listener. */
  function fallSilent() {
    silent = true;
    clearInterval(pulse);
    scan.stop();
    judge.stop();
    point.stop();
    behalf.chip?.hide();
    numbers.clear();
    behalf.alive = () => false;
    chrome.runtime?.onMessage?.removeListener(told);
  }

  const start = (async () => {
    const reply = (await behalf.rules) ?? (await judge.ask("Rules"));
    if (reply?.Rules && lives()) {
      pulse = setInterval(lives, PULSE);
      follow(reply.Rules);
    }
  });

  behalf.scout.stop();
  chrome.runtime.onMessage.addListener(told);
  const main = { lives, hand, heard, choose, suggest, get rules() { return rules; } };
  // Whoever is asked while it starts needs it.
  behalf.main = main;
  const ready = start();
  return main;
})();
