// Counts the texts of standard input, a JSON string a line: prints for each a line with its encoding, its units, its
// parts, and whether a character of it has several code points.

"use strict";

const { createInterface } = require("node:readline");
const { SegmentedMessage } = require("sms-segments-calculator");

createInterface({ input: process.stdin }).on("line", (line) => {
  const text = JSON.parse(line);
  const message = new SegmentedMessage(text);
  const bits = message.encodingName === "GSM-7" ? 7 : 16;
  const composed = message.graphemes.some((one) => [...one].length > 1);
  // Of an empty text it makes one part.
  const parts = text === "" ? 0 : message.segmentsCount;
  console.log(JSON.stringify([message.encodingName, message.messageSize / bits, parts, composed]));
});
