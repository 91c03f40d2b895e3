// The thread as one writes it in React when one thinks nothing of its length: a component for each message, one for the
// list, which is made once, and one for the field, with the text as its state. It has the words and classes of Behalf's own,
// but not the animation with which Behalf's messages are laid out as they come: ten thousand at once would be its undoing.

"use strict";

const { createElement: element, memo, useState } = React;

const Message = memo(({ text, time, outbound }) =>
  element(
    "article",
    {
      className: outbound ? "message outbound" : "message",
      style: { animation: "none" },
      "data-testid": "message",
      "aria-label": outbound ? "You" : "Maya",
    },
    element("div", { className: "bubble" }, element("p", { className: "message-text" }, text)),
    element(
      "p",
      { className: "message-foot" },
      element("time", null, clock.format(time)),
      outbound && element("span", { className: "delivery" }, "Delivered"),
    ),
  ),
);

const Thread = memo(({ messages }) =>
  element(
    "div",
    { className: "thread-place" },
    element(
      "div",
      { className: "thread", tabIndex: 0, role: "log", "data-testid": "thread" },
      element(
        "div",
        { className: "thread-run" },
        messages.map((message) => element(Message, { key: message.id, ...message })),
      ),
    ),
  ),
);

function Composer() {
  const [text, setText] = useState("");
  return element(
    "div",
    { className: "composer" },
    element("textarea", {
      className: "composer-text",
      rows: 2,
      "data-testid": "composer",
      value: text,
      onChange: (event) => setText(event.target.value),
    }),
    element("div", { className: "composer-foot" }, element("p", { className: "composer-count" }, `${text.length} of 765 characters`)),
  );
}

const clock = new Intl.DateTimeFormat("en", { hour: "numeric", minute: "2-digit" });
const count = Number(new URLSearchParams(location.search).get("messages"));
const messages = Array.from({ length: count }, (_, index) => ({
  id: index,
  text: `What was said before, part ${index}`,
  time: Date.now() - (count - index) * 60_000,
  outbound: index % 2 === 1,
}));
const page = element(
  "div",
  { className: "page" },
  element("main", { className: "desk-pane" }, element(Thread, { messages }), element(Composer)),
);
ReactDOM.createRoot(document.body).render(page);
