import { thisBrowser } from "../browser.js";
import { button, make, text } from "./dom.js";
import { failureText } from "./wording.js";

/** The faults of docs/install.md that the browser's own word for a closed port corresponds to. */
const faults = { HOST_MISSING: "NOT_REGISTERED", HOST_FORBIDDEN: "EXTENSION_NOT_LISTED", HOST_UNSTARTABLE: "LAUNCH_FAILED", HOST_EXITED: "LAUNCH_FAILED" };

/** What a page shows of the worker's answer to `doctor`: a list of `{ about, text, fault?, remedy? }`. */
export function findingsOf({ findings, error }) {
  if (findings) return findings;
  const host = { about: text("doctor_host"), fault: faults[error] ?? error };
  return [{ ...host, text: error === "HOST_OLDER" ? text("doctor_older") : failureText(text, { label: error ?? "HOST_SILENT" }) }];
}

/** For support: what is on the page, and the versions. The doctor says nothing secret, and nothing else is added. */
export function reportOf(findings, { extension, host }) {
  const lines = findings.map(({ about, text: words, code, fault, remedy }) => {
    const name = [fault, code && `(${code})`].filter(Boolean).join(" ") || "OK";
    return [`${about}: ${name}: ${words}`, remedy && `  ${remedy}`].filter(Boolean).join("\n");
  });
  return [`Edges Companion: extension ${extension}, host ${host ?? "?"}`, ...lines, ""].join("\n");
}

/** "Check this browser": runs the host's doctor in its own place, and shows what it finds. */
export function drawDoctor() {
  const result = make("div", { class: "doctor-result" });
  const said = make("p", { class: "quiet", role: "status" });
  const start = button(text("doctor_check"), check, "link");
  async function check() {
    start.disabled = true;
    said.textContent = text("doctor_checking");
    result.replaceChildren();
    const answer = (await thisBrowser.ask({ type: "doctor" })) ?? {};
    const findings = findingsOf(answer);
    const bad = findings.filter(({ fault }) => fault).length;
    said.textContent = text(bad > 0 ? "doctor_done_faults" : "doctor_done_good", bad);
    result.replaceChildren(...drawFindings(findings, answer.version, said));
    start.textContent = text("doctor_again");
    start.disabled = false;
    start.focus();
  }
  return make("section", { class: "doctor", "aria-label": text("doctor_check") }, [start, said, result]);
}

function drawFindings(findings, version, said) {
  const copy = async () => {
    await navigator.clipboard.writeText(reportOf(findings, { extension: thisBrowser.version(), host: version }));
    said.textContent = text("doctor_copied");
  };
  return [
    make("ul", { class: "findings", role: "list" }, findings.map(drawFinding)),
    version ? make("p", { class: "quiet" }, text("doctor_version", version)) : "",
    button(text("doctor_copy"), copy),
  ].filter(Boolean);
}

function drawFinding({ about, text: words, fault, remedy }) {
  return make("li", { class: `finding ${fault ? "alert" : "good"}` }, [
    make("span", { class: "sign", "aria-hidden": "true" }, fault ? "!" : "✓"),
    make("div", {}, [
      make("p", {}, [make("strong", {}, about), " ", make("span", { class: "word" }, text(fault ? "doctor_bad" : "doctor_good"))]),
      make("p", {}, words),
      remedy ? make("p", {}, text("doctor_remedy", remedy)) : "",
      fault ? make("p", { class: "quiet" }, make("code", {}, fault)) : "",
    ]),
  ]);
}
