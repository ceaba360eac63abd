import { fromBase64url, sha256, toBase64url, utf8 } from "./base64url.js";

/**
 * Verifies the hash chain of a consent record (docs/protocol.md section 5.5) and parses its bodies. Of a record that is longer
 * than what was sent, the first entry's hash is the anchor: it cannot be recomputed, every later one is.
 * Returns `{ intact, entries, head, count }`; `head` and `count` can be compared with a receipt.
 */
export async function verifyRecord(received) {
  const entries = [];
  let previous;
  let intact = true;
  for (const { body, hash } of received) {
    const entry = parse(body);
    if (!entry || (entries.length > 0 && entry.index !== entries.at(-1).index + 1)) intact = false;
    if (entries.length === 0 && entry?.index === 0) previous = new Uint8Array(32);
    if (previous && toBase64url(await sha256(previous, utf8(body))) !== hash) intact = false;
    previous = bytesOf(hash) ?? previous;
    entries.push(entry ?? { index: NaN });
  }
  return { intact, entries, head: received.at(-1)?.hash ?? null, count: (entries.at(-1)?.index ?? -1) + 1 };
}

/** Whether the record that a receipt names is the beginning of this one. */
export function containsHead(received, consentRecord) {
  const named = received.find(({ body }) => parse(body)?.index === consentRecord.entries - 1);
  return named?.hash === consentRecord.head;
}

function parse(body) {
  try {
    const entry = JSON.parse(body);
    return Number.isInteger(entry?.index) ? entry : undefined;
  } catch {
    return undefined;
  }
}

function bytesOf(hash) {
  try {
    return fromBase64url(hash);
  } catch {
    return undefined;
  }
}
