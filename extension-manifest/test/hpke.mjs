import { createDecipheriv, createHmac, createPrivateKey, createPublicKey, diffieHellman } from "node:crypto";

/**
 * HPKE (RFC 9180) Auth mode, opening side, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305. Written from the RFC alone, as a
 * second opinion on what the host seals. Not part of the extension.
 */

const kemSuite = Buffer.concat([Buffer.from("KEM"), u16(0x0020)]);
const hpkeSuite = Buffer.concat([Buffer.from("HPKE"), u16(0x0020), u16(0x0001), u16(0x0003)]);
const none = Buffer.alloc(0);

/** Gives the key schedule's results too, which the RFC's vectors list. */
export function setupAuthReceiver({ enc, recipientPrivate, recipientPublic, senderPublic, info }) {
  const sharedSecret = authDecap(enc, recipientPrivate, recipientPublic, senderPublic);
  const pskIdHash = labeledExtract(hpkeSuite, none, "psk_id_hash", none);
  const infoHash = labeledExtract(hpkeSuite, none, "info_hash", info);
  const context = Buffer.concat([Buffer.of(0x02), pskIdHash, infoHash]);
  const secret = labeledExtract(hpkeSuite, sharedSecret, "secret", none);
  const key = labeledExpand(hpkeSuite, secret, "key", context, 32);
  const baseNonce = labeledExpand(hpkeSuite, secret, "base_nonce", context, 12);
  return { sharedSecret, context, secret, key, baseNonce };
}

export function openFirst({ key, baseNonce }, aad, sealed) {
  if (sealed.length < 16) throw new RangeError("no tag");
  const cipher = createDecipheriv("chacha20-poly1305", key, baseNonce, { authTagLength: 16 });
  cipher.setAAD(aad, { plaintextLength: sealed.length - 16 });
  cipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]);
}

function authDecap(enc, recipientPrivate, recipientPublic, senderPublic) {
  const recipient = privateKey(recipientPrivate, recipientPublic);
  const ephemeral = exchange(recipient, enc);
  const authenticating = exchange(recipient, senderPublic);
  const context = Buffer.concat([enc, recipientPublic, senderPublic]);
  const extracted = labeledExtract(kemSuite, none, "eae_prk", Buffer.concat([ephemeral, authenticating]));
  return labeledExpand(kemSuite, extracted, "shared_secret", context, 32);
}

function labeledExtract(suite, salt, label, material) {
  return hmac(salt.length > 0 ? salt : Buffer.alloc(32), Buffer.from("HPKE-v1"), suite, Buffer.from(label), material);
}

function labeledExpand(suite, pseudorandom, label, info, length) {
  const labeled = Buffer.concat([u16(length), Buffer.from("HPKE-v1"), suite, Buffer.from(label), info]);
  const blocks = [];
  for (let block = none, index = 1; blocks.length * 32 < length; index++) {
    block = hmac(pseudorandom, block, labeled, Buffer.of(index));
    blocks.push(block);
  }
  return Buffer.concat(blocks).subarray(0, length);
}

function exchange(key, otherPublic) {
  return diffieHellman({ privateKey: key, publicKey: createPublicKey({ key: jwk(otherPublic), format: "jwk" }) });
}

const privateKey = (d, x) => createPrivateKey({ key: { ...jwk(x), d: d.toString("base64url") }, format: "jwk" });
const jwk = (x) => ({ kty: "OKP", crv: "X25519", x: x.toString("base64url") });

function hmac(key, ...parts) {
  const mac = createHmac("sha256", key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}

function u16(value) {
  return Buffer.of(value >> 8, value & 0xff);
}
