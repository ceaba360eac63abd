import { thisBrowser } from "../browser.js";
import { memberName } from "../linkedin/member.js";
import { button, make, term, text } from "../page/dom.js";
import { minuteOf } from "../page/local-times.js";
import { failureText } from "../page/wording.js";
import { consentTextIn } from "./consent-text.js";

const $ = (id) => document.getElementById(id);
const inLinkedIn = ["SIGNED_OUT", "OTHER_MEMBER", "NEEDS_OWNER"];
const steps = { register: "consent_step_register", send: "consent_step_send" };

/** Draws what the worker says about this consent. `acts` are `openLinkedIn` and `retry`. */
export function draw(view, acts) {
  const decided = ["done", "failed", "ended"].includes(view.phase);
  drawRequest(view);
  drawSession(view);
  $("agreement").hidden = !view.offer || decided;
  $("sent").hidden = !view.session || decided;
  $("accept").hidden = $("decline").hidden = decided;
  $("accept").disabled = view.phase !== "ready";
  $("decline").disabled = view.phase === "working";
  $("close").hidden = !decided;
  $("close").textContent = text(view.phase === "done" ? "consent_done" : "consent_close");
  drawStatus(notice(view, acts));
}

/** Written once: what never changes is not read out again. */
export function drawAgreement() {
  const { paragraphs } = consentTextIn(thisBrowser.language());
  $("paragraphs").replaceChildren(...paragraphs.map((paragraph) => make("li", {}, paragraph)));
}

function drawRequest({ offer, host, fingerprint, member, phase }) {
  const decided = phase === "done" || phase === "ended";
  $("asks").textContent = offer && !decided ? text("consent_asks", offer.workspace) : "";
  $("request").hidden = !offer || phase === "ended";
  if (!offer) return;
  $("fingerprint").textContent = fingerprint;
  const rows = [
    term(text("consent_workspace"), make("strong", {}, offer.workspace)),
    term(text("consent_identity"), offer.identity),
    member && term(text("consent_member"), make("strong", {}, memberName(member))),
    term(text("consent_server"), host),
    term(text("consent_key"), make("code", {}, `${fingerprint.slice(0, 8)}…${fingerprint.slice(-6)}`)),
    offer.expires_at && term(text("consent_link_expires"), minuteOf(offer.expires_at)),
  ];
  $("who").replaceChildren(...rows.filter(Boolean));
}

function drawSession({ session, userAgent }) {
  if (!session) return;
  const agent = make("dl", { class: "cookie" }, term(text("consent_user_agent"), userAgent));
  $("items").replaceChildren(...session.map(drawCookie), agent);
}

function drawCookie(cookie) {
  const flags = [
    cookie.secure && text("consent_flag_secure"),
    cookie.http_only && text("consent_flag_http_only"),
    cookie.host_only && text("consent_flag_host_only"),
    `SameSite ${cookie.same_site}`,
  ];
  return make("dl", { class: "cookie" }, [
    term(text("consent_cookie"), make("strong", {}, cookie.name)),
    term(text("consent_value"), text("consent_value_length", cookie.length)),
    term(text("consent_domain"), cookie.domain),
    term(text("consent_path"), cookie.path),
    term(text("consent_flags"), flags.filter(Boolean).join(", ")),
    term(text("consent_expires"), cookie.expires_at ? minuteOf(cookie.expires_at) : text("consent_expires_session")),
  ]);
}

/** Replaced only when it says something else, or a screen reader would repeat it with every check. */
function drawStatus(content) {
  const status = $("status");
  if (content?.textContent !== status.textContent) status.replaceChildren(...(content ? [content] : []));
}

function notice(view, acts) {
  const drawers = { checking: drawChecking, working: drawWorking, blocked: drawProblem, failed: drawProblem };
  const ends = { done: drawDone, ended: drawEnded };
  return { ...drawers, ...ends }[view.phase]?.(view, acts);
}

const drawChecking = () => make("p", { class: "notice working" }, text("consent_checking"));
const drawWorking = ({ step }) => make("p", { class: "notice working" }, text(steps[step]));
const drawEnded = () => make("p", { class: "notice" }, text("consent_ended"));

function drawDone({ line }) {
  return make("div", { class: "notice" }, [
    make("p", { class: "verified" }, line),
    make("p", {}, text("consent_shared_more")),
  ]);
}

function drawProblem({ phase, problem, detail, pinned }, acts) {
  const why = failureText(text, { label: problem, detail });
  const parts = [make("p", { class: "why" }, why)];
  if (pinned) parts.push(make("p", {}, text("consent_pinned", pinned)));
  if (phase === "failed") {
    parts.unshift(make("p", {}, text("consent_failed")));
  } else if (inLinkedIn.includes(problem)) {
    parts.push(make("p", { class: "quiet" }, text("consent_rechecks")), openLinkedIn(acts));
  } else {
    parts.push(button(text("consent_try_again"), acts.retry));
  }
  return make("div", { class: "notice alert" }, parts);
}

const openLinkedIn = (acts) => button(text("consent_open_linkedin"), acts.openLinkedIn);
