import { existsSync, readFileSync } from "node:fs";

const docs = new URL("../../docs/", import.meta.url);

/** The vectors that the protocol page has; the Java tests read the same files. */
export function vectors(name) {
  const file = new URL(`vectors/${name}`, docs);
  if (!existsSync(file)) throw new Error(`docs/vectors/${name} is missing`);
  return JSON.parse(readFileSync(file, "utf8"));
}

export const document = (name) => readFileSync(new URL(name, docs), "utf8");
