import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { consentTextHash, consentTextIn } from "../src/consent/consent-text.js";
import { errorCodes, hostFailures } from "../src/protocol/errors.js";
import { document } from "./vectors.mjs";

const source = new URL("../src/", import.meta.url);
const locales = readdirSync(new URL("_locales/", source));
const read = (locale) => JSON.parse(readFileSync(new URL(`_locales/${locale}/messages.json`, source), "utf8"));
const english = read("en");
const files = readdirSync(source, { recursive: true }).filter((name) => /\.(js|html|css)$|(?<!_locales.*)manifest\.json$/.test(name));
const texts = new Map(files.map((name) => [name, readFileSync(new URL(name, source), "utf8")]));
const everything = [...texts.values()].join("\n");

const groups = [...new Set(Object.keys(english).map((key) => key.split("_")[0]))].join("|");
const keys = (pattern) => [...everything.matchAll(pattern)].map(([, key]) => key);
const literals = keys(new RegExp(`["'\`]((?:${groups})_[a-z0-9_]+?)["'\`]`, "g"));
const named = keys(/(?:\btext\("|getMessage\("|data-(?:text|label)="|__MSG_)([a-z0-9_]+?)(?:"|__)/g);
const errors = [...Object.keys(errorCodes), ...Object.keys(hostFailures)].map((label) => `error_${label.toLowerCase()}`);
const used = new Set([...literals, ...named, ...errors]);

test("messages_everyUsedKey_exists", () => {
  assert.deepEqual([...used].filter((key) => !(key in english)), []);
});
test("messages_everyKey_isUsed", () => {
  assert.deepEqual(Object.keys(english).filter((key) => !used.has(key)), []);
});

const placeholdersIn = (message) => [...new Set([...message.matchAll(/\$([a-z]+)\$/g)].map(([, name]) => name))].toSorted();
for (const locale of locales) {
  const messages = read(locale);
  test(`locale_${locale}_hasEveryTextAndNoOther`, () => {
    assert.deepEqual(Object.keys(english).filter((key) => !(key in messages)), [], "missing");
    assert.deepEqual(Object.keys(messages).filter((key) => !(key in english)), [], "unused");
    assert.deepEqual(Object.entries(messages).filter(([, { message }]) => !message?.trim()).map(([key]) => key), [], "empty");
    assert.deepEqual(Object.keys(messages), Object.keys(english), "in the same order, so that two can be read side by side");
  });
  test(`locale_${locale}_hasThePlaceholdersOfEnglish`, () => {
    for (const [key, { message, placeholders = {} }] of Object.entries(messages)) {
      assert.deepEqual(placeholdersIn(message), Object.keys(placeholders).toSorted(), key);
      assert.deepEqual(placeholders, english[key]?.placeholders ?? {}, key);
    }
  });
  test(`locale_${locale}_namesItsLanguage`, () => {
    const language = locale.replace("_", "-");
    assert.equal(messages.app_language.message, language);
    assert.ok(Intl.DateTimeFormat.supportedLocalesOf(language).length > 0);
  });
  test(`locale_${locale}_hasItsConsentText`, () => {
    const { id, items, paragraphs } = consentTextIn(locale);
    assert.equal(id, locale === "en" ? "2" : `2-${locale}`);
    assert.deepEqual(items, consentTextIn("en").items);
    assert.equal(paragraphs.length, consentTextIn("en").paragraphs.length);
    for (const word of ["li_at", "li_a", "User-Agent", "Chromium on Linux"]) assert.ok(paragraphs[1].includes(word), word);
  });
}

test("consentTexts_whatWasAccepted_neverChanges", async () => {
  const known = { en: "ouDtkdn9Vu9QWWWOHw9ThNz1IsV4uIUqvPnwiCDG06o", fr: "hBWsCSpnrt-4RejE61ARcjqRmVcRFNbKFcYM9D9N8WE" };
  assert.deepEqual(Object.keys(known), locales);
  for (const [locale, hash] of Object.entries(known)) assert.equal(await consentTextHash(consentTextIn(locale)), hash, locale);
  assert.equal(consentTextIn("fr-CA").id, "2-fr");
  assert.equal(consentTextIn("de").id, "2");
});

test("french_everyText_isTypeset", () => {
  const words = [...Object.values(read("fr")).map(({ message }) => message), ...consentTextIn("fr").paragraphs];
  for (const message of words) {
    assert.doesNotMatch(message, /['"“”]/, message);
    assert.doesNotMatch(message.replaceAll("chrome://", ""), /[^\u202f][;:?!»]|«[^\u202f]/, message);
    assert.doesNotMatch(message, /\u00a0| {2}|\.\.\./, message);
  }
});

test("errorCodes_protocolPage_saysTheSame", () => {
  const rows = [...document("protocol.md").matchAll(/^\| (\d+) \| ([A-Z_]+) \| (yes|no) \| (.+?) \|$/gm)].filter(([, code]) => code < 700 || code === "813");
  assert.equal(rows.length, Object.keys(errorCodes).length);
  for (const [, code, label, retry, text] of rows) {
    assert.deepEqual(errorCodes[label], { code: Number(code), mayRetry: retry === "yes" }, label);
    assert.equal(english[`error_${label.toLowerCase()}`].message, text);
  }
});

test("pages_everyText_comesFromLocales", () => {
  for (const [name, page] of [...texts].filter(([name]) => name.endsWith(".html"))) {
    const words = page.replace(/<[^>]*>/g, "").trim();
    assert.equal(words, "", `${name} has text of its own`);
    assert.doesNotMatch(page, /<style|style=|\son[a-z]+=|<script(?![^>]*\bsrc=)/, `${name} has inline script or style`);
  }
});
