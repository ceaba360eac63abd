import assert from "node:assert/strict";
import test from "node:test";
import { pausedUntil } from "../src/background/pauses.js";
import { reduceShare } from "../src/share/share-state.js";
import { liAt, standIn, turn } from "./stand-ins.mjs";
import { activeShare, id, integration, launch, read, server } from "./world.mjs";

const hour = 3_600_000;
const start = Date.parse("2026-11-24T06:00:00Z");
const soon = "2026-11-24T07:00:00.000Z";
const past = "2026-11-24T05:30:00.000Z";
const error = (message, port, more) => port.say({ type: "error", id: message.id, ...more });
const offline = { code: 502, error: "SERVER_UNREACHABLE", may_retry: true };

/** A host that takes pauses. `answers.pause` can be an error. */
const pausing = (answers = {}) => (message, port) => {
  if (message.type !== "pause") return;
  if (answers.pause) return void error(message, port, answers.pause);
  port.say({ type: "paused", id: message.id, integration: { ...integration, ...(message.until && { paused_until: message.until }) } });
};
const world = (answers, share = activeShare, more = {}) => launch({ shares: { [id]: share }, script: pausing(answers), capabilities: ["pause"], ...more });
const pause = (it, until) => it.companion.message({ type: "pause", integration_id: id, until }, {});
const viewOf = async (it) => (await it.companion.message({ type: "overview" }, {})).shares[0].view;

for (const [name, share, expected] of [
  ["neither", {}, undefined], ["told", { paused_until: soon }, soon], ["toldAndOver", { paused_until: past }, undefined],
  ["wished", { pause_wish: { until: soon } }, soon], ["wishedOtherwise", { pause_wish: { until: soon }, paused_until: past }, soon],
  ["wishedToGoOn", { pause_wish: {}, paused_until: soon }, soon], ["wishedAndOver", { pause_wish: { until: past } }, undefined],
  ["garbage", { paused_until: "tomorrow" }, undefined],
]) {
  test(`pausedUntil_${name}_is_${expected}`, () => assert.equal(pausedUntil(share, start), expected));
}

for (const [name, more, key, tone] of [
  ["paused", { paused_until: soon }, "paused", "calm"],
  ["pausedAndOver", { paused_until: past }, "sharing", "good"],
  ["notTaken", { pause_wish: { until: soon } }, "paused_here", "waiting"],
  ["goingOn", { pause_wish: {}, paused_until: soon }, "resuming", "waiting"],
  ["goingOnOfNothing", { pause_wish: {} }, "sharing", "good"],
  ["signedOut", { paused_until: soon, problem: { error: "SIGNED_OUT" } }, "paused", "calm"],
  ["refused", { paused_until: soon, channel: "REFUSED", channel_error: { error: "DEVICE_UNKNOWN" } }, "paused", "calm"],
  ["stopping", { paused_until: soon, state: "STOPPING" }, "stopping", "waiting"],
  ["stopped", { paused_until: soon, state: "REVOKED" }, "stopped", "ended"],
]) {
  test(`reduceShare_pause_${name}_is_${key}`, () => {
    for (const host of [{ state: "ready" }, { state: "down", error: "HOST_MISSING" }]) {
      if (host.state === "down" && key === "sharing") continue;
      const state = reduceShare({ ...activeShare, ...more }, host, start);
      assert.deepEqual([state.key, state.tone, state.needsOwner], [key, tone, false]);
    }
  });
}

test("pause_serverTakesIt_isKeptAndSendsNothing", async () => {
  const it = world();
  await turn();
  assert.deepEqual(await pause(it, soon), {});
  assert.deepEqual(it.sent("pause").map(({ id: _id, ...message }) => message), [{ type: "pause", server, integration_id: id, until: soon }]);
  assert.deepEqual([it.local.shares[id].paused_until, it.local.shares[id].pause_wish, it.local.shares[id].state], [soon, undefined, "ACTIVE"]);
  assert.deepEqual(await viewOf(it), { key: "paused", tone: "calm", until: soon, needsOwner: false });
  const connects = it.sent("connect").length;
  assert.equal(await read(it), undefined);
  assert.equal(it.linkedIn.requests.length, 0);
  assert.equal(it.sent("connect").length, connects);
  await it.companion.cookieChanged({ cookie: liAt("n"), removed: false, cause: "explicit" });
  await it.clock.pass(hour / 2);
  await it.companion.alarm("safety-net");
  assert.deepEqual(it.sent("changed"), []);
});

test("pause_whileLinkedInIsAsked_sendsNothing", async () => {
  const linkedIn = standIn({ onRequest: () => pause(it, soon) });
  const it = world({}, activeShare, { linkedIn });
  assert.equal(await read(it), undefined);
  assert.equal(linkedIn.requests.length, 1);
});

test("pause_over_goesOnByItself", async () => {
  const it = world();
  await turn();
  await pause(it, soon);
  assert.equal(it.alarms["pause-end"], Date.parse(soon));
  await it.clock.pass(hour);
  await it.companion.alarm("pause-end");
  assert.deepEqual(it.sent("changed"), [{ type: "changed", reason: "ALARM" }]);
  assert.equal(it.local.shares[id].paused_until, undefined);
  assert.equal(it.alarms["pause-end"], undefined);
  assert.equal((await read(it)).type, "session");
  await it.companion.alarm("safety-net");
  assert.equal(it.sent("changed").length, 1);
});

test("pause_overThatTheServerStillNames_isNoPauseAgain", async () => {
  const it = world({}, { ...activeShare, paused_until: soon });
  await turn();
  await it.clock.pass(hour);
  await it.companion.alarm("pause-end");
  it.ports[0].say({ type: "stored", integration: { ...integration, paused_until: soon } });
  await turn();
  await it.companion.alarm("safety-net");
  assert.equal(it.sent("changed").length, 1);
});

test("pause_workerDies_holdsAndEnds", async () => {
  const before = world();
  await turn();
  await pause(before, soon);
  const it = world({}, activeShare, { local: before.local, clock: before.clock });
  await turn();
  assert.equal((await viewOf(it)).key, "paused");
  assert.equal(it.alarms["pause-end"], Date.parse(soon));
  assert.equal(await read(it), undefined);
  await it.clock.pass(hour);
  const last = world({}, activeShare, { local: it.local, clock: it.clock });
  await last.companion.alarm("pause-end");
  await turn();
  assert.equal((await viewOf(last)).key, "sharing");
  assert.equal((await read(last)).type, "session");
});

test("pause_serverOffline_holdsHereAndIsToldLater", async () => {
  const answers = { pause: offline };
  const it = world(answers);
  await turn();
  assert.equal((await pause(it, soon)).error, "SERVER_UNREACHABLE");
  assert.equal((await viewOf(it)).key, "paused_here");
  assert.equal(await read(it), undefined);
  answers.pause = undefined;
  it.ports[0].say({ type: "status", server, channel: "ONLINE", integrations: [integration] });
  await turn();
  assert.equal((await viewOf(it)).key, "paused");
});

test("pause_toldByNobodyUntilItIsOver_isForgotten", async () => {
  const it = world({ pause: offline });
  await turn();
  await pause(it, soon);
  await it.clock.pass(hour);
  await it.companion.alarm("safety-net");
  assert.equal(it.local.shares[id].pause_wish, undefined);
  assert.equal((await viewOf(it)).key, "sharing");
});

test("pause_refusedForGood_holdsHereAndIsNotAskedAgain", async () => {
  const it = world({ pause: { code: 103, error: "MESSAGE_UNKNOWN", may_retry: false } });
  await turn();
  assert.equal((await pause(it, soon)).error, "MESSAGE_UNKNOWN");
  it.ports[0].say({ type: "status", server, channel: "ONLINE" });
  await turn();
  assert.equal(it.sent("pause").length, 1);
  assert.equal((await viewOf(it)).key, "paused_here");
});

test("resume_serverTakesIt_goesOnAtOnce", async () => {
  const it = world({}, { ...activeShare, paused_until: soon });
  await turn();
  await pause(it, undefined);
  assert.ok(!("until" in it.sent("pause")[0]));
  assert.equal((await viewOf(it)).key, "sharing");
  assert.deepEqual(it.sent("changed"), [{ type: "changed", reason: "ALARM" }]);
});

test("resume_serverOffline_staysPausedUntilItKnows", async () => {
  const answers = { pause: offline };
  const it = world(answers, { ...activeShare, paused_until: soon });
  await turn();
  await pause(it, undefined);
  assert.equal((await viewOf(it)).key, "resuming");
  assert.equal(await read(it), undefined);
  answers.pause = undefined;
  it.ports[0].say({ type: "status", server, channel: "ONLINE" });
  await turn();
  assert.equal((await viewOf(it)).key, "sharing");
  assert.equal(it.sent("changed").length, 1);
});

test("resume_atTheServersPage_goesOnHere", async () => {
  const it = world({}, { ...activeShare, paused_until: soon });
  await turn();
  it.ports[0].say({ type: "status", server, channel: "ONLINE", integrations: [integration] });
  await turn();
  assert.equal((await viewOf(it)).key, "sharing");
  assert.equal(it.sent("changed").length, 1);
});

test("pause_changedMeanwhile_theLastWishWins", async () => {
  const held = [];
  const it = launch({ shares: { [id]: activeShare }, script: (message, port) => message.type === "pause" && held.push([message, port]) });
  await turn();
  const first = pause(it, soon);
  await turn();
  await pause(it, undefined);
  const answer = ([message, port]) => port.say({ type: "paused", id: message.id, integration: { ...integration, paused_until: message.until } });
  answer(held[0]);
  await turn();
  answer(held[1]);
  await first;
  assert.equal((await viewOf(it)).key, "sharing");
  assert.equal(it.local.shares[id].pause_wish, undefined);
});

test("pause_stoppedMeanwhile_isStopped", async () => {
  const it = world({}, { ...activeShare, paused_until: soon });
  await turn();
  it.companion.message({ type: "stop", integration_id: id }, {});
  await turn();
  assert.equal((await viewOf(it)).key, "stopping");
  await pause(it, undefined);
  assert.equal(it.sent("pause").length, 0);
});

test("refused_pausedElsewhere_waitsAndAsksAgainLater", async () => {
  const it = world({}, { ...activeShare, checked_at: "2026-11-24T06:00:00.000Z" });
  await turn();
  it.ports[0].say({ type: "refused", integration_id: id, code: 407, error: "INTEGRATION_PAUSED", message: "m", may_retry: true });
  await turn();
  const view = await viewOf(it);
  assert.deepEqual([view.key, view.error, view.needsOwner], ["refused", "INTEGRATION_PAUSED", false]);
  await it.clock.pass(4 * 60_000);
  await it.companion.alarm("safety-net");
  assert.equal(it.sent("changed").length, 0);
  await it.clock.pass(60_000);
  await it.companion.alarm("safety-net");
  assert.equal(it.sent("changed").length, 1);
});

const ownerPage = (url) => (message, port) => message.type === "owner_page" && port.say({ type: "owner_page", id: message.id, integration_id: id, url });
test("ownerPage_ofItsServer_isOpened", async () => {
  const it = launch({ shares: { [id]: activeShare }, script: ownerPage(`${server.url}/owner#key`), capabilities: ["owner_page"] });
  await turn();
  assert.deepEqual(await it.companion.message({ type: "owner_page", integration_id: id }, {}), {});
  assert.deepEqual(it.tabs, [`${server.url}/owner#key`]);
  assert.deepEqual(it.sent("owner_page").map(({ id: _id, ...message }) => message), [{ type: "owner_page", server, integration_id: id }]);
  assert.doesNotMatch(JSON.stringify(it.local), /#key/);
});
for (const url of ["https://localhost:9999/owner", "http://localhost:8443/owner", "javascript:alert(1)", undefined]) {
  test(`ownerPage_${url}_isRefused`, async () => {
    const it = launch({ shares: { [id]: activeShare }, script: ownerPage(url) });
    await turn();
    assert.equal((await it.companion.message({ type: "owner_page", integration_id: id }, {})).error, "MESSAGE_INVALID");
    assert.deepEqual(it.tabs, []);
  });
}
