import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

// Renders src/icons/icon.svg to the committed PNGs with a Chromium (CHROMIUM, or `chromium`). Only needed after a change of the drawing.

const icons = fileURLToPath(new URL("../src/icons/", import.meta.url));
const chromium = process.env.CHROMIUM ?? "chromium";
const drawing = readFileSync(join(icons, "icon.svg"), "utf8");
const work = mkdtempSync(join(tmpdir(), "icons-"));

for (const size of [16, 32, 48, 128]) {
  const page = join(work, `${size}.html`);
  writeFileSync(page, `<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${drawing}`);
  execFileSync(
    chromium,
    [
      "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--default-background-color=00000000",
      `--user-data-dir=${join(work, "profile")}`, `--window-size=${size},${size}`,
      `--screenshot=${join(icons, `${size}.png`)}`, `file://${page}`,
    ],
    { stdio: "ignore" },
  );
}
rmSync(work, { recursive: true, force: true });
