import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { errorCodes, hostFailures } from "../src/protocol/errors.js";
import { document } from "./vectors.mjs";

const source = new URL("../src/", import.meta.url);
const messages = JSON.parse(readFileSync(new URL("_locales/en/messages.json", source), "utf8"));
const files = readdirSync(source, { recursive: true }).filter((name) => /\.(js|html|css)$|manifest\.json$/.test(name));
const texts = new Map(files.map((name) => [name, readFileSync(new URL(name, source), "utf8")]));
const everything = [...texts.values()].join("\n");

const groups = "app|badge|consent|error|event|notify|popup|sent|state|time|verified";
const literals = everything.matchAll(new RegExp(`(?:["'\`]|__MSG_)((?:${groups})_[a-z0-9_]+?)(?:["'\`]|__)`, "g"));
const computed = [...Object.keys(errorCodes), ...Object.keys(hostFailures)].map((label) => `error_${label.toLowerCase()}`);
const used = new Set([...[...literals].map(([, key]) => key), ...computed]);

test("messages_everyUsedKey_exists", () => {
  assert.deepEqual([...used].filter((key) => !(key in messages)), []);
});

test("messages_everyKey_isUsed", () => {
  assert.deepEqual(Object.keys(messages).filter((key) => !used.has(key)), []);
});

test("messages_everyPlaceholder_isDeclaredAndUsed", () => {
  for (const [key, { message, placeholders = {} }] of Object.entries(messages)) {
    const named = [...message.matchAll(/\$([a-z]+)\$/g)].map(([, name]) => name);
    assert.deepEqual(named.toSorted(), Object.keys(placeholders).toSorted(), key);
  }
});

test("errorCodes_protocolPage_saysTheSame", () => {
  const rows = [...document("protocol.md").matchAll(/^\| (\d+) \| ([A-Z_]+) \| (yes|no) \| (.+?) \|$/gm)].filter(([, code]) => code < 700 || code === "813");
  assert.equal(rows.length, Object.keys(errorCodes).length);
  for (const [, code, label, retry, text] of rows) {
    assert.deepEqual(errorCodes[label], { code: Number(code), mayRetry: retry === "yes" }, label);
    assert.equal(messages[`error_${label.toLowerCase()}`].message, text);
  }
});

test("pages_everyText_comesFromLocales", () => {
  for (const [name, page] of [...texts].filter(([name]) => name.endsWith(".html"))) {
    const words = page.replace(/<[^>]*>/g, "").trim();
    assert.equal(words, "", `${name} has text of its own`);
    assert.doesNotMatch(page, /<style|style=|\son[a-z]+=|<script(?![^>]*\bsrc=)/, `${name} has inline script or style`);
  }
});
