import assert from "node:assert/strict";
import test from "node:test";
import { containsHead, verifyRecord } from "../src/protocol/record.js";
import { vectors } from "./vectors.mjs";

const { entries, head } = vectors("record.json");

test("verifyRecord_wholeRecord_isIntact", async () => {
  const record = await verifyRecord(entries);
  assert.equal(record.intact, true);
  assert.equal(record.head, head);
  assert.equal(record.count, entries.length);
  assert.equal(record.entries[0].event, "ACCEPTED");
});

test("verifyRecord_newestEntriesOnly_isIntactFromItsAnchor", async () => {
  assert.equal((await verifyRecord(entries.slice(2))).intact, true);
});

test("verifyRecord_empty_isIntact", async () => {
  assert.deepEqual(await verifyRecord([]), { intact: true, entries: [], head: null, count: 0 });
});

const broken = {
  changedBody: entries.with(2, { ...entries[2], body: entries[2].body.replace("2026", "2027") }),
  changedFirst: entries.with(0, { ...entries[0], body: entries[0].body.replace("Ada", "Eve") }),
  changedHash: entries.with(1, { ...entries[1], hash: entries[2].hash }),
  missingEntry: entries.toSpliced(2, 1),
  swappedEntries: [entries[0], entries[2], entries[1], ...entries.slice(3)],
  bodyThatIsNoJson: entries.with(3, { ...entries[3], body: "{" }),
  hashThatIsNoHash: entries.with(3, { ...entries[3], hash: "*" }),
};
for (const [name, received] of Object.entries(broken)) {
  test(`verifyRecord_${name}_isNotIntact`, async () => {
    assert.equal((await verifyRecord(received)).intact, false);
  });
}

test("containsHead_headOfReceipt_mustBeInTheRecord", () => {
  assert.equal(containsHead(entries, { entries: entries.length, head }), true);
  assert.equal(containsHead(entries, { entries: 1, head: entries[0].hash }), true);
  assert.equal(containsHead(entries, { entries: entries.length, head: entries[0].hash }), false);
  assert.equal(containsHead(entries.slice(0, 2), { entries: entries.length, head }), false);
});
