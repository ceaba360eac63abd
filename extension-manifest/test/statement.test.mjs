import assert from "node:assert/strict";
import test from "node:test";
import { verifyReceipt, verifyStatement } from "../src/protocol/statement.js";
import { vectors } from "./vectors.mjs";

const { identity_key: key, fingerprint, statements } = vectors("statements.json");

for (const { purpose, valid, note, identity_key: ownKey, ...statement } of statements) {
  test(`verifyStatement_${note.replaceAll(" ", "_")}_${valid ? "isVerified" : "isNot"}`, async () => {
    const result = await verifyStatement(statement, purpose, ownKey ?? key, fingerprint);
    assert.equal(result.verified, valid);
    assert.equal("payload" in result, valid);
  });
}

const receipt = statements.find(({ purpose, valid }) => purpose === "receipt" && valid);

test("verifyReceipt_ofAnotherIntegration_isNotVerified", async () => {
  const { payload } = await verifyStatement(receipt, "receipt", key, fingerprint);
  assert.equal((await verifyReceipt(receipt, key, fingerprint, payload.integration_id)).verified, true);
  const other = await verifyReceipt(receipt, key, fingerprint, "00000000-0000-0000-0000-000000000000");
  assert.deepEqual(other, { verified: false, reason: "PAYLOAD" });
});

for (const [name, statement, theKey] of [
  ["nothing", undefined, key],
  ["noPayload", {}, key],
  ["noKey", receipt, undefined],
  ["keyThatIsNoText", receipt, 7],
]) {
  test(`verifyReceipt_${name}_isNotVerified`, async () => {
    assert.equal((await verifyReceipt(statement, theKey, fingerprint, "x")).verified, false);
  });
}
