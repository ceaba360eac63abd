import assert from "node:assert/strict";
import test from "node:test";
import { looksLikeLink, parseLink, sameServer } from "../src/protocol/link.js";
import { vectors } from "./vectors.mjs";

const { links } = vectors("links.json");

for (const { text, valid, server, id, fingerprint, note } of links) {
  test(`parseLink_${note.replaceAll(" ", "_")}_${valid ? "parses" : "isMalformed"}`, () => {
    if (!valid) return assert.throws(() => parseLink(text), { label: "LINK_MALFORMED", code: 201 });
    const link = parseLink(text);
    assert.deepEqual(link.server, { url: server, fingerprint });
    assert.equal(link.id, id);
    assert.equal(link.text, text);
  });
}

for (const notText of [undefined, null, 7, {}, ["https://localhost"]]) {
  test(`parseLink_${JSON.stringify(notText)}_isMalformed`, () => {
    assert.throws(() => parseLink(notText), { label: "LINK_MALFORMED" });
  });
}

test("parseLink_bitsThatNoBytesHave_isMalformed", () => {
  const { text } = links.find(({ valid }) => valid);
  assert.throws(() => parseLink(`${text.slice(0, -1)}R`), { label: "LINK_MALFORMED" });
});

test("looksLikeLink_cutLink_isOfferedForReview", () => {
  const { text } = links.find(({ valid }) => valid);
  assert.ok(looksLikeLink(text));
  assert.ok(looksLikeLink(text.slice(0, -5)));
  assert.ok(!looksLikeLink("https://example.com/share"));
  assert.ok(!looksLikeLink(undefined));
});

test("sameServer_defaultPortWritten_isTheSame", () => {
  const one = { url: "https://a.example", fingerprint: "f" };
  assert.ok(sameServer(one, { url: "https://a.example:443/", fingerprint: "f" }));
  assert.ok(!sameServer(one, { url: "https://a.example", fingerprint: "g" }));
  assert.ok(!sameServer(one, undefined));
});
