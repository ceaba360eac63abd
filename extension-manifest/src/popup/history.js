import { make, text } from "../page/dom.js";
import { minuteOf, momentOf } from "../page/local-times.js";
import { failureText } from "../page/wording.js";
import { containsHead, verifyRecord } from "../protocol/record.js";

const eventTexts = {
  ACCEPTED: "event_accepted",
  SESSION_STORED: "event_session_stored",
  SESSION_RELEASED: "event_session_released",
  SESSION_INVALID: "event_session_invalid",
  REFRESH_ASKED: "event_refresh_asked",
  PAUSED: "event_paused",
  RESUMED: "event_resumed",
  REVOKED: "event_revoked",
  SESSION_DELETED: "event_session_deleted",
};
const outcomeTexts = { sent: "sent_sent", stored: "sent_stored", refused: "sent_refused" };

/** "What was sent": the server's consent record, checked, or this browser's own notes when it cannot be had. */
export function drawHistory(share, acts) {
  const body = make("div", { "aria-live": "polite" }, make("p", { class: "quiet" }, text("popup_loading")));
  const load = async ({ target }) => {
    if (target.open) body.replaceChildren(...(await recordOf(share, acts)));
  };
  return make("details", { class: "history", toggle: load }, [make("summary", {}, text("popup_history")), body]);
}

async function recordOf(share, acts) {
  const answer = await acts.record(share);
  if (!Array.isArray(answer?.entries)) return localNotes(share);
  const record = await verifyRecord(answer.entries);
  const receipt = share.receipt?.verified ? share.receipt.payload.consent_record : undefined;
  const intact = record.intact && (!receipt || containsHead(answer.entries, receipt));
  return [verdict(intact), entries(record.entries.toReversed().map(describeEvent))];
}

function localNotes(share) {
  const notes = share.history.toReversed().map(describeSent);
  return [make("p", { class: "quiet" }, text("popup_history_local")), entries(notes)];
}

function verdict(intact) {
  const words = text(intact ? "popup_history_server" : "popup_history_broken");
  return make("p", { class: `verdict ${intact ? "good" : "alert"}` }, words);
}

function entries(list) {
  if (list.length === 0) return make("p", {}, text("popup_history_empty"));
  const lines = list.map(({ at, words }) => make("li", {}, [make("time", { datetime: at, title: minuteOf(at) }, momentOf(at)), make("span", {}, words)]));
  return make("ol", { class: "entries", tabindex: "0", "aria-label": text("popup_history") }, lines);
}

function describeEvent({ at, event, reason, cookies, by, to, until }) {
  const what = eventTexts[event] ? text(eventTexts[event], until ? momentOf(until) : "") : text("event_other", event ?? "?");
  const sent = event === "SESSION_STORED" && Array.isArray(cookies) ? cookies.join(", ") : undefined;
  const why = reason ? failureText(text, { label: reason }) : undefined;
  // The API key that a session came with or was fetched by, or the service that it was passed on to.
  const whom = event?.startsWith("SESSION_") ? (by ?? to) : undefined;
  return { at, words: [what, sent ?? why, whom].filter(Boolean).join(": ") };
}

function describeSent({ at, cookies, outcome, error }) {
  const why = error ? ` — ${failureText(text, { label: error })}` : "";
  return { at, words: text(outcomeTexts[outcome], cookies.join(", ")) + why };
}
