import assert from "node:assert/strict";
import test from "node:test";
import { backoff } from "../src/host/backoff.js";
import { classifyDisconnect } from "../src/host/host-failure.js";
import { HostPort } from "../src/host/host-port.js";
import { answerHello, StandInPort, TestClock, turn } from "./stand-ins.mjs";

function start({ answer = answerHello } = {}) {
  const clock = new TestClock();
  const ports = [];
  const heard = [];
  const open = () => {
    ports.push(new StandInPort(answer));
    return ports.at(-1);
  };
  const native = { open, failureOf: (port) => classifyDisconnect(port.reason), hello: () => ({ protocol: { min: 1, max: 1 } }) };
  const host = new HostPort(native, { onReady: () => heard.push("ready"), onMessage: (it) => heard.push(it), onState: () => {} }, clock);
  return { host, clock, ports, heard };
}

test("backoff_attempts_growToTheCap", () => {
  const waits = [0, 1, 2, 3, 8, 9, 40].map((attempts) => backoff(attempts, () => 1));
  assert.deepEqual(waits, [0, 500, 1000, 2000, 60_000, 60_000, 60_000]);
  assert.equal(backoff(5, () => 0), 0);
});

const reasons = {
  "Specified native messaging host not found.": "HOST_MISSING",
  "No such native application run.edges.companion": "HOST_MISSING",
  "Access to the specified native messaging host is forbidden.": "HOST_FORBIDDEN",
  "Failed to start native messaging host.": "HOST_UNSTARTABLE",
  "Invalid native messaging host name specified.": "HOST_UNSTARTABLE",
  "Native host has exited.": "HOST_EXITED",
  "Error when communicating with the native messaging host.": "HOST_GARBLED",
  "": "HOST_EXITED",
};
for (const [reason, label] of Object.entries(reasons)) {
  test(`classifyDisconnect_${reason || "silence"}_is_${label}`, () => assert.equal(classifyDisconnect(reason).label, label));
}

test("hold_closedPort_opensAndGreetsFirst", async () => {
  const { host, ports, heard } = start();
  assert.equal(host.send({ type: "changed" }), false);
  host.hold("share");
  await turn();
  assert.equal(ports[0].sent[0].type, "hello");
  assert.equal(host.state, "ready");
  assert.deepEqual(heard, ["ready"]);
  assert.equal(host.send({ type: "changed" }), true);
});

test("release_lastHold_closesAfterAWhile", async () => {
  const { host, clock, ports } = start();
  host.hold("a");
  await turn();
  host.hold("b");
  host.release("a");
  await clock.pass(60_000);
  assert.equal(host.state, "ready");
  host.release("b");
  await clock.pass(5_000);
  host.hold("c");
  await clock.pass(60_000);
  assert.equal(ports.length, 1);
  host.release("c");
  await clock.pass(10_000);
  assert.equal(host.state, "closed");
  assert.ok(ports[0].closed);
});

test("request_answerAndError_reachTheirAsker", async () => {
  const answer = (message, port) => {
    answerHello(message, port);
    if (message.type === "inspect") port.say({ type: "offer", id: message.id, workspace: "W" });
    if (message.type === "record") port.say({ type: "error", id: message.id, code: 302, error: "DEVICE_UNKNOWN", message: "m", may_retry: false });
  };
  const { host } = start({ answer });
  host.hold("a");
  const [offer, failed] = await Promise.allSettled([host.request({ type: "inspect" }, 1000), host.request({ type: "record" }, 1000)]);
  assert.equal(offer.value.workspace, "W");
  assert.deepEqual([failed.reason.label, failed.reason.code, failed.reason.mayRetry], ["DEVICE_UNKNOWN", 302, false]);
});

test("request_noAnswer_failsAtItsDeadline", async () => {
  const { host, clock } = start();
  host.hold("a");
  await turn();
  const asked = assert.rejects(host.request({ type: "record" }, 5_000), { label: "HOST_SILENT" });
  await turn();
  await clock.pass(5_000);
  await asked;
});

test("receive_readWithTheIdOfARequest_isNotItsAnswer", async () => {
  const { host, ports, heard } = start();
  host.hold("a");
  await turn();
  const asked = host.request({ type: "record" }, 5_000);
  await turn();
  const { id } = ports[0].sent.at(-1);
  ports[0].say({ type: "read", id, integration_id: "i", reason: "CHANGED" });
  assert.equal(heard.at(-1).type, "read");
  ports[0].say({ type: "record", id, entries: [] });
  assert.deepEqual((await asked).entries, []);
});

test("disconnect_pendingRequests_areRejectedWithTheReason", async () => {
  const { host, ports } = start();
  host.hold("a");
  await turn();
  const asked = assert.rejects(host.request({ type: "record" }, 60_000), { label: "HOST_EXITED" });
  await turn();
  ports[0].end("Native host has exited.");
  await asked;
});

test("disconnect_afterAGoodMessage_reconnectsAtOnce", async () => {
  const { host, clock, ports } = start();
  host.hold("a");
  for (let round = 1; round <= 4; round++) {
    await clock.pass(0);
    await clock.pass(1_000);
    ports.at(-1).say({ type: "status" });
    ports.at(-1).end("Native host has exited.");
    await clock.pass(0);
    assert.equal(ports.length, round + 1);
  }
  assert.equal(host.state, "ready");
});

test("disconnect_againAndAgain_waitsLongerEachTime", async () => {
  const { host, clock, ports } = start({ answer: () => {} });
  host.hold("a");
  const waits = [];
  for (let round = 0; round < 10; round++) {
    const before = clock.now();
    const count = ports.length;
    ports.at(-1).end("Native host has exited.");
    while (ports.length === count) await clock.pass(500);
    waits.push(clock.now() - before);
  }
  assert.deepEqual(waits, [500, 500, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
});

test("disconnect_hostThatDiesOnItsFirstMessage_isNotStartedInALoop", async () => {
  const answer = (message, port) => {
    answerHello(message, port);
    if (message.type === "hello") queueMicrotask(() => (port.say({ type: "status" }), port.end("Native host has exited.")));
  };
  const { host, clock, ports } = start({ answer });
  host.hold("a");
  await clock.pass(60_000);
  assert.ok(ports.length < 12, `${ports.length} starts in a minute`);
});

for (const [reason, label] of [["Specified native messaging host not found.", "HOST_MISSING"], ["Access is forbidden.", "HOST_FORBIDDEN"]]) {
  test(`disconnect_${label}_waitsForARetry`, async () => {
    const { host, clock, ports } = start({ answer: () => {} });
    host.hold("a");
    const ready = assert.rejects(host.ready(), { label });
    ports[0].end(reason);
    await ready;
    await clock.pass(600_000);
    assert.equal(ports.length, 1);
    assert.equal(host.state, "down");
    await assert.rejects(host.request({ type: "inspect" }, 1000), { label });
    host.retry();
    assert.equal(ports.length, 2);
  });
}

for (const [error, label] of [["CALLER_FORBIDDEN", "HOST_FORBIDDEN"], ["PROTOCOL_UNSUPPORTED", "HOST_OUTDATED"]]) {
  test(`hello_answeredWith_${error}_isTerminal`, async () => {
    const answer = (message, port) => port.say({ type: "error", ...(error !== "CALLER_FORBIDDEN" && { id: message.id }), error });
    const { host } = start({ answer });
    host.hold("a");
    await assert.rejects(host.ready(), { label });
    assert.equal(host.state, "down");
  });
}

test("hold_letGoWhileItWaited_connectsAgain", async () => {
  const { host, clock, ports } = start({ answer: (message, port) => port.end("Native host has exited.") });
  host.hold("page");
  await clock.pass(30_000);
  assert.equal(host.state, "waiting");
  const attempts = ports.length;
  host.release("page");
  await clock.pass(9_000);
  host.hold("page");
  await clock.pass(60_000);
  assert.ok(ports.length > attempts);
  host.release("page");
  await clock.pass(9_000);
  host.hold("share");
  host.retry();
  await turn();
  assert.ok(ports.length > attempts + 1);
});

test("hello_noAnswer_isTriedAgain", async () => {
  const { host, clock, ports } = start({ answer: () => {} });
  host.hold("a");
  await clock.pass(20_000);
  assert.ok(ports[0].closed);
  await clock.pass(1_000);
  assert.equal(ports.length, 2);
});
