import { fromBase64url } from "./base64url.js";
import { Failure } from "./errors.js";

const form = /^(https:\/\/[A-Za-z0-9.:[\]-]+)((?:\/[A-Za-z0-9._~-]+)*)\/share\/([A-Za-z0-9_-]{22})#([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{43})$/;

/**
 * Parses a shared link (docs/protocol.md section 3), or throws `LINK_MALFORMED`. The secret is not taken out of the link:
 * only the host needs it, and it gets the whole link. `server.url` has the path that the server stands behind, if any.
 */
export function parseLink(text) {
  const [, site, prefix, id, secret, fingerprint] = (typeof text === "string" && form.exec(text)) || [];
  const wellFormed = URL.canParse(site ?? "") && !hasDots(prefix) && [id, secret, fingerprint].every(isCanonical);
  if (!wellFormed) throw new Failure("LINK_MALFORMED");
  const { origin, host } = new URL(site);
  return { text, server: { url: origin + prefix, fingerprint }, host: host + prefix, id };
}

/** Whether the address looks like a shared link that its owner may want to review; it may still be malformed. */
export function looksLikeLink(address) {
  return typeof address === "string" && /^https:\/\/[^/?#]+(?:\/[^/?#]+)*\/share\/[^/?#]+#./.test(address);
}

/** A browser leaves such a segment out: the link would lead elsewhere than it says. */
const hasDots = (prefix) => prefix.split("/").some((segment) => segment === "." || segment === "..");

/** The last character of a cut or mistyped link is likely to carry bits that no 16 or 32 bytes have. */
function isCanonical(part) {
  try {
    return Boolean(fromBase64url(part));
  } catch {
    return false;
  }
}

export function sameServer(one, other) {
  return Boolean(one && other) && one.fingerprint === other.fingerprint && addressOf(one.url) === addressOf(other.url);
}

/** A server's address as people read it: host, port and path. */
export const placeOf = (url) => new URL(url).host + pathOf(new URL(url));

export const originOf = (url) => (URL.canParse(url) ? new URL(url).origin : undefined);

/** Whether a page belongs to the server: same origin, below its path. */
export function isPageOf(url, server) {
  const base = addressOf(server.url);
  return Boolean(base) && base.startsWith("https://") && URL.canParse(url) && new URL(url).href.startsWith(`${base}/`);
}

function addressOf(url) {
  return URL.canParse(url) ? new URL(url).origin + pathOf(new URL(url)) : undefined;
}

const pathOf = ({ pathname }) => pathname.replace(/\/$/, "");
