import { button, make, term, text } from "../page/dom.js";
import { minuteOf } from "../page/local-times.js";

/** The server's signed word that the session was deleted, with what this browser makes of it. */
export function drawReceipt({ state, receipt, integration_id: integrationId }) {
  if (state !== "REVOKED") return make("div", { hidden: true });
  const body = receipt ? drawBody(receipt, integrationId) : make("p", { class: "quiet" }, text("popup_receipt_missing"));
  return make("details", { class: "proof" }, [make("summary", {}, text("popup_receipt")), body]);
}

function drawBody(receipt, integrationId) {
  const { statement, server_identity_key: key } = receipt;
  const save = () => saveJson(`receipt-${integrationId}.json`, { receipt: statement, server_identity_key: key });
  return make("div", { class: "receipt" }, [
    drawVerdict(receipt),
    receipt.verified ? drawPayload(receipt.payload) : "",
    button(text("popup_receipt_save"), save),
  ]);
}

function drawVerdict({ verified, reason }) {
  if (verified) return make("p", { class: "verdict good" }, text("popup_receipt_verified"));
  const key = reason === "UNSUPPORTED" ? "popup_receipt_unsupported" : "popup_receipt_invalid";
  return make("p", { class: "verdict alert" }, text(key));
}

function drawPayload({ deleted_at: deletedAt, revoked_by: by, consent_record: record }) {
  return make("dl", {}, [
    term(text("popup_receipt_deleted"), minuteOf(deletedAt)),
    term(text("popup_receipt_by"), text(by === "OWNER" ? "popup_by_owner" : "popup_by_operator")),
    record ? term(text("popup_receipt_record"), text("popup_receipt_entries", record.entries, record.head)) : "",
  ]);
}

function saveJson(name, value) {
  const url = URL.createObjectURL(new Blob([`${JSON.stringify(value, null, 2)}\n`], { type: "application/json" }));
  make("a", { href: url, download: name }).click();
  URL.revokeObjectURL(url);
}
