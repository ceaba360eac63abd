import { errorCodes, hostFailures } from "../protocol/errors.js";

/** The one sentence for a failure. The host's own words are used only where they say more: an unknown label, or a named folder. */
export function failureText(text, { label, detail }) {
  const known = label in errorCodes || label in hostFailures;
  if (!known) return detail || text("error_unknown", [label]);
  return label === "DEVICE_KEY_UNUSABLE" && detail ? detail : text(`error_${label.toLowerCase()}`);
}

/** "Verified as Ada Lovelace, at 2026-11-24 06:08 (UTC)": the owner's own time, with what it is relative to. */
export function verifiedLine(text, member, time) {
  return text("verified_line", [member, minuteOf(time)]);
}

export function minuteOf(time) {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return "";
  const offset = -date.getTimezoneOffset();
  const local = new Date(date.getTime() + offset * 60_000).toISOString();
  return `${local.slice(0, 10)} ${local.slice(11, 16)} (UTC${offset === 0 ? "" : signed(offset)})`;
}

function signed(minutes) {
  const [hours, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? "-" : "+"}${String(hours).padStart(2, "0")}:${String(rest).padStart(2, "0")}`;
}

/** "Chromium on Linux", so that the workspace and the owner can tell two devices apart. */
export function deviceName(userAgent) {
  const browsers = [[/Edg\//, "Edge"], [/OPR\//, "Opera"], [/Firefox\//, "Firefox"], [/Chrome\//, "Chromium"]];
  const systems = [[/Windows/, "Windows"], [/CrOS/, "ChromeOS"], [/Mac OS X/, "macOS"], [/Linux/, "Linux"]];
  const first = (list, otherwise) => list.find(([mark]) => mark.test(userAgent))?.[1] ?? otherwise;
  return `${first(browsers, "Browser")} on ${first(systems, "this computer")}`;
}
