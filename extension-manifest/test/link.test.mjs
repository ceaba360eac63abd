import assert from "node:assert/strict";
import test from "node:test";
import { isPageOf, looksLikeLink, parseLink, placeOf, sameServer } from "../src/protocol/link.js";
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

const { id: linkId, text: plain, fingerprint: print } = links.find(({ note }) => note === "host with a port");
const behind = (prefix) => plain.replace("/share/", `${prefix}/share/`);
for (const [prefix, path = prefix] of [["/companion"], ["/a/b-c/d_e.f~g"], ["/share"], ["/share/share"], ["/..."], ["/Team"]]) {
  test(`parseLink_behind${prefix}_hasThePathInItsServer`, () => {
    const link = parseLink(behind(prefix));
    assert.deepEqual(link.server, { url: `https://companion.example.com:8443${path}`, fingerprint: print });
    assert.equal(link.host, `companion.example.com:8443${path}`);
    assert.equal(link.id, linkId);
    assert.ok(looksLikeLink(behind(prefix)));
  });
}
for (const prefix of ["/", "//a", "/a/", "/a//b", "/.", "/..", "/a/../b", "/a/.", "/%61", "/a b", "/é", "/a;b", "/a?b", "/a:b", "/a@b"]) {
  test(`parseLink_behind${prefix}_isMalformed`, () => {
    assert.throws(() => parseLink(behind(prefix)), { label: "LINK_MALFORMED" });
  });
}
test("looksLikeLink_shareInAQuery_isNone", () => {
  assert.ok(!looksLikeLink("https://example.com/?next=/share/x#y"));
});

test("sameServer_behindAPath_isTheSameOnlyThere", () => {
  const one = { url: "https://a.example/team", fingerprint: "f" };
  assert.ok(sameServer(one, { url: "https://A.example:443/team/", fingerprint: "f" }));
  for (const url of ["https://a.example", "https://a.example/Team", "https://a.example/team/more", "nonsense"]) {
    assert.ok(!sameServer(one, { url, fingerprint: "f" }), url);
  }
});

const home = { url: "https://a.example/team", fingerprint: "f" };
test("isPageOf_itsOwnPages_are", () => {
  for (const url of ["https://a.example/team/owner#key", "https://a.example:443/team/owner?x", "https://a.example/x/../team/owner"]) {
    assert.ok(isPageOf(url, home), url);
  }
  assert.ok(isPageOf("https://a.example/owner", { url: "https://a.example" }));
});
test("isPageOf_everythingElse_isNot", () => {
  const others = [
    "https://a.example/team", "https://a.example/teams/owner", "https://a.example/team/../owner", "https://a.example/owner",
    "http://a.example/team/owner", "https://b.example/team/owner", "https://a.example@b.example/team/owner", "https://a.example:8443/team/owner",
    "https://a.example.b.example/team/owner", "https://user@a.example/team/owner", "javascript:alert(1)", "/team/owner", "", undefined, 7,
  ];
  for (const url of others) assert.ok(!isPageOf(url, home), String(url));
  assert.ok(!isPageOf("http://a.example/owner", { url: "http://a.example" }));
});
test("placeOf_server_isReadable", () => {
  assert.deepEqual(["https://a.example", "https://a.example:8443/team"].map(placeOf), ["a.example", "a.example:8443/team"]);
});
