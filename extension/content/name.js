// Whose number it is, where the page says so.

"use strict";

behalf.name ??= (() => {
  const MOST = 120;

  /** Plain text, on one line; null where it is no name. */
  const plain = (text) => {
    const name = (text ?? "").slice(0, 1000).replace(/[\s\p{C}]+/gu, " ").trim();
    return /\p{L}/u.test(name) && !/\p{Nd}{4}/u.test(name) ? name.slice(0, MOST).trim() : null;
  };

  const textOf = (element) => plain(element?.getAttribute("content") || element?.textContent);

  const inScope = (element) => {
    let scope = element.closest("[itemscope]");
    for (let up = 0; scope && up < 4; up += 1) {
      const holder = scope;
      const named = [...scope.querySelectorAll("[itemprop~=name]")].find(
        (one) => (one.parentElement?.closest("[itemscope]") ?? null) === holder,
      );
      const name = textOf(named);
      if (name) {
        return name;
      }
      scope = scope.parentElement?.closest("[itemscope]");
    }
    return null;
  };

  const inCard = (element) => textOf(element.closest(".vcard,.h-card")?.querySelector(".fn,.p-name"));

  const inRow = (element) => {
    const row = element.closest("tr,[role=row]");
    const cell = element.closest("td,th,[role=cell],[role=gridcell]");
    if (!row || !cell) {
      return null;
    }
    const header = row.querySelector(":scope > th[scope=row], :scope > [role=rowheader]");
    const first = [...row.children].find((one) => plain(one.textContent) || one === cell);
    return textOf(header) ?? (first === cell ? null : textOf(first));
  };

  const ofLink = (element) => {
    const link = element.closest("a,area");
    const said = link?.getAttribute("title") || link?.getAttribute("aria-label");
    return plain(said?.replace(/^\s*(?:call|text|phone|dial|sms)\s+/i, ""));
  };

  /** @param {Element} element what holds the number */
  return (element) => inScope(element) ?? inCard(element) ?? inRow(element) ?? ofLink(element);
})();
