import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

// Renders src/icons/icon.svg to the committed PNGs with a Chromium (CHROMIUM, or `chromium`). Only needed after a change of the drawing.

const sizes = [16, 32, 48, 128];
const icons = fileURLToPath(new URL("../src/icons/", import.meta.url));
const chromium = process.env.CHROMIUM ?? "chromium";
const drawing = readFileSync(join(icons, "icon.svg")).toString("base64");
const work = mkdtempSync(join(tmpdir(), "icons-"));
const page = join(work, "icons.html");

// A screenshot would be of the window, which can be smaller than it was asked to be.
writeFileSync(page, `<body><script>
  const image = new Image();
  image.onload = () => {
    for (const size of ${JSON.stringify(sizes)}) {
      const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
      canvas.getContext("2d").drawImage(image, 0, 0, size, size);
      document.body.append("[" + size + ":" + canvas.toDataURL("image/png").split(",")[1] + "]");
    }
  };
  image.src = "data:image/svg+xml;base64,${drawing}";
</script>`);
const flags = ["--headless=new", "--no-sandbox", "--disable-gpu", `--user-data-dir=${join(work, "profile")}`, "--virtual-time-budget=5000", "--dump-dom"];
const dom = execFileSync(chromium, [...flags, `file://${page}`], { stdio: ["ignore", "pipe", "ignore"] }).toString();
for (const size of sizes) {
  const [, png] = new RegExp(`\\[${size}:([A-Za-z0-9+/=]+)\\]`).exec(dom);
  writeFileSync(join(icons, `${size}.png`), Buffer.from(png, "base64"));
}
rmSync(work, { recursive: true, force: true });
