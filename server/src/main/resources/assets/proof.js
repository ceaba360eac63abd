// What a browser can check by itself: the chain of the consent record and the server's signature on a receipt.
const HASH_BYTES = 32;
const encoder = new TextEncoder();

function bytesOf(base64url) {
  return Uint8Array.from(atob(base64url.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
}

function base64urlOf(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));

function joined(...parts) {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return all;
}

/** Index of the first entry that does not follow from the one before it, or undefined. The first one is believed unless it is the record's first. */
export async function findBreak(entries) {
  let previous = new Uint8Array(HASH_BYTES);
  let expected = JSON.parse(entries[0]?.body ?? '{"index":0}').index;
  for (const [place, { body, hash }] of entries.entries()) {
    const { index } = JSON.parse(body);
    if (index !== expected) return expected;
    expected++;
    if (place > 0 || index === 0) {
      if (base64urlOf(await sha256(joined(previous, encoder.encode(body)))) !== hash) return index;
    }
    previous = bytesOf(hash);
  }
  return undefined;
}

/** Whether the key signed the receipt; undefined if this browser cannot tell. */
export async function isSigned({ payload, signature }, publicKey) {
  try {
    const key = await crypto.subtle.importKey('raw', bytesOf(publicKey), { name: 'Ed25519' }, false, ['verify']);
    const message = joined(encoder.encode('edges-companion.1 receipt\0'), bytesOf(payload));
    return await crypto.subtle.verify({ name: 'Ed25519' }, key, bytesOf(signature), message);
  } catch (error) {
    if (error.name === 'NotSupportedError' || error.name === 'SyntaxError') return undefined;
    return false;
  }
}

export const statementOf = ({ payload }) => JSON.parse(new TextDecoder().decode(bytesOf(payload)));

/** What a shared link carries after its secret. */
export const fingerprintOf = async (publicKey) => base64urlOf(await sha256(bytesOf(publicKey)));
