// Writes google-libphonenumber.tsv: what google-libphonenumber 3.2.47 makes of 10,000 numbers of all regions. To make it again, in a folder of its own:
//   npm install google-libphonenumber@3.2.47 && cp <this file> . && node generate.mjs > google-libphonenumber.tsv
// The numbers are grown from the library's example numbers of each region and type by a fixed-seed generator, so a second
// run writes the same bytes.
//
// One line a number, tab-separated:
//   region     where it is dialled from
//   input      what is parsed
//   verdict    valid, or the reason why not: too-short, too-long, invalid-length, local-only, calling-code, invalid, unreadable
//   e164       of a valid number, else -
//   of         the region it belongs to, else -; 001 for any with a calling code of no country
//   type       the number of google-libphonenumber's PhoneNumberType, else -
//   extension  split off, else -
//   typed      the as-you-type text once the input's digits (and a leading plus) are all typed
//   steps      FNV-1a (32 bit) over the as-you-type text after each of them, every one closed with a newline
import lib from "google-libphonenumber";

const COUNT = 10_000;
const { PhoneNumberUtil, PhoneNumberFormat: Format, PhoneNumberType: Type, AsYouTypeFormatter } = lib;
const util = PhoneNumberUtil.getInstance();
const { ValidationResult: Length } = PhoneNumberUtil;

let state = 20250601;
const random = (below) => {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % below;
};
const pick = (list) => list[random(list.length)];

const regions = [...util.getSupportedRegions()].sort();
const types = Object.entries(Type).filter(([name]) => !["FIXED_LINE_OR_MOBILE", "UNKNOWN"].includes(name));

const examples = regions.flatMap((region) =>
  types
    .map(([, type]) => util.getExampleNumberForType(region, type))
    .filter((number) => number?.getNationalNumber())
    .map((number) => ({ region, number })),
);
for (const code of [800, 808, 870, 878, 881, 882, 883, 888, 979]) {
  const number = util.getExampleNumberForNonGeoEntity(code);
  if (number) examples.push({ region: pick(regions), number });
}

const replaceDigits = (text, how) => text.replace(/\d/g, how);
const inDigitsFrom = (zero) => (text) => replaceDigits(text, (d) => String.fromCodePoint(zero + Number(d)));
const digitsOf = (text) => text.replace(/\D/g, "");
const lastDigits = (text, count) => {
  let left = digitsOf(text).length;
  return replaceDigits(text, (d) => (left-- <= count ? String(random(10)) : d));
};

const e164 = (n) => util.format(n, Format.E164);
const international = (n) => util.format(n, Format.INTERNATIONAL);
const national = (n) => util.format(n, Format.NATIONAL);
const abroad = (n, from) => util.formatOutOfCountryCallingNumber(n, from);

// Each shape is [weight, how to write the number, dialled from home or from anywhere].
const shapes = [
  [4, e164, "anywhere"],
  [4, international, "anywhere"],
  [6, national, "home"],
  [3, (n) => digitsOf(national(n)), "home"],
  [2, (n) => util.getNationalSignificantNumber(n), "home"],
  [2, abroad, "anywhere"],
  [1, (n) => util.format(n, Format.RFC3966), "anywhere"],
  [1, (n) => international(n).replace(/[ -]/g, "."), "anywhere"],
  [1, (n) => international(n).replace(/ /g, "\u00a0").replace(/-/g, "\u2011"), "anywhere"],
  [1, (n) => e164(n).slice(1), "home"],
  [1, (n) => international(n).replace(/^(\+\d+) /, "$1 (0) "), "anywhere"],
  [1, (n) => inDigitsFrom(0xff10)(national(n)), "home"],
  [1, (n) => inDigitsFrom(0x0660)(national(n)), "home"],
  [1, (n) => inDigitsFrom(0x06f0)(e164(n)), "anywhere"],
  [1, (n) => `${national(n)} ext. ${1 + random(9999)}`, "home"],
  [4, (n) => lastDigits(e164(n), 1 + random(8)), "anywhere"],
  [4, (n) => lastDigits(national(n), 1 + random(8)), "home"],
  [1, (n) => e164(n).slice(0, -1 - random(5)), "anywhere"],
  [1, (n) => national(n).replace(/\D*\d$/, ""), "home"],
  [1, (n) => e164(n) + random(1000), "anywhere"],
  [1, (n) => national(n) + random(10), "home"],
  [1, () => `+${Array.from({ length: 4 + random(10) }, () => random(10)).join("")}`, "anywhere"],
].flatMap(([weight, ...shape]) => Array(weight).fill(shape));

const verdicts = new Map([
  [Length.TOO_SHORT, "too-short"],
  [Length.TOO_LONG, "too-long"],
  [Length.INVALID_LENGTH, "invalid-length"],
  [Length.IS_POSSIBLE_LOCAL_ONLY, "local-only"],
  [Length.INVALID_COUNTRY_CODE, "calling-code"],
  [Length.IS_POSSIBLE, "invalid"],
]);

const judge = (region, input) => {
  let number;
  try {
    number = util.parse(input, region);
  } catch (error) {
    const reason = /country/i.test(error.message) ? "calling-code"
      : /too short/i.test(error.message) ? "too-short"
      : /too long/i.test(error.message) ? "too-long"
      : "unreadable";
    return [reason, "-", "-", "-", "-"];
  }
  const extension = number.getExtension() || "-";
  if (!util.isValidNumber(number)) {
    const nowhere = util.getRegionCodeForCountryCode(number.getCountryCode()) === "001";
    return [verdicts.get(util.isPossibleNumberWithReason(number)), "-", nowhere ? "001" : "-", "-", extension];
  }
  number.clearExtension();
  return ["valid", e164(number), util.getRegionCodeForNumber(number), util.getNumberType(number), extension];
};

const typing = (region, input) => {
  const keys = (input.match(/^\D*\+/) && !/^\D*\d/.test(input.split("+")[0]) ? "+" : "") + PhoneNumberUtil.normalizeDigitsOnly(input);
  const formatter = new AsYouTypeFormatter(region);
  let hash = 0x811c9dc5;
  let text = "";
  for (const key of keys) {
    text = formatter.inputDigit(key);
    for (const byte of new TextEncoder().encode(text + "\n")) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return [text, hash.toString(16).padStart(8, "0")];
};

const seen = new Set();
const lines = [];
for (let i = 0; lines.length < COUNT; i++) {
  const { region: home, number } = i < examples.length ? examples[i] : pick(examples);
  const [write, from] = i < examples.length ? [i % 2 ? national : e164, "home"] : pick(shapes);
  const region = from === "home" ? home : pick(regions);
  const input = write(number, region);
  const key = `${region} ${input}`;
  if (seen.has(key) || /[\t\n]/.test(input)) continue;
  seen.add(key);
  lines.push([region, input, ...judge(region, input), ...typing(region, input)].join("\t"));
}
console.log(lines.join("\n"));
