import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

// Runs `npm ci`, unless node_modules was installed from this very lock file.

const root = new URL("../", import.meta.url);
const lock = readFileSync(new URL("package-lock.json", root), "utf8");
const stamp = new URL("node_modules/.installed-lock.json", root);

if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== lock) {
  const options = { cwd: fileURLToPath(root), stdio: "inherit", shell: process.platform === "win32" };
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], options);
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(stamp, lock);
}
