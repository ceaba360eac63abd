import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { manifestFor } from "../build/manifest.mjs";
import { document } from "./vectors.mjs";

const root = new URL("../", import.meta.url);
const source = JSON.parse(readFileSync(new URL("src/manifest.json", root), "utf8"));
const page = document("permissions.md");

const listed = (heading) => {
  const [, section] = page.split(`## ${heading}\n`);
  return [...section.split("\n## ")[0].matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
};

test("permissions_pageAndManifest_listTheSame", () => {
  assert.deepEqual(listed("Permissions"), source.permissions);
  assert.deepEqual(listed("Hosts"), source.host_permissions);
  assert.deepEqual(listed("Pages that may speak to the extension"), source.externally_connectable.matches);
});

test("permissions_optionalOnes_areNotAsked", () => {
  for (const key of ["optional_permissions", "optional_host_permissions", "content_scripts", "web_accessible_resources"]) {
    assert.ok(!(key in source), key);
  }
});

test("manifest_key_givesTheKnownId", () => {
  const digest = createHash("sha256").update(Buffer.from(source.key, "base64")).digest("hex").slice(0, 32);
  const id = digest.replace(/./g, (digit) => String.fromCharCode(97 + parseInt(digit, 16)));
  assert.equal(id, "fhfedlnmiglobclpgdmiminldpogjkhh");
});

test("contentSecurityPolicy_default_isNothing", () => {
  const policy = source.content_security_policy.extension_pages;
  assert.match(policy, /^default-src 'none';/);
  assert.doesNotMatch(policy, /unsafe|data:|blob:|\*/);
});

test("manifestFor_firefox_hasEventPageAndNoKey", () => {
  const manifest = manifestFor("firefox", source);
  assert.deepEqual(manifest.background, { scripts: ["background.js"], type: "module" });
  assert.ok(manifest.browser_specific_settings.gecko.id);
  assert.ok(!("key" in manifest) && !("externally_connectable" in manifest) && !("minimum_chrome_version" in manifest));
  assert.deepEqual(manifest.permissions, source.permissions);
});

test("manifestFor_ownOrigins_replaceTheList", () => {
  const manifest = manifestFor("chromium", source, { origins: ["https://companion.example/*"] });
  assert.deepEqual(manifest.externally_connectable.matches, ["https://companion.example/*"]);
  assert.deepEqual(source.externally_connectable.matches, ["https://localhost/*"]);
});

test("lockFile_hostNames_areNotInIt", () => {
  assert.doesNotMatch(readFileSync(new URL("package-lock.json", root), "utf8"), /:\/\//);
});

test("versions_packageAndManifest_areTheSame", () => {
  assert.equal(JSON.parse(readFileSync(new URL("package.json", root), "utf8")).version, source.version);
});

const modules = readdirSync(new URL("src/", root), { recursive: true }).filter((name) => name.endsWith(".js"));
for (const name of modules) {
  test(`source_${name}_keepsTheHouseRules`, () => {
    const code = readFileSync(new URL(`src/${name}`, root), "utf8");
    if (name !== "browser.js") assert.doesNotMatch(code, /\bchrome\./);
    assert.doesNotMatch(code, /console\.|innerHTML|outerHTML|insertAdjacentHTML|\bTODO\b|eval\(/);
    assert.ok(code.split("\n").length <= 400);
  });
}
