import assert from "node:assert/strict";
import test from "node:test";
import { meAnswer, standIn, turn } from "./stand-ins.mjs";
import { activeShare, id, integration, launch, read, server } from "./world.mjs";

const minute = 60_000;
const other = "9d1f2c3b-0000-4000-8000-000000000001";
const gone = "Specified native messaging host not found.";
const missingHost = (message, port) => message.type === "hello" && port.end(gone);
const launchWithout = (more = {}) => launch({ shares: { [id]: activeShare }, script: missingHost, ...more });
const with_ = (more) => ({ shares: { [id]: { ...activeShare, ...more } } });

for (const [name, share, key] of [
  ["signedOut", { problem: { error: "SIGNED_OUT" } }, "signed_out"],
  ["otherMember", { problem: { error: "OTHER_MEMBER" } }, "other_member"],
  ["verification", { problem: { error: "NEEDS_OWNER" } }, "needs_owner"],
  ["refusedForGood", { channel: "REFUSED", channel_error: { error: "DEVICE_UNKNOWN" } }, "refused"],
]) {
  test(`attention_${name}_marksTheButtonAndNotifiesOnce`, async () => {
    const world = launch(with_(share));
    await turn();
    await world.companion.alarm("safety-net");
    assert.deepEqual([world.badge, world.badgeTitle], ["!", `badge_needs_owner attention_${key}`]);
    assert.deepEqual(world.notes, [`${key}:${id}`]);
  });
}
for (const [name, share] of [
  ["sharing", {}], ["throttled", { problem: { error: "LINKEDIN_THROTTLED" } }], ["offline", { channel: "OFFLINE" }],
  ["refusedForNow", { refusal: { error: "STORAGE_UNAVAILABLE", may_retry: true } }], ["stoppedByOwner", { state: "REVOKED", stopped_by: "OWNER" }],
  ["signedOutWhilePaused", { problem: { error: "SIGNED_OUT" }, paused_until: "2026-11-25T06:00:00Z" }],
]) {
  test(`attention_${name}_isQuiet`, async () => {
    const world = launch(with_(share));
    await turn();
    assert.deepEqual([world.badge, world.badgeTitle, world.notes], ["", "app_name", []]);
  });
}

test("attention_stoppedByTheWorkspace_isToldWithoutAMark", async () => {
  const world = launch(with_({ state: "REVOKED", stopped_by: "OPERATOR" }));
  await turn();
  assert.deepEqual([world.badge, world.notes], ["", [`stopped_by_operator:${id}`]]);
  await world.companion.message({ type: "forget", integration_id: id }, {});
  await turn();
  assert.equal(world.shown.size, 0);
});

test("attention_severalCauses_areNamedOnceEach", async () => {
  const signedOut = { ...activeShare, problem: { error: "SIGNED_OUT" } };
  const shares = { [id]: signedOut, [other]: { ...signedOut, integration_id: other }, third: { ...activeShare, integration_id: "third", channel: "REFUSED", channel_error: {} } };
  const world = launch({ shares });
  await turn();
  assert.equal(world.badgeTitle, "badge_needs_owner attention_signed_out; attention_refused");
  assert.deepEqual(world.notes.toSorted(), [`refused:third`, `signed_out:${id}`, `signed_out:${other}`]);
});

test("attention_solved_clearsTheNotificationAndTellsTheNextOne", async () => {
  const linkedIn = standIn({ answers: [meAnswer({ number: "43" }), meAnswer(), meAnswer({ number: "43" })] });
  const world = launch({ shares: { [id]: activeShare }, linkedIn });
  await read(world);
  assert.deepEqual([...world.shown], [`other_member:${id}`]);
  await read(world);
  await turn();
  assert.deepEqual([[...world.shown], world.badge], [[], ""]);
  await read(world);
  assert.equal(world.notes.length, 2);
});

test("attention_hiddenForAWhile_isNoNewsAfterwards", async () => {
  const world = launch(with_({ problem: { error: "SIGNED_OUT" } }));
  await turn();
  world.ports[0].say({ type: "status", server, channel: "ONLINE", integrations: [integration] });
  world.ports[0].end(gone);
  await turn();
  assert.deepEqual([...world.shown], [`signed_out:${id}`]);
  await world.clock.pass(minute);
  await world.companion.alarm("safety-net");
  await turn();
  assert.deepEqual(world.notes, [`signed_out:${id}`]);
});

test("attention_refusedForNowThenForGood_isTold", async () => {
  const world = launch(with_({ refusal: { error: "STORAGE_UNAVAILABLE", may_retry: true } }));
  await turn();
  world.ports[0].say({ type: "refused", integration_id: id, code: 205, error: "MEMBER_MISMATCH", may_retry: false });
  await turn();
  assert.deepEqual(world.notes, [`refused:${id}`]);
});

test("attention_workerStartsAnew_tellsNothingTwice", async () => {
  const first = launch(with_({ problem: { error: "SIGNED_OUT" } }));
  await turn();
  const second = launch({ local: first.local, clock: first.clock });
  await turn();
  assert.deepEqual([first.notes.length, second.notes.length], [1, 0]);
});

test("hostGone_tenMinutes_isToldOnceAndClearedWhenItIsBack", async () => {
  let isThere = false;
  const world = launchWithout({ script: (message, port) => !isThere && missingHost(message, port) });
  await turn();
  assert.deepEqual([world.badgeTitle, world.notes], ["badge_needs_owner attention_host_down", []]);
  for (let passed = 1; passed <= 12; passed++) {
    await world.clock.pass(minute);
    await world.companion.alarm("safety-net");
    await turn();
    assert.equal(world.notes.length, passed < 10 ? 0 : 1, `after ${passed} minutes`);
  }
  assert.deepEqual([...world.shown], ["host_down:"]);
  isThere = true;
  await world.clock.pass(minute);
  await world.companion.alarm("safety-net");
  await turn();
  assert.deepEqual([[...world.shown], world.badge, world.local.host_gone], [[], "", null]);
});

test("hostGone_workerStartsAnew_countsOnAndTellsOnce", async () => {
  const first = launchWithout();
  await turn();
  await first.clock.pass(11 * minute);
  const second = launchWithout({ local: first.local, clock: first.clock });
  await second.companion.alarm("safety-net");
  assert.deepEqual(second.notes, ["host_down:"]);
  const third = launchWithout({ local: second.local, clock: first.clock });
  await third.companion.alarm("safety-net");
  assert.deepEqual(third.notes, []);
});

test("hostGone_crashLoop_isGoneToo", async () => {
  const world = launch({ shares: { [id]: activeShare }, script: (message, port) => message.type === "hello" && port.end("Native host has exited.") });
  await turn();
  assert.equal(world.badge, "");
  await world.clock.pass(10 * minute);
  await world.companion.alarm("safety-net");
  assert.deepEqual([world.badge, world.notes], ["!", ["host_down:"]]);
});

test("hostGone_nothingShared_isQuiet", async () => {
  const world = launchWithout({ shares: { [id]: { ...activeShare, state: "REVOKED", stopped_by: "OWNER" } } });
  await world.companion.message({ type: "probe" }, {});
  await world.clock.pass(11 * minute);
  await world.companion.alarm("safety-net");
  assert.deepEqual([world.badge, world.notes], ["", []]);
});

const ownerPage = (message, port) => message.type === "owner_page" && port.say({ type: "owner_page", id: message.id, url: `${server.url}/owner` });
for (const [note, options, tab] of [
  [`signed_out:${id}`, {}, "https://www.linkedin.com/"], [`other_member:${id}`, {}, "https://www.linkedin.com/"],
  [`needs_owner:${id}`, {}, "https://www.linkedin.com/"], ["host_down:", {}, "welcome/welcome.html"],
  [`refused:${id}`, {}, "popup/popup.html"], [`stopped_by_operator:${id}`, { capabilities: ["owner_page"], script: ownerPage }, `${server.url}/owner`],
  [`stopped_by_operator:unknown`, { capabilities: ["owner_page"], script: ownerPage }, "popup/popup.html"],
]) {
  test(`notificationClicked_${note.split(":")[0]}_${options.script ? "withPage" : "without"}_leadsTo_${tab}`, async () => {
    const world = launch({ shares: { [id]: activeShare }, ...options });
    await turn();
    world.shown.add(note);
    await world.companion.notificationClicked(note);
    assert.deepEqual(world.tabs, [tab]);
    assert.ok(!world.shown.has(note));
  });
}

test("installed_opensTheWelcomePageOnce", async () => {
  const world = launch();
  await world.companion.installed();
  await world.companion.installed();
  assert.deepEqual(world.tabs, ["welcome/welcome.html"]);
});
