// Whose number it is, where the page says so.

"use strict";

behalf.name ??= (() => {
  const MOST = 120;
  const SCOPES = 4;

  /** Plain text on one line; null where it is no name. */
  const plain = (text) => {
    const name = (text ?? "").slice(0, 1000).replace(/[\s\p{C}]+/gu, " ").trim();
    return /[^\d\s\p{P}\p{S}]/u.test(name) && !/\d{4}/.test(name) ? name.slice(0, MOST).trim() : null;
  };

  const textOf = (element) => plain(element?.getAttribute("content") || element?.textContent);

  const inScope = (element) => {
    let scope = element.closest("[itemscope]");
    for (let up = 0; scope && up < SCOPES; up += 1) {
      const names = [...scope.querySelectorAll("[itemprop~=name]")];
      const name = textOf(names.find((one) => one.parentElement.closest("[itemscope]") === scope));
      if (name) {
        return name;
      }
      scope = scope.parentElement?.closest("[itemscope]");
    }
    return null;
  };

  const inCard = (element) => textOf(element.closest(".vcard,.h-card")?.querySelector(".fn,.p-name"));

  /** The first line of a cell that names somebody, but for what is there for the eye only, as initials are. */
  const inCell = (cell) => {
    const decor = [...(cell?.querySelectorAll("[aria-hidden=true]") ?? [])].map((one) => plain(one.innerText));
    return (cell?.innerText ?? "").slice(0, 1000).split("\n").map(plain).find((line) => line && !decor.includes(line)) ?? null;
  };

  const inRow = (element) => {
    const row = element.closest("tr,[role=row]");
    const cell = element.closest("td,th,[role=cell],[role=gridcell]");
    if (!row || !cell) {
      return null;
    }
    const header = row.querySelector(":scope > th[scope=row],:scope > [role=rowheader]");
    const first = [...row.children].find((one) => one === cell || plain(one.textContent));
    return inCell(header) ?? (first === cell ? null : inCell(first));
  };

  const ofLink = (element) => {
    const link = element.closest("a");
    return plain((link?.title || link?.ariaLabel)?.replace(/^\s*(?:call|text|phone|dial|sms)\s+/i, ""));
  };

  /** @param {Element} element what holds the number */
  return (element) => inScope(element) ?? inCard(element) ?? inRow(element) ?? ofLink(element);
})();
