import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { manifestFor } from "../build/manifest.mjs";
import { document } from "./vectors.mjs";

const source = new URL("../src/", import.meta.url);
const read = (path) => JSON.parse(readFileSync(new URL(path, source), "utf8"));
const { gecko } = manifestFor("firefox", read("manifest.json")).browser_specific_settings;
const page = document("stores.md");
const said = (what) => new RegExp(`^\\*\\*${what}\\.\\*\\* (.+)$`, "m").exec(page)[1];

test("storesPage_nameAndShortDescription_areTheManifests", () => {
  const english = read("_locales/en/messages.json");
  assert.equal(said("Name"), english.app_name.message);
  assert.equal(said("Short description"), english.app_description.message);
});
test("descriptions_everyLocale_fitTheStores", () => {
  for (const locale of ["en", "fr"]) assert.ok(read(`_locales/${locale}/messages.json`).app_description.message.length <= 132, locale);
});
test("storesPage_idAndDataOfFirefox_areTheManifests", () => {
  const [, row] = /^\| AMO: `data_collection_permissions`, required \| (.+) \|$/m.exec(page);
  assert.deepEqual([...row.matchAll(/`(\w+)`/g)].map(([, name]) => name), gecko.data_collection_permissions.required);
  assert.ok(page.includes(`\`${gecko.id}\``));
});
