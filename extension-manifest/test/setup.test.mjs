import assert from "node:assert/strict";
import test from "node:test";
import { hostFailures } from "../src/protocol/errors.js";
import { reduceSetup } from "../src/welcome/setup.js";
import { cookie, standIn, turn } from "./stand-ins.mjs";
import { launch } from "./world.mjs";

const linux = { isLinux: true, isFirefox: false, extensionId: "abc" };
const ready = { host: "ready", version: "0.1.0" };
const setup = (more) => reduceSetup({ host: ready, linkedIn: { member: "Ada" }, system: linux, ...more });
const step = (key, more) => setup(more).steps.find((it) => it.key === key);

test("setup_nothingKnownYet_onlyTheExtensionIsDone", () => {
  const { steps, isReady } = setup({ host: undefined, linkedIn: undefined });
  assert.deepEqual(steps, [{ key: "extension", state: "done" }, { key: "host", state: "checking" }, { key: "linkedin", state: "checking" }]);
  assert.equal(isReady, false);
});
test("setup_allThere_isReady", () => {
  const { steps, isReady } = setup({});
  assert.deepEqual(steps.map(({ state }) => state), ["done", "done", "done"]);
  assert.deepEqual([steps[1].version, steps[2].member, isReady], ["0.1.0", "Ada", true]);
});
test("hostStep_startsStill_isBeingLookedFor", () => {
  assert.equal(step("host", { host: { host: "connecting" } }).state, "checking");
});

const both = (packaged, scripted) => ({
  commands: [{ way: "package", command: packaged }, { way: "script", command: `~/.local/lib/edges-companion/edges-companion-host ${scripted}` }],
});
const byFailure = {
  HOST_MISSING: { ...both("sudo edges-companion-host register --system", "register"), sandbox: "chromium" },
  HOST_FORBIDDEN: both("sudo edges-companion-host register --system --extension-id abc", "register --extension-id abc"),
  HOST_UNSTARTABLE: { sandbox: "chromium" },
  HOST_OUTDATED: {},
  HOST_EXITED: { ...both("edges-companion-host --version", "--version"), sandbox: "chromium" },
  HOST_GARBLED: {},
  HOST_SILENT: {},
};
for (const error of Object.keys(hostFailures)) {
  test(`hostStep_${error}_hasItsRemedy`, () => {
    assert.deepEqual(step("host", { host: { host: "failed", error } }), { key: "host", state: "todo", problem: error, ...byFailure[error] });
    assert.equal(setup({ host: { host: "failed", error } }).isReady, false);
  });
}
test("hostStep_otherSystems_haveNoSandboxAndNoUnixPath", () => {
  const host = { host: "missing", error: "HOST_MISSING" };
  assert.equal(step("host", { host, system: { ...linux, isFirefox: true } }).sandbox, "firefox");
  const elsewhere = step("host", { host, system: { ...linux, isLinux: false } });
  assert.deepEqual([elsewhere.sandbox, elsewhere.commands], [undefined, [{ command: "edges-companion-host register" }]]);
});
for (const [problem, state] of [["SIGNED_OUT", "todo"], ["NEEDS_OWNER", "todo"], ["LINKEDIN_UNREACHABLE", "checking"], ["LINKEDIN_THROTTLED", "checking"]]) {
  test(`linkedInStep_${problem}_is_${state}`, () => {
    assert.deepEqual(step("linkedin", { linkedIn: { unavailable: problem } }), { key: "linkedin", state, problem });
  });
}

test("probe_host_isNamedWithItsVersionOrItsFailure", async () => {
  const world = launch();
  assert.deepEqual(await world.companion.message({ type: "probe" }, {}), { host: "ready", error: undefined, version: "1" });
  for (const [reason, host, error] of [
    ["Specified native messaging host not found.", "missing", "HOST_MISSING"],
    ["Access to the specified native messaging host is forbidden.", "forbidden", "HOST_FORBIDDEN"],
    ["Failed to start native messaging host.", "failed", "HOST_UNSTARTABLE"],
  ]) {
    const broken = launch({ script: (message, port) => message.type === "hello" && port.end(reason) });
    const answer = await broken.companion.message({ type: "probe" }, {});
    assert.deepEqual([answer.host, answer.error], [host, error]);
  }
});
test("probe_hostThatEndsAtOnce_isNamedWhenItIsAskedAgain", async () => {
  const world = launch({ script: (message, port) => message.type === "hello" && port.end("Native host has exited.") });
  const answer = world.companion.message({ type: "probe" }, {});
  await turn();
  await world.clock.pass(3_000);
  assert.deepEqual([(await answer).host, (await answer).error], ["failed", "HOST_EXITED"]);
});
test("probe_hostThatWasMendedWhileAPageLooks_isFound", async () => {
  let isMended = false;
  const world = launch({ script: (message, port) => message.type === "hello" && !isMended && port.end("Native host has exited.") });
  const look = async () => {
    const answer = world.companion.message({ type: "probe" }, {});
    await turn();
    await world.clock.pass(5_000);
    return answer;
  };
  for (let times = 0; times < 20; times++) assert.equal((await look()).error, "HOST_EXITED");
  isMended = true;
  assert.equal((await look()).host, "ready");
});
test("linkedin_whoIsSignedIn_isAnsweredInTheBrowserOnly", async () => {
  const world = launch();
  assert.deepEqual(await world.companion.message({ type: "linkedin" }, {}), { member: "Ada Lovelace" });
  assert.equal(world.ports.length, 0);
  const signedOut = launch({ linkedIn: standIn({ cookies: [cookie("JSESSIONID", '"ajax:7"')] }) });
  assert.deepEqual(await signedOut.companion.message({ type: "linkedin" }, {}), { unavailable: "SIGNED_OUT" });
  assert.equal(signedOut.linkedIn.requests.length, 0);
});
test("linkedin_fromAPage_isNotAnswered", async () => {
  assert.equal((await launch().companion.externalMessage({ type: "linkedin" }, { origin: "https://localhost" })).error, "MESSAGE_UNKNOWN");
});
