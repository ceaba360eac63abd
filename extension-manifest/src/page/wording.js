import { errorCodes, hostFailures } from "../protocol/errors.js";
import { minuteOf } from "./times.js";

/** The one sentence for a failure. The host's own words are used only where they say more: an unknown label, or a named folder. */
export function failureText(text, { label, detail }) {
  const known = label in errorCodes || label in hostFailures;
  if (!known) return detail || text("error_unknown", [label]);
  return label === "DEVICE_KEY_UNUSABLE" && detail ? detail : text(`error_${label.toLowerCase()}`);
}

/** "Verified as Ada Lovelace, at Nov 24, 2026, 6:08 AM UTC". */
export function verifiedLine(text, language, member, time) {
  return text("verified_line", [member, minuteOf(time, language)]);
}

/** "Chromium on Linux", so that the workspace and the owner can tell two devices apart. */
export function deviceName(userAgent) {
  const browsers = [[/Edg\//, "Edge"], [/OPR\//, "Opera"], [/Firefox\//, "Firefox"], [/Chrome\//, "Chromium"]];
  const systems = [[/Windows/, "Windows"], [/CrOS/, "ChromeOS"], [/Mac OS X/, "macOS"], [/Linux/, "Linux"]];
  const first = (list, otherwise) => list.find(([mark]) => mark.test(userAgent))?.[1] ?? otherwise;
  return `${first(browsers, "Browser")} on ${first(systems, "this computer")}`;
}
