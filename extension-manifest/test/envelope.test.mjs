import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";
import { openFirst, setupAuthReceiver } from "./hpke.mjs";
import { vectors } from "./vectors.mjs";

const hex = (text) => Buffer.from(text, "hex");
const base64url = (text) => Buffer.from(text, "base64url");

test("setupAuthReceiver_vectorA23OfRfc9180_agreesInEveryStep", () => {
  const context = setupAuthReceiver({
    enc: hex("f7674cc8cd7baa5872d1f33dbaffe3314239f6197ddf5ded1746760bfc847e0e"),
    recipientPrivate: hex("3ca22a6d1cda1bb9480949ec5329d3bf0b080ca4c45879c95eddb55c70b80b82"),
    recipientPublic: hex("1a478716d63cb2e16786ee93004486dc151e988b34b475043d3e0175bdb01c44"),
    senderPublic: hex("f0f4f9e96c54aeed3f323de8534fffd7e0577e4ce269896716bcb95643c8712b"),
    info: hex("4f6465206f6e2061204772656369616e2055726e"),
  });
  assert.equal(context.sharedSecret.toString("hex"), "d2d67828c8bc9fa661cf15a31b3ebf1febe0cafef7abfaaca580aaf6d471e3eb");
  assert.equal(context.secret.toString("hex"), "3022dfc0a81d6e09a2e6daeeb605bb1ebb9ac49535540d9a4c6560064a6c6da8");
  assert.equal(context.key.toString("hex"), "b071fd1136680600eb447a845a967d35e9db20749cdf9ce098bcc4deef4b1356");
  assert.equal(context.baseNonce.toString("hex"), "d20577dff16d7cea2c4bf780");
  const sealed = hex("ab1a13c9d4f01a87ec3440dbd756e2677bd2ecf9df0ce7ed73869b98e00c09be111cb9fdf077347aeb88e61bdf");
  assert.equal(openFirst(context, Buffer.from("Count-0"), sealed).toString(), "Beauty is truth, truth beauty");
});

for (const [index, vector] of vectors("envelopes.json").vectors.entries()) {
  test(`open_vector${index}_${vector.purpose}_${vector.opens ? "opens" : "doesNotOpen"}: ${vector.note}`, () => {
    if (vector.opens) {
      assert.deepEqual(open(vector), base64url(vector.plaintext));
      assert.equal(vector.info, `edges-companion.1 ${vector.purpose} ${vector.recipient_key_id}`);
      assert.equal(keyId(vector.recipient_public_key), vector.recipient_key_id);
    } else {
      assert.throws(() => open(vector));
    }
  });
}

/** docs/protocol.md section 4, with the keys, info and aad that the receiver expects. */
function open(vector) {
  const text = vector.envelope;
  assert.ok(/^[A-Za-z0-9_-]+$/.test(text) && text.length <= 16384);
  const envelope = base64url(text);
  assert.equal(envelope.toString("base64url"), text);
  assert.equal(envelope[0], 0x01);
  const context = setupAuthReceiver({
    enc: envelope.subarray(1, 33),
    recipientPrivate: base64url(vector.recipient_private_key),
    recipientPublic: base64url(vector.recipient_public_key),
    senderPublic: base64url(vector.device_public_key),
    info: Buffer.from(vector.info, "ascii"),
  });
  return openFirst(context, Buffer.from(vector.aad, "ascii"), envelope.subarray(33));
}

const keyId = (publicKey) => createHash("sha256").update(base64url(publicKey)).digest().subarray(0, 8).toString("base64url");
