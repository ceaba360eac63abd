import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { manifestFor } from "./manifest.mjs";

// node build/build.mjs [--origin https://companion.example/*]…   writes target/chromium and target/firefox

const root = new URL("../", import.meta.url);
const source = new URL("src/", root);
const { values } = parseArgs({ options: { origin: { type: "string", multiple: true, default: [] } } });
const manifest = JSON.parse(await readFile(new URL("manifest.json", source), "utf8"));

for (const family of ["chromium", "firefox"]) {
  const target = new URL(`target/${family}/`, root);
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  await cp(source, target, { recursive: true, filter: (path) => !path.endsWith(".svg") });
  const written = manifestFor(family, manifest, { origins: values.origin });
  await writeFile(new URL("manifest.json", target), `${JSON.stringify(written, null, 2)}\n`);
  process.stdout.write(`${fileURLToPath(target)}\n`);
}
