import assert from "node:assert/strict";
import test from "node:test";
import { pauseChoices } from "../src/popup/pause-choices.js";

const at = (local) => new Date(local).getTime();
for (const [now, tomorrow] of [
  ["2026-11-24T16:30:00", "2026-11-25T08:00:00"], ["2026-11-24T00:05:00", "2026-11-25T08:00:00"],
  ["2026-12-31T23:59:59", "2027-01-01T08:00:00"], ["2027-02-28T08:00:00", "2027-03-01T08:00:00"],
]) {
  test(`pauseChoices_at_${now}`, () => {
    const times = Object.fromEntries(pauseChoices(at(now)).map(({ key, until }) => [key, Date.parse(until) - at(now)]));
    assert.deepEqual(times, { pause_hour: 3_600_000, pause_tomorrow: at(tomorrow) - at(now), pause_week: 604_800_000 });
  });
}
