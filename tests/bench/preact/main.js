// Draws what Behalf's popup shows: the same elements with the same attributes and texts, from the same storage.
import { h, render } from "preact";

const stored = chrome.storage.session.get("bench");

const draw = (node) =>
  typeof node === "string" ? node : h(node.name, node.attributes, ...node.children.map(draw));

const { bench } = await stored;
render(bench.map(draw), document.body);
