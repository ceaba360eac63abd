import assert from "node:assert/strict";
import test from "node:test";
import { classifyDisconnect } from "../src/host/host-failure.js";
import { consentTextHash, consentTextIn } from "../src/consent/consent-text.js";
import { parseLink } from "../src/protocol/link.js";
import { cookie, liAt, meAnswer, standIn, turn, until } from "./stand-ins.mjs";
import { vectors } from "./vectors.mjs";
import { activeShare, ada, id, integration, launch, link, openPage, read, server } from "./world.mjs";

const fromPage = (message, origin = server.url) => [message, { origin }];
const offer = (message, port) => {
  if (message.type === "inspect") port.say({ type: "offer", id: message.id, server: parseLink(message.link).server, workspace: "W", identity: "I" });
};
const acceptingHost = (message, port, world) => {
  offer(message, port);
  if (message.type === "accept") {
    world.accept = message;
    port.say({ type: "read", id: "r1", integration_id: id, reason: "ACCEPTED" });
  }
  if (message.type === "session" && world.accept) port.say({ type: "accepted", id: world.accept.id, server, integration });
};

test("accept_wholeJourney_sharesAndForgetsTheLink", async () => {
  const linkedIn = standIn({ cookies: [liAt("at-secret"), cookie("li_a", "a-secret"), cookie("JSESSIONID", '"ajax:7"')] });
  const world = launch({ script: acceptingHost, linkedIn });
  const answer = world.companion.externalMessage(...fromPage({ type: "accept", link }));
  const page = await openPage(world);
  assert.equal(page.view.phase, "ready");
  assert.doesNotMatch(JSON.stringify(page.sent), /secret|#/);
  page.say({ type: "accept" });
  const { ok, verified_as: verifiedAs, verified_at: verifiedAt } = await answer;
  assert.deepEqual([ok, verifiedAs, verifiedAt], [true, "Ada Lovelace", integration.verified_at]);
  assert.deepEqual(world.accept.consent, {
    text: "2", text_sha256: await consentTextHash(consentTextIn("en")), accepted_at: "2026-11-24T06:00:00.000Z", items: ["li_at", "li_a", "user_agent"],
  });
  assert.deepEqual(world.sent("session")[0].session.cookies.map(({ value }) => value), ["at-secret", "a-secret"]);
  await turn();
  const kept = JSON.stringify(world.local);
  assert.equal(world.local.shares[id].state, "ACTIVE");
  assert.doesNotMatch(kept, /secret|ajax/);
  assert.ok(!kept.includes(link.split("#")[1].split(".")[0]));
  assert.deepEqual(world.sent("connect").at(-1).servers, [{ server, integrations: [id] }]);
});

test("accept_linkOfAnotherOrigin_isRefusedWithoutAWindow", async () => {
  const world = launch();
  const answer = await world.companion.externalMessage(...fromPage({ type: "accept", link }, "https://localhost:9999"));
  assert.deepEqual([answer.ok, answer.error], [false, "MESSAGE_INVALID"]);
  assert.equal(world.windows.length, 0);
});
test("accept_linkBehindAPath_isForPagesOfItsOrigin", async () => {
  const behind = link.replace("/share/", "/team/share/");
  const world = launch({ script: offer });
  world.companion.externalMessage(...fromPage({ type: "accept", link: behind }));
  const page = await openPage(world);
  assert.equal(page.view.host, "localhost:8443/team");
  const answer = await launch().companion.externalMessage({ type: "accept", link: behind }, { url: "https://localhost:9999/team/share/x" });
  assert.equal(answer.error, "MESSAGE_INVALID");
});
for (const [message, error] of [[{ type: "stop", integration_id: id }, "MESSAGE_UNKNOWN"], [{ type: "toString" }, "MESSAGE_UNKNOWN"], [null, "MESSAGE_UNKNOWN"], [{ type: "accept", link: "x" }, "LINK_MALFORMED"]]) {
  test(`externalMessage_${JSON.stringify(message)}_is_${error}`, async () => {
    assert.equal((await launch().companion.externalMessage(...fromPage(message))).error, error);
  });
}
test("ping_host_isNamed", async () => {
  assert.deepEqual(await launch().companion.externalMessage(...fromPage({ type: "ping" })), { type: "pong", version: "0.1.0", host: "ready" });
  const world = launch();
  const answer = world.companion.externalMessage(...fromPage({ type: "ping" }));
  await Promise.resolve().then(() => {});
  while (world.ports.length === 0) await Promise.resolve();
  world.ports[0].end("Specified native messaging host not found.");
  assert.equal((await answer).host, "missing");
});

test("windowClosed_undecided_isDeclined", async () => {
  const world = launch({ script: offer });
  const answer = world.companion.externalMessage(...fromPage({ type: "accept", link }));
  const page = await openPage(world);
  world.companion.windowClosed(1);
  assert.deepEqual([(await answer).error, (await answer).code], ["CONSENT_DECLINED", 207]);
  page.say({ type: "accept" });
  await turn();
  assert.equal(world.sent("accept").length, 0);
});
test("review_signedOutThenIn_becomesReadyByItself", async () => {
  const linkedIn = standIn({ cookies: [cookie("JSESSIONID", '"ajax:7"')] });
  const world = launch({ script: offer, linkedIn });
  world.companion.externalMessage(...fromPage({ type: "accept", link }));
  const page = await openPage(world);
  assert.deepEqual([page.view.phase, page.view.problem], ["blocked", "SIGNED_OUT"]);
  page.say({ type: "accept" });
  linkedIn.jar.li_at = liAt("new");
  await world.companion.cookieChanged({ cookie: linkedIn.jar.li_at, removed: false, cause: "explicit" });
  await turn();
  assert.equal(page.view.phase, "ready");
  assert.equal(world.sent("accept").length, 0);
});
test("review_linkRevoked_answersThePageAtOnce", async () => {
  const script = (message, port) => message.type === "inspect" && port.say({ type: "error", id: message.id, code: 203, error: "LINK_REVOKED", may_retry: false });
  const world = launch({ script });
  const answer = world.companion.externalMessage(...fromPage({ type: "accept", link }));
  const page = await openPage(world);
  assert.deepEqual([(await answer).code, page.view.phase], [203, "failed"]);
});
test("review_offerOfAnotherServer_isAnIdentityMismatch", async () => {
  const other = { ...server, fingerprint: "x" };
  const script = (message, port) => message.type === "inspect" && port.say({ type: "offer", id: message.id, server: other, workspace: "W", identity: "I" });
  const world = launch({ script });
  const answer = world.companion.externalMessage(...fromPage({ type: "accept", link }));
  await openPage(world);
  assert.equal((await answer).error, "SERVER_IDENTITY_MISMATCH");
});
test("review_pinnedToAnotherMember_isBlocked", async () => {
  const world = launch({ script: offer, shares: { [id]: { ...activeShare, linkedin_member: { number: "7", name: "Bob" } } } });
  world.companion.externalMessage(...fromPage({ type: "accept", link }));
  const page = await openPage(world);
  assert.deepEqual([page.view.phase, page.view.problem, page.view.pinned], ["blocked", "OTHER_MEMBER", "Bob"]);
});
test("accept_refusedByTheServer_leavesNoShare", async () => {
  const script = (message, port, world) => {
    acceptingHost({ ...message, type: message.type === "session" ? "none" : message.type }, port, world);
    if (message.type === "session") port.say({ type: "error", id: world.accept.id, code: 205, error: "MEMBER_MISMATCH", may_retry: false });
  };
  const world = launch({ script });
  const answer = world.companion.externalMessage(...fromPage({ type: "accept", link }));
  (await openPage(world)).say({ type: "accept" });
  assert.equal((await answer).error, "MEMBER_MISMATCH");
  assert.deepEqual(world.local.shares, {});
});
test("accept_hostGoneAfterTheSession_keepsTheShareToStop", async () => {
  const script = (message, port, world) => {
    acceptingHost({ ...message, type: message.type === "session" ? "none" : message.type }, port, world);
    if (message.type === "session") queueMicrotask(() => port.end("Native host has exited."));
  };
  const world = launch({ script });
  world.companion.externalMessage(...fromPage({ type: "accept", link }));
  const page = await openPage(world);
  page.say({ type: "accept" });
  await until(() => page.view.problem);
  assert.equal(page.view.problem, classifyDisconnect("Native host has exited.").label);
  assert.equal(world.local.shares[id].state, "ACTIVE");
});

test("read_acceptedIntegration_getsTheSession", async () => {
  const world = launch({ shares: { [id]: activeShare } });
  const answer = await read(world);
  assert.deepEqual([answer.type, answer.session.linkedin_member], ["session", ada]);
  assert.deepEqual(world.local.shares[id].history, [{ at: "2026-11-24T06:00:00.000Z", cookies: ["li_at"], outcome: "sent" }]);
});
test("read_otherMember_isRefusedAndMarked", async () => {
  const world = launch({ shares: { [id]: activeShare }, linkedIn: standIn({ answers: [meAnswer({ number: "43", first: "Bob" })] }) });
  assert.equal((await read(world)).reason, "OTHER_MEMBER");
  assert.equal(world.badge, "!");
});
for (const [name, shares, options] of [
  ["unknown", {}, {}],
  ["unknownButAccepted", {}, { reason: "ACCEPTED" }],
  ["stopping", { [id]: { ...activeShare, state: "STOPPING" } }, {}],
  ["revoked", { [id]: { ...activeShare, state: "REVOKED" } }, { reason: "ACCEPTED" }],
  ["another", { [id]: activeShare }, { integrationId: "other" }],
]) {
  test(`read_${name}_getsNoAnswerAndAsksNobody`, async () => {
    const world = launch({ shares: { keep: { ...activeShare, integration_id: "keep" }, ...shares } });
    assert.equal(await read(world, options), undefined);
    assert.equal(world.linkedIn.requests.length, 0);
  });
}
test("read_stoppedWhileChecking_sendsNothing", async () => {
  const linkedIn = standIn({ onRequest: () => world.companion.message({ type: "stop", integration_id: id }, {}) });
  const world = launch({ shares: { [id]: activeShare }, linkedIn });
  assert.equal(await read(world), undefined);
});
test("signedOut_manyReads_notifyOnce", async () => {
  const world = launch({ shares: { [id]: activeShare }, linkedIn: standIn({ cookies: [] }) });
  assert.equal((await read(world)).reason, "SIGNED_OUT");
  await read(world);
  assert.deepEqual(world.notes, [`signed_out:${id}`]);
});

test("cookieChanged_renewedSession_tellsTheHostAtOnce", async () => {
  const world = launch({ shares: { [id]: activeShare } });
  await turn();
  await Promise.all([liAt("n"), cookie("li_a", "n")].map((it) => world.companion.cookieChanged({ cookie: it, removed: false, cause: "explicit" })));
  assert.deepEqual(world.sent("changed"), [{ type: "changed", reason: "COOKIE" }]);
});
test("cookieChanged_nothingShared_staysSilent", async () => {
  const world = launch();
  await turn();
  await world.companion.cookieChanged({ cookie: liAt("n"), removed: false, cause: "explicit" });
  assert.equal(world.ports.length, 0);
});
test("start_activeShare_greetsAndConnects", async () => {
  const world = launch({ shares: { [id]: activeShare } });
  await turn();
  const [hello, connect] = world.ports[0].sent;
  const { id: _id, ...greeting } = hello;
  assert.deepEqual(greeting, { type: "hello", protocol: { min: 1, max: 1 }, extension_version: "0.1.0", profile_id: "p", device_name: "Chromium on Linux" });
  assert.deepEqual(connect, { type: "connect", servers: [{ server, integrations: [id] }] });
  assert.deepEqual(world.alarm, ["safety-net", 0.5]);
});
test("start_acceptThatNobodyFinished_becomesAShareToStop", async () => {
  const world = launch({ shares: { [id]: { ...activeShare, state: "ACCEPTING" } } });
  await turn();
  assert.equal(world.local.shares[id].state, "ACTIVE");
});
test("alarm_hostWasMissing_isTriedAgainAfterAMinute", async () => {
  const world = launch({ shares: { [id]: activeShare } });
  while (world.ports.length === 0) await Promise.resolve();
  world.ports[0].end("Specified native messaging host not found.");
  await world.companion.alarm("safety-net");
  assert.equal(world.ports.length, 1);
  await world.clock.pass(60_000);
  await world.companion.alarm("safety-net");
  assert.equal(world.ports.length, 2);
});
test("alarm_sixHoursOfSilence_asksForARead", async () => {
  const world = launch({ shares: { [id]: activeShare } });
  await turn();
  await world.companion.alarm("safety-net");
  assert.equal(world.sent("changed").length, 0);
  await world.clock.pass(6 * 3_600_000);
  await world.companion.alarm("safety-net");
  assert.deepEqual(world.sent("changed"), [{ type: "changed", reason: "ALARM" }]);
});

const { identity_key: key, statements } = vectors("statements.json");
const receipt = statements.find(({ purpose, valid }) => purpose === "receipt" && valid);
test("stop_serverOffline_stopsHereAndAsksAgain", async () => {
  const owned = JSON.parse(Buffer.from(receipt.payload, "base64url")).integration_id;
  let online = false;
  const script = (message, port) => {
    if (message.type !== "revoke") return;
    if (online) port.say({ type: "receipt", id: message.id, integration_id: owned, receipt, server_identity_key: key });
    else port.say({ type: "error", id: message.id, code: 502, error: "SERVER_UNREACHABLE", may_retry: true });
  };
  const world = launch({ shares: { [owned]: { ...activeShare, integration_id: owned } }, script });
  await turn();
  await world.companion.message({ type: "stop", integration_id: owned }, {});
  assert.equal(world.local.shares[owned].state, "STOPPING");
  assert.equal(await read(world, { integrationId: owned }), undefined);
  online = true;
  world.ports[0].say({ type: "status", server, channel: "ONLINE" });
  await until(() => world.local.shares[owned].state === "REVOKED");
  assert.deepEqual([world.local.shares[owned].state, world.local.shares[owned].receipt.verified], ["REVOKED", true]);
  await world.companion.message({ type: "forget", integration_id: owned }, {});
  assert.deepEqual(world.local.shares, {});
});
test("stop_serverRefusesForGood_saysThatItIsUnconfirmed", async () => {
  const script = (message, port) => message.type === "revoke" && port.say({ type: "error", id: message.id, code: 302, error: "DEVICE_UNKNOWN", may_retry: false });
  const world = launch({ shares: { [id]: activeShare }, script });
  await turn();
  await world.companion.message({ type: "stop", integration_id: id }, {});
  assert.deepEqual([world.local.shares[id].state, world.local.shares[id].stop_error], ["REVOKED", "DEVICE_UNKNOWN"]);
});
test("forget_activeShare_isRefused", async () => {
  const world = launch({ shares: { [id]: activeShare } });
  assert.equal((await world.companion.message({ type: "forget", integration_id: id }, {})).error, "MESSAGE_UNEXPECTED");
});
