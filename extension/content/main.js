// Starts in a frame, hears the background, and falls silent when told to, or when its extension is gone.

"use strict";

behalf.main ??= (() => {
  const { idle, judge, numbers, walk, chip, point } = behalf;
  /** After so many changes at once it is simpler to walk through everything again. */
  const CHANGES = 4000;
  /** How long after a change those that went are let go, and after a scroll the paint follows. */
  const SWEEP = 500;
  const FOLLOW = 120;
  /** How often to see whether the extension is still there, when nothing else happens. */
  const PULSE = 5000;
  /** From how many elements on what is on the screen is walked through first, and how much of it. */
  const LARGE = 1500;
  const COLUMNS = [0.2, 0.5, 0.8];
  const ROWS = [0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95];
  const TEXTS = 160;
  /** Elements that may get a shadow root yet, and when to look. */
  const HOSTS = 500;
  const LOOKS = [1000, 4000];
  const ON_DEMAND = 60;

  const ATTRIBUTES = ["href", "aria-hidden", "contenteditable", "readonly", "disabled", "itemprop", "content", "value"];
  const WATCHED = { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES };

  let rules = null;
  let silent = false;
  let scanning = false;
  let pulse = null;
  let sweeping = null;
  let following = null;
  /** What has changed and waits to be walked through. */
  let changed = new Set();
  let hosts = new Set();
  /** Shadow roots that are watched. */
  const roots = new WeakSet();

  const lives = () => {
    if (!silent && !behalf.alive()) {
      fallSilent();
    }
    return !silent;
  };

  /** What a walk finds. */
  const sink = (soon) => ({
    add(candidate) {
      candidate.soon = soon;
      judge.add(candidate, soon);
    },
    drop: numbers.drop,
    again(candidate) {
      if (soon) {
        candidate.soon = true;
        judge.hurry(candidate);
      }
    },
    hidden: numbers.dropIn,
    root,
    host(element) {
      if (hosts.size < HOSTS) {
        hosts.add(element);
      }
    },
  });

  const heard = (candidate, hits) => {
    if (candidate.carrier === null || hits.length === 0) {
      if (candidate.stands) {
        // No number after all: what its text says counts again.
        candidate.stands = false;
        idle.add(new walk.Walk(candidate.carrier, sink(candidate.soon), { again: true }));
      }
      if (candidate.carrier || hits.length === 0) {
        return;
      }
    }
    numbers.add(candidate, hits);
    if (candidate.more?.length) {
      others(candidate);
    }
  };

  /** The further recipients of a link. */
  const others = async (candidate) => {
    const asked = candidate.more.map((text) => ({ text, before: "", after: "", kind: "Link" }));
    const lists = await judge.verdict(asked).catch(() => []);
    const [number] = candidate.numbers ?? [];
    if (number) {
      number.more = lists.flatMap(([hit]) => (hit ? [hit.number] : [])).slice(0, 10);
    }
  };

  const observer = new MutationObserver((records) => {
    for (const { type, target, addedNodes, removedNodes, previousSibling, nextSibling } of records) {
      if (type !== "childList") {
        changed.add(target);
        continue;
      }
      for (const node of addedNodes) {
        if (!chip.is(node) && (node.nodeType === Node.ELEMENT_NODE || node.nodeType === Node.TEXT_NODE)) {
          changed.add(node);
        }
      }
      if (removedNodes.length) {
        // What stood around it may be one line now.
        for (const node of [previousSibling, nextSibling]) {
          if (node?.nodeType === Node.TEXT_NODE) {
            changed.add(node);
          }
        }
        plan();
      }
    }
    if (changed.size > CHANGES) {
      changed = new Set([document.body]);
    }
    if (changed.size) {
      idle.add(changes);
    }
  });

  /** A job that is asked for again and again, and walks through what has changed. */
  const changes = {
    now: null,
    step(until) {
      if (!lives()) {
        return true;
      }
      while (this.now || changed.size) {
        if (this.now === null) {
          const [node] = changed;
          changed.delete(node);
          if (node === null || !node.isConnected) {
            continue;
          }
          this.now = new walk.Walk(node, sink(false), { again: true });
        }
        if (!this.now.step(until)) {
          return false;
        }
        this.now = null;
        if (performance.now() > until) {
          return changed.size === 0;
        }
      }
      plan();
      return true;
    },
  };

  /** Lets go, a while after a change, of what is gone. */
  const plan = () => {
    sweeping ??= setTimeout(() => {
      sweeping = null;
      if (lives()) {
        numbers.sweep();
        openHosts();
        if (numbers.crowded) {
          idle.add(numbers.nearby());
        }
      }
    }, SWEEP);
  };

  const openHosts = () => {
    for (const element of hosts) {
      if (element.shadowRoot) {
        root(element.shadowRoot);
      }
      if (element.shadowRoot || !element.isConnected) {
        hosts.delete(element);
      }
    }
  };

  /** Takes a shadow root in. */
  const root = (shadow) => {
    if (!scanning || roots.has(shadow)) {
      return;
    }
    roots.add(shadow);
    observer.observe(shadow, WATCHED);
    idle.add(new walk.Walk(shadow, sink(false)));
  };

  /** Walks through what is on the screen: from a few points of it, and some way on from each. */
  const front = () => {
    const visited = new Set();
    const jobs = COLUMNS.flatMap((x) => ROWS.map((y) => document.elementFromPoint(x * innerWidth, y * innerHeight)))
      .filter((element, index, list) => element && list.indexOf(element) === index && document.body.contains(element))
      .map((from) => new walk.Walk(document.body, sink(true), { from, most: TEXTS, visited }));
    return {
      step(until) {
        while (jobs.length) {
          if (!jobs[0].step(until)) {
            return false;
          }
          jobs.shift();
        }
        return true;
      },
    };
  };

  /** After a scroll: what came near is asked for first, and painted. */
  const moved = () => {
    if (!scanning || !(judge.busy || numbers.crowded)) {
      return;
    }
    clearTimeout(following);
    following = setTimeout(() => {
      if (lives()) {
        idle.add(front(), true);
        idle.add(numbers.nearby());
      }
    }, FOLLOW);
  };

  const scan = () => {
    if (scanning || silent || document.body === null || document.designMode === "on") {
      return;
    }
    scanning = true;
    walk.code = rules.code;
    observer.observe(document, WATCHED);
    if (document.getElementsByTagName("*").length > LARGE) {
      idle.add(front());
    }
    idle.add(new walk.Walk(document.body, sink(false)));
    idle.add({
      step() {
        LOOKS.forEach((time) => setTimeout(() => lives() && openHosts(), time));
        return true;
      },
    });
    point.start();
    pulse = setInterval(lives, PULSE);
  };

  /** Finds what is on the screen at once, where the page is not being walked through: the agent waits. */
  const onScreen = async () => {
    if (scanning || silent || document.body === null) {
      return;
    }
    const found = [];
    const to = { ...sink(true), add: (one) => found.push(one), again: () => {}, root: () => {}, host: () => {} };
    const until = performance.now() + ON_DEMAND;
    const whole = new walk.Walk(document.body, to);
    whole.step(until);
    walk.forget();
    const batch = found.slice(0, 400);
    const lists = batch.length ? await judge.verdict(batch) : [];
    batch.forEach((candidate, index) => heard(candidate, lists[index]));
  };

  /** Starts New Interaction with a number. */
  const choose = async (number) => {
    const { candidate } = number;
    const holder = number.holder ?? (candidate.carrier || number.range ? numbers.home(number) : null);
    const choice = {
      number: number.number,
      name: holder ? behalf.name(holder) : null,
      body: candidate.body ?? null,
      more: number.more,
      opens: rules?.opens ?? "SidePanel",
    };
    try {
      // At once and not awaited before: the background may open its panel only while the click lasts.
      const reply = await chrome.runtime.sendMessage({ Choose: choice });
      if (reply === "Taken") {
        chip.hide();
      } else {
        chip.refuse(chrome.i18n.getMessage("chipRefused"));
      }
    } catch {
      if (lives()) {
        chip.refuse(chrome.i18n.getMessage("chipRefused"));
      }
    }
  };

  /** Is this the frame that a command is meant for? All are told; one has the focus, or none has and it is the top. */
  const meant = () => {
    const within = document.activeElement?.localName;
    return document.hasFocus() ? within !== "iframe" && within !== "frame" : window === window.top;
  };

  const told = (message, sender, reply) => {
    if (sender.id !== chrome.runtime.id || silent) {
      return false;
    }
    if (message === "Off") {
      fallSilent();
    } else if (message === "SendNearest" || message === "Walk") {
      if (!meant()) {
        return false;
      }
      (message === "Walk" ? point.next() : point.sendNearest()).then(reply, () => reply(false));
      return true;
    } else if (message?.Rules) {
      follow(message.Rules);
    }
    return false;
  };

  const follow = (given) => {
    const code = rules?.code;
    rules = given;
    if (rules.paint) {
      scan();
    }
    if (scanning && code !== undefined && code !== rules.code) {
      walk.code = rules.code;
      changed.add(document.body);
      idle.add(changes);
    }
  };

  /** Leaves nothing behind: no paint, no chip, no listener. */
  const fallSilent = () => {
    if (silent) {
      return;
    }
    silent = true;
    observer.disconnect();
    idle.stop();
    judge.stop();
    point.stop();
    chip.hide();
    numbers.stop();
    clearInterval(pulse);
    clearTimeout(sweeping);
    clearTimeout(following);
    hosts = new Set();
    changed = new Set();
    try {
      chrome.runtime.onMessage.removeListener(told);
    } catch {
      // Went with the extension.
    }
    behalf.alive = () => false;
  };

  const start = async () => {
    chrome.runtime.onMessage.addListener(told);
    judge.listen(heard);
    try {
      const { Rules } = await judge.ask("Rules");
      if (Rules) {
        follow(Rules);
      }
    } catch {
      // Nobody there; a later injection starts anew.
      fallSilent();
    }
  };

  // A document of its own kind (XML, SVG) has no text of this kind.
  if (document.documentElement instanceof HTMLElement) {
    start();
  }

  return {
    lives,
    root,
    moved,
    choose,
    onScreen,
    fallSilent,
    get takesLinks() {
      return rules?.telLinks ?? false;
    },
    /** A field may hold another value than when it was met; nothing tells of that. */
    field(element) {
      if (walk.carriers.get(element)?.key !== element.value) {
        idle.add(new walk.Walk(element, sink(true), { again: true }));
      }
    },
    /** For tests: whether all is done, and what was found. */
    get idle() {
      return !idle.busy && !judge.busy && changed.size === 0;
    },
  };
})();
