import assert from "node:assert/strict";
import test from "node:test";
import { turn } from "./stand-ins.mjs";
import { launch } from "./world.mjs";

const good = { about: "Chromium", text: "It can start the host." };
const bad = { about: "Firefox", text: "It knows no host.", code: 11, fault: "NOT_REGISTERED", remedy: "edges-companion-host register" };
const answering = (answer) => (message, port) => message.type === "doctor" && port.say({ id: message.id, ...answer });

globalThis.chrome = {
  i18n: { getMessage: (key, values) => [key, ...(values ?? [])].join(" "), getUILanguage: () => "en" },
};
const { findingsOf, reportOf } = await import("../src/page/doctor.js");

test("doctor_hostsFindings_reachThePage", async () => {
  const world = launch({ script: answering({ type: "doctor", host_version: "0.1.0", findings: [good, { ...bad, more: "x" }] }) });
  const answer = await world.companion.message({ type: "doctor" }, {});
  assert.deepEqual(answer, { version: "0.1.0", findings: [good, bad] });
  assert.deepEqual(Object.keys(world.sent("doctor")[0]).toSorted(), ["id", "type"]);
});
test("doctor_olderHost_isSaid", async () => {
  const world = launch({ script: answering({ type: "error", code: 103, error: "MESSAGE_UNKNOWN", message: "", may_retry: false }) });
  const answer = await world.companion.message({ type: "doctor" }, {});
  assert.deepEqual(answer, { version: "1", error: "HOST_OLDER" });
  assert.equal(findingsOf(answer)[0].text, "doctor_older");
});
for (const [reason, error, fault] of [
  ["Specified native messaging host not found.", "HOST_MISSING", "NOT_REGISTERED"],
  ["Access to the specified native messaging host is forbidden.", "HOST_FORBIDDEN", "EXTENSION_NOT_LISTED"],
  ["Failed to start native messaging host.", "HOST_UNSTARTABLE", "LAUNCH_FAILED"],
]) {
  test(`doctor_${error}_isShownAsTheFaultThatItIs`, async () => {
    const world = launch({ script: (message, port) => message.type === "hello" && port.end(reason) });
    const answer = await world.companion.message({ type: "doctor" }, {});
    assert.equal(answer.error, error);
    assert.deepEqual(findingsOf(answer), [{ about: "doctor_host", fault, text: `error_${error.toLowerCase()}` }]);
  });
}
test("doctor_hostThatIsSilent_isGivenUp", async () => {
  const world = launch();
  const answer = world.companion.message({ type: "doctor" }, {});
  await turn();
  await world.clock.pass(20_000);
  assert.equal((await answer).error, "HOST_SILENT");
});
test("doctor_fromAPage_isNotAnswered", async () => {
  assert.equal((await launch().companion.externalMessage({ type: "doctor" }, { origin: "https://localhost" })).error, "MESSAGE_UNKNOWN");
});
test("report_forSupport_saysWhatThePageDoes", () => {
  assert.equal(
    reportOf([good, bad], { extension: "0.1.0", host: "0.1.0" }),
    "Edges Companion: extension 0.1.0, host 0.1.0\nChromium: OK: It can start the host.\nFirefox: NOT_REGISTERED (11): It knows no host.\n  edges-companion-host register\n",
  );
});
