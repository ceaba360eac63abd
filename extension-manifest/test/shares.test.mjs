import assert from "node:assert/strict";
import test from "node:test";
import { isDue } from "../src/background/schedule.js";
import { ShareEvents } from "../src/share/share-events.js";
import { reduceShare } from "../src/share/share-state.js";
import { ShareStore } from "../src/share/share-store.js";
import { ago, minuteOf, momentOf, timesLanguage } from "../src/page/times.js";
import { deviceName, failureText } from "../src/page/wording.js";
import { Failure } from "../src/protocol/errors.js";
import { vectors } from "./vectors.mjs";

const { identity_key: key, fingerprint, statements } = vectors("statements.json");
const receipt = statements.find(({ purpose, valid }) => purpose === "receipt" && valid);
const payload = JSON.parse(Buffer.from(receipt.payload, "base64url"));
const id = payload.integration_id;
const server = { url: "https://localhost:8443", fingerprint };
const now = () => "2026-11-24T06:00:00.000Z";

const share = (more = {}) => ({
  integration_id: id, server, workspace: "W", identity: "I", linkedin_member: { number: "42", name: "Ada" },
  accepted_at: now(), state: "ACTIVE", status: "VALID", verified_at: now(), history: [], ...more,
});

async function storeWith(...shares) {
  const kept = {};
  const store = new ShareStore({ get: async () => ({}), set: async (items) => Object.assign(kept, structuredClone(items)) }, () => {});
  await store.load(() => "profile-1");
  for (const it of shares) await store.put(it);
  return { store, kept, events: new ShareEvents(store, now) };
}

const up = { state: "ready" };
const reductions = [
  ["valid", share(), "sharing", false],
  ["otherDevice", share({ current_device: false }), "other_device", false],
  ["pending", share({ status: "PENDING", verified_at: undefined }), "pending", false],
  ["invalid", share({ status: "INVALID", error: "SIGNED_OUT" }), "invalid", false],
  ["signedOut", share({ problem: { error: "SIGNED_OUT" } }), "signed_out", true],
  ["otherMember", share({ problem: { error: "OTHER_MEMBER" } }), "other_member", true],
  ["needsOwner", share({ problem: { error: "NEEDS_OWNER" } }), "needs_owner", true],
  ["throttled", share({ problem: { error: "LINKEDIN_THROTTLED" } }), "linkedin_waits", false],
  ["unreachable", share({ problem: { error: "LINKEDIN_UNREACHABLE" } }), "linkedin_waits", false],
  ["offline", share({ channel: "OFFLINE" }), "server_offline", false],
  ["connecting", share({ channel: "CONNECTING" }), "sharing", false],
  ["refusedChannel", share({ channel: "REFUSED", channel_error: { error: "DEVICE_UNKNOWN" } }), "refused", true],
  ["refusedSession", share({ refusal: { error: "MEMBER_MISMATCH", may_retry: false } }), "refused", true],
  ["refusedForNow", share({ refusal: { error: "STORAGE_UNAVAILABLE", may_retry: true } }), "refused", false],
  ["signedOutWhileOffline", share({ channel: "OFFLINE", problem: { error: "SIGNED_OUT" } }), "signed_out", true],
  ["stopping", share({ state: "STOPPING", problem: { error: "SIGNED_OUT" } }), "stopping", false],
  ["stoppedByOwner", share({ state: "REVOKED", stopped_by: "OWNER" }), "stopped", false],
  ["stoppedByOperator", share({ state: "REVOKED", stopped_by: "OPERATOR" }), "stopped_by_operator", false],
  ["stoppedUnconfirmed", share({ state: "REVOKED", stop_error: "TLS_UNTRUSTED" }), "stopped_unconfirmed", false],
];
for (const [name, it, expected, needsOwner] of reductions) {
  test(`reduceShare_${name}_is_${expected}`, () => {
    const state = reduceShare(it, up, Date.parse(now()));
    assert.deepEqual([state.key, state.needsOwner], [expected, needsOwner]);
  });
}
test("reduceShare_hostDown_hidesAllButTheEnd", () => {
  const down = { state: "down", error: "HOST_MISSING" };
  assert.deepEqual(reduceShare(share(), down, 0), { key: "host_down", tone: "alert", error: "HOST_MISSING", needsOwner: true });
  assert.equal(reduceShare(share({ state: "REVOKED" }), down, 0).key, "stopped");
});

test("load_firstTime_makesTheProfileOnce", async () => {
  const { store, kept } = await storeWith();
  assert.equal(store.profileId, "profile-1");
  assert.equal(kept.profile_id, "profile-1");
  const second = new ShareStore({ get: async () => ({ profile_id: "kept", shares: {} }), set: async () => assert.fail() }, () => {});
  await second.load(() => "other");
  assert.equal(second.profileId, "kept");
});
test("noteSent_history_keepsTheLastFifty", async () => {
  const { store } = await storeWith(share());
  for (let count = 0; count < 60; count++) await store.noteSent(id, { at: String(count), cookies: ["li_at"], outcome: "sent" });
  assert.equal(store.get(id).history.length, 50);
  assert.equal(store.get(id).history.at(-1).at, "59");
});
test("get_nameOfAnObjectsOwn_isNoShare", async () => {
  const { store } = await storeWith();
  assert.equal(store.get("__proto__"), undefined);
  assert.equal(store.get("constructor"), undefined);
});

test("status_ofAnotherServer_changesNothing", async () => {
  const { store, events } = await storeWith(share());
  const integration = { integration_id: id, state: "ACTIVE", status: "INVALID" };
  await events.status({ server: { ...server, fingerprint: "x" }, channel: "OFFLINE", integrations: [integration] });
  assert.deepEqual(store.get(id), share());
});
test("status_ofItsServer_isTaken", async () => {
  const { store, events } = await storeWith(share());
  const integration = { integration_id: id, state: "ACTIVE", status: "INVALID", error: "SIGNED_OUT", linkedin_member: { number: "66" } };
  await events.status({ server, channel: "ONLINE", integrations: [integration, { integration_id: "unknown", state: "ACTIVE" }] });
  const changed = store.get(id);
  assert.deepEqual([changed.status, changed.error, changed.channel], ["INVALID", "SIGNED_OUT", "ONLINE"]);
  assert.equal(changed.linkedin_member.number, "42");
});
test("status_activeAfterTheOwnerStopped_doesNotStartAgain", async () => {
  for (const state of ["STOPPING", "REVOKED"]) {
    const { store, events } = await storeWith(share({ state }));
    await events.status({ server, channel: "ONLINE", integrations: [{ integration_id: id, state: "ACTIVE", status: "VALID" }] });
    assert.equal(store.get(id).state, state);
  }
});
test("receipt_verified_endsTheShareAndIsKept", async () => {
  const { store, events } = await storeWith(share({ state: "STOPPING", problem: { error: "SIGNED_OUT" } }));
  await events.receipt({ integration_id: id, receipt, server_identity_key: key });
  const ended = store.get(id);
  assert.deepEqual([ended.state, ended.receipt.verified, ended.stopped_by], ["REVOKED", true, payload.revoked_by]);
  assert.equal(ended.stopped_at, payload.deleted_at);
  assert.equal(ended.problem, undefined);
});
test("receipt_notVerified_endsTheShareAndIsShownAsSuch", async () => {
  const { store, events } = await storeWith(share());
  await events.receipt({ integration_id: id, receipt: { ...receipt, payload: "e30" }, server_identity_key: key });
  const ended = store.get(id);
  assert.deepEqual([ended.state, ended.stopped_by, ended.receipt.verified, ended.receipt.reason], ["REVOKED", "OPERATOR", false, "SIGNATURE"]);
  await events.receipt({ integration_id: id, receipt, server_identity_key: key });
  assert.equal(store.get(id).receipt.verified, true);
  await events.receipt({ integration_id: id, receipt: {}, server_identity_key: key });
  assert.equal(store.get(id).receipt.verified, true);
});
test("refused_revokedByTheServer_endsTheShare", async () => {
  const { store, events } = await storeWith(share({ history: [{ at: now(), cookies: ["li_at"], outcome: "sent" }] }));
  await events.refused({ integration_id: id, code: 406, error: "INTEGRATION_REVOKED", message: "m", may_retry: false });
  assert.equal(store.get(id).state, "REVOKED");
  assert.deepEqual(store.get(id).history[0], { at: now(), cookies: ["li_at"], outcome: "refused", error: "INTEGRATION_REVOKED" });
});
test("stored_afterARefusal_clearsIt", async () => {
  const { store, events } = await storeWith(share({ refusal: { error: "SESSION_MALFORMED" } }));
  await events.stored({ integration: { integration_id: id, state: "ACTIVE", status: "VALID", verified_at: "2026-11-24T07:00:00Z" } });
  assert.deepEqual([store.get(id).refusal, store.get(id).verified_at], [undefined, "2026-11-24T07:00:00Z"]);
});

const minute = 60_000;
const checked = (minutes, problem) => [share({ checked_at: now(), problem: problem && { error: problem } }), Date.parse(now()) + minutes * minute];
for (const [minutes, problem, signedIn, due] of [
  [1, undefined, true, false], [359, undefined, true, false], [361, undefined, true, true], [1, undefined, false, true],
  [1, "SIGNED_OUT", false, false], [1, "SIGNED_OUT", true, true], [3, "LINKEDIN_UNREACHABLE", true, true],
  [5, "NEEDS_OWNER", true, false], [11, "NEEDS_OWNER", true, true], [29, "LINKEDIN_THROTTLED", true, false],
]) {
  test(`isDue_after${minutes}minutes_${problem ?? "well"}_${signedIn ? "signedIn" : "signedOut"}_${due}`, () => {
    const [it, time] = checked(minutes, problem);
    assert.equal(isDue(it, { signedIn, now: time }), due);
  });
}

test("failureText_labels_areTranslatedAndUnknownOnesPassedOn", () => {
  const text = (name, values) => [name, ...(values ?? [])].join(" ");
  assert.equal(failureText(text, new Failure("LINK_REVOKED", "from afar")), "error_link_revoked");
  assert.equal(failureText(text, Failure.from({ error: "NEW_ONE", code: 999, message: "Something new." })), "Something new.");
  assert.equal(failureText(text, new Failure("DEVICE_KEY_UNUSABLE", "Folder /x")), "Folder /x");
  assert.equal(failureText(text, new Failure("NEW_ONE")), "error_unknown NEW_ONE");
});
test("ago_times_areRoundedDown", () => {
  const at = Date.parse(now());
  assert.deepEqual([30, 130, 7300, 90_000].map((seconds) => ago(now(), "en", at + seconds * 1000)), ["", "2 minutes ago", "2 hours ago", "yesterday"]);
  assert.deepEqual([130, 90_000].map((seconds) => ago(now(), "fr-CA", at + seconds * 1000)), ["il y a 2 minutes", "hier"]);
});
test("times_languages_areWrittenAsThere", () => {
  const plain = (words) => words.replace(/[\u00a0\u202f]/g, " ");
  const time = "2026-11-24T16:08:00";
  const zone = plain(minuteOf(time, "en")).split("PM ")[1];
  assert.equal(plain(minuteOf(time, "en")), `Nov 24, 2026, 4:08 PM ${zone}`);
  assert.match(plain(minuteOf(time, "fr")), /^24 nov\. 2026, 16:08 /);
  const at = (now) => [plain(momentOf(time, "en", Date.parse(now))), plain(momentOf(time, "fr", Date.parse(now)))];
  assert.deepEqual(at("2026-11-24T01:00:00"), ["4:08 PM", "16:08"]);
  assert.deepEqual(at("2026-11-25T01:00:00"), ["Nov 24, 4:08 PM", "24 nov., 16:08"]);
  assert.deepEqual(at("2027-11-24T16:08:00"), ["Nov 24, 2026, 4:08 PM", "24 nov. 2026, 16:08"]);
  assert.deepEqual([minuteOf("never", "en"), momentOf(undefined, "en")], ["", ""]);
});
test("timesLanguage_ofTheUser_isTakenIfItIsThatOfTheTexts", () => {
  assert.deepEqual([["en", "en-GB"], ["fr", "fr-CA"], ["en", "de"], ["fr", "fr"], ["en", undefined]].map((pair) => timesLanguage(...pair)), ["en-GB", "fr-CA", "en", "fr", "en"]);
});
test("deviceName_userAgents_areShort", () => {
  assert.equal(deviceName("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36"), "Chromium on Linux");
  assert.equal(deviceName("Mozilla/5.0 (Windows NT 10.0) Chrome/156 Safari/537.36 Edg/156"), "Edge on Windows");
  assert.equal(deviceName("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:153.0) Gecko/20100101 Firefox/153.0"), "Firefox on macOS");
});
