import { fromBase64url } from "./base64url.js";
import { Failure } from "./errors.js";

const form = /^(https:\/\/[A-Za-z0-9.:[\]-]+)\/share\/([A-Za-z0-9_-]{22})#([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{43})$/;

/**
 * Parses a shared link (docs/protocol.md section 3), or throws `LINK_MALFORMED`. The secret is not taken out of the link:
 * only the host needs it, and it gets the whole link.
 */
export function parseLink(text) {
  const parts = typeof text === "string" ? form.exec(text) : null;
  if (!parts || !URL.canParse(parts[1]) || parts.slice(2).some((part) => !isCanonical(part))) {
    throw new Failure("LINK_MALFORMED");
  }
  const server = new URL(parts[1]);
  return { text, server: { url: server.origin, fingerprint: parts[4] }, host: server.host, id: parts[2] };
}

/** Whether the address looks like a shared link that its owner may want to review; it may still be malformed. */
export function looksLikeLink(address) {
  return typeof address === "string" && /^https:\/\/[^/?#]+\/share\/[^/?#]+#./.test(address);
}

/** The last character of a cut or mistyped link is likely to carry bits that no 16 or 32 bytes have. */
function isCanonical(part) {
  try {
    return Boolean(fromBase64url(part));
  } catch {
    return false;
  }
}

export function sameServer(one, other) {
  return Boolean(one && other) && one.fingerprint === other.fingerprint && originOf(one.url) === originOf(other.url);
}

function originOf(url) {
  return URL.canParse(url) ? new URL(url).origin : undefined;
}
