import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { zipSync } from "fflate";
import { forStore } from "./manifest.mjs";

// node build/package.mjs [--out FOLDER]   packs target/chromium and target/firefox into what the three stores take

const root = fileURLToPath(new URL("../", import.meta.url));
const { values } = parseArgs({ options: { out: { type: "string", default: join(root, "target") } } });
// The first day that a zip can name, for every file: the same files make the same bytes.
const mtime = new Date(1980, 0, 1);
const stores = { chrome: "chromium", edge: "chromium", firefox: "firefox" };

mkdirSync(values.out, { recursive: true });
for (const [store, family] of Object.entries(stores)) {
  const folder = join(root, "target", family);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1).split(sep).join("/"))
    .map((name) => [name, readFileSync(join(folder, name))]);
  const contents = new Map(files);
  const manifest = forStore(JSON.parse(contents.get("manifest.json")));
  contents.set("manifest.json", Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
  const path = join(values.out, `edges-companion-extension-${store}-${manifest.version}.zip`);
  const sorted = [...contents].toSorted(([one], [other]) => (one < other ? -1 : 1));
  writeFileSync(path, zipSync(Object.fromEntries(sorted), { level: 9, mtime }));
  process.stdout.write(`${path}\n`);
}
