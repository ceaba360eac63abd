import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { unzipSync } from "fflate";

const root = fileURLToPath(new URL("../", import.meta.url));
const source = JSON.parse(readFileSync(join(root, "src/manifest.json"), "utf8"));
const out = mkdtempSync(join(tmpdir(), "packages-"));
test.after(() => rmSync(out, { recursive: true, force: true }));
const node = (...command) => execFileSync(process.execPath, command, { cwd: root, stdio: "pipe" });
node("build/build.mjs");
const make = (folder) => {
  node("build/package.mjs", "--out", join(out, folder));
  return readdirSync(join(out, folder)).toSorted().map((name) => [name, readFileSync(join(out, folder, name))]);
};
const packages = make("first");

test("packages_eachStore_hasOne", () => {
  assert.deepEqual(packages.map(([name]) => name), ["chrome", "edge", "firefox"].map((store) => `edges-companion-extension-${store}-${source.version}.zip`));
});
test("packages_madeTwice_areTheSameBytes", () => {
  for (const [index, [name, bytes]] of make("second").entries()) assert.ok(bytes.equals(packages[index][1]), name);
});

for (const [name, bytes] of packages) {
  const files = unzipSync(bytes);
  const read = (path) => Buffer.from(files[path]).toString("utf8");
  const manifest = JSON.parse(read("manifest.json"));
  const isFirefox = name.includes("firefox");

  test(`${name}_files_areTheExtensionsOnly`, () => {
    for (const path of Object.keys(files)) assert.match(path, /^[a-zA-Z_][\w/-]*\.(js|json|html|css|png)$/);
    assert.deepEqual(Object.keys(files), Object.keys(files).toSorted());
    for (const path of Object.keys(files)) assert.doesNotMatch(path, /test|\.map$/);
  });
  test(`${name}_manifest_isForTheStore`, () => {
    assert.equal(manifest.manifest_version, 3);
    assert.equal(manifest.version, source.version);
    assert.ok(!("key" in manifest));
    assert.equal("browser_specific_settings" in manifest, isFirefox);
    assert.deepEqual(manifest.permissions, source.permissions);
    assert.deepEqual(manifest.host_permissions, source.host_permissions);
    assert.ok(!JSON.stringify(manifest).includes("<all_urls>"));
  });
  test(`${name}_everyFileThatIsNamed_isThere`, () => {
    const { icons, action, background } = manifest;
    const worker = isFirefox ? background.scripts : [background.service_worker];
    const named = [...Object.values(icons), ...Object.values(action.default_icon), action.default_popup, ...worker];
    for (const path of Object.keys(files)) {
      const beside = (it) => posix.join(posix.dirname(path), it);
      if (path.endsWith(".html")) named.push(...[...read(path).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, it]) => beside(it)));
      if (!path.endsWith(".js")) continue;
      named.push(...[...read(path).matchAll(/(?:from|import) "(\.[^"]+)"/g)].map(([, it]) => beside(it)));
      named.push(...[...read(path).matchAll(/"(\w+\/\w+\.(?:html|png))"/g)].map(([, it]) => it));
    }
    assert.ok(named.length > 60);
    assert.deepEqual(named.filter((path) => !(path in files)), []);
  });
  test(`${name}_everyLocale_isWhole`, () => {
    const locales = Object.keys(files).filter((path) => path.startsWith("_locales/"));
    assert.deepEqual(locales, ["_locales/en/messages.json", "_locales/fr/messages.json"]);
    assert.ok(locales.includes(`_locales/${manifest.default_locale}/messages.json`));
    const [english, french] = locales.map((path) => Object.keys(JSON.parse(read(path))));
    assert.deepEqual(french, english);
  });
}

test("firefoxPackage_asTheStoreLintsIt_hasNoWarning", () => {
  node("node_modules/addons-linter/bin/addons-linter", "--warnings-as-errors", "--boring", join(out, "first", packages[2][0]));
});
