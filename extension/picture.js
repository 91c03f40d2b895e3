// What a page showed last, to be painted while its wasm is still being compiled. The background forgets all pictures
// whenever it stores another view; should one be taken at that very moment, it stands until the page itself does.

const PAGE = document.documentElement.dataset.page;
/** How long to wait for a frame, in milliseconds: a page that nobody sees gets none. */
const FRAME = 50;
/** How long a page has to be at rest before it is pictured, in milliseconds. */
const REST = 300;
/** What a picture does not tell: where a thread was scrolled to, or that something open will be closed. */
const PASSING = "[role=log], [aria-expanded=true], dialog[open]";

/** Paints the picture, if there is one; until it is to be seen. Nothing in it reacts. */
export const show = async (pictures) => {
  const picture = pictures?.[PAGE];
  if (picture) {
    const { body } = new DOMParser().parseFromString(picture, "text/html");
    document.body.inert = true;
    document.body.replaceChildren(...body.childNodes);
    // The frame after the one that it is painted in: by then it is out of our hands.
    const frame = new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
    await Promise.race([frame, new Promise((given) => setTimeout(given, FRAME))]);
  }
};

/** Makes room for the page itself. */
export const clear = () => {
  document.body.replaceChildren();
  document.body.inert = false;
};

/** Pictures the page from now on, whenever it has changed and come to rest. */
export const keep = () => {
  let rest;
  const changed = () => {
    clearTimeout(rest);
    // Refused where the extension is just being loaded anew; the page goes with its earlier self.
    rest = setTimeout(() => take().catch(() => {}), REST);
  };
  new MutationObserver(changed).observe(document.body, { subtree: true, childList: true, attributes: true });
  changed();
};

const take = async () => {
  // Read first, so that nothing comes between the look at the page and the write.
  const { pictures } = await chrome.storage.session.get("pictures");
  if (document.querySelector(PASSING)) {
    return;
  }
  const copy = document.body.cloneNode(true);
  // What is typed is no part of the markup.
  copy.querySelectorAll("input").forEach((input) => input.setAttribute("value", input.value));
  copy.querySelectorAll("textarea").forEach((area) => area.replaceChildren(area.value));
  await chrome.storage.session.set({ pictures: { ...pictures, [PAGE]: copy.innerHTML } });
};
