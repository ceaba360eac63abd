import { fromBase64url, join, sha256, toBase64url, utf8 } from "./base64url.js";

/**
 * Verifies a statement (docs/protocol.md section 2) in the order that the page demands: key against fingerprint, signature,
 * and only then the payload. Returns `{ verified: true, payload }` or `{ verified: false, reason }` with reason `KEY`,
 * `SIGNATURE`, `PAYLOAD`, or `UNSUPPORTED` where the browser has no Ed25519 (Chrome before 137).
 */
export async function verifyStatement(statement, purpose, serverIdentityKey, fingerprint) {
  try {
    const key = fromBase64url(serverIdentityKey);
    if (toBase64url(await sha256(key)) !== fingerprint) return refuse("KEY");
    const payload = fromBase64url(statement.payload);
    const signature = fromBase64url(statement.signature);
    const verified = await verifySignature(key, signature, join(utf8(`edges-companion.1 ${purpose}\0`), payload));
    if (verified === undefined) return refuse("UNSUPPORTED");
    return verified ? { verified: true, payload: parse(payload) } : refuse("SIGNATURE");
  } catch {
    return refuse("PAYLOAD");
  }
}

/** A receipt counts only for the integration that it was asked for. */
export async function verifyReceipt(receipt, serverIdentityKey, fingerprint, integrationId) {
  const result = await verifyStatement(receipt, "receipt", serverIdentityKey, fingerprint);
  if (result.verified && result.payload.integration_id !== integrationId) return refuse("PAYLOAD");
  return result;
}

async function verifySignature(key, signature, signed) {
  let publicKey;
  try {
    publicKey = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
  } catch (cause) {
    if (cause.name === "NotSupportedError") return undefined;
    throw cause;
  }
  return crypto.subtle.verify({ name: "Ed25519" }, publicKey, signature, signed);
}

function parse(bytes) {
  const payload = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  if (payload === null || typeof payload !== "object" || Array.isArray(payload)) throw new TypeError("not an object");
  return payload;
}

const refuse = (reason) => ({ verified: false, reason });
