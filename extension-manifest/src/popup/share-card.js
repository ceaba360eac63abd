import { memberName } from "../linkedin/member.js";
import { button, make, term, text } from "../page/dom.js";
import { ago, momentOf } from "../page/local-times.js";
import { failureText } from "../page/wording.js";
import { placeOf } from "../protocol/link.js";
import { drawHistory } from "./history.js";
import { drawReceipt } from "./receipt.js";
import { drawEnd, drawOwnerPage, drawPause } from "./share-actions.js";

const stateTexts = {
  paused: ({ view }) => text("state_paused", momentOf(view.until)),
  paused_here: ({ view }) => text("state_paused_here", momentOf(view.until)),
  resuming: () => text("state_resuming"),
  sharing: ({ verified_at: at }) => text("state_sharing", ago(at)),
  other_device: ({ verified_at: at }) => text("state_other_device", ago(at)),
  pending: () => text("state_pending"),
  invalid: () => text("state_invalid"),
  signed_out: () => text("state_signed_out"),
  other_member: ({ linkedin_member: member }) => text("state_other_member", memberName(member)),
  needs_owner: () => text("state_needs_owner"),
  linkedin_waits: () => text("state_linkedin_waits"),
  host_down: () => text("state_host_down"),
  server_offline: () => text("state_server_offline"),
  stopping: () => text("state_stopping"),
  stopped: ({ stopped_at: at }) => text("state_stopped", ago(at)),
  stopped_by_operator: ({ stopped_at: at }) => text("state_stopped_by_operator", ago(at)),
  stopped_unconfirmed: () => text("state_stopped_unconfirmed"),
};
const inLinkedIn = ["signed_out", "other_member", "needs_owner"];
const drawn = new Map();

/**
 * Draws a card for each share. Its parts are replaced only when they say something else: a question, an opened history or the focus
 * must survive what happens meanwhile.
 */
export function drawShares(list, shares, acts) {
  const known = new Set(shares.map((share) => share.integration_id));
  for (const [id, { card }] of drawn) {
    if (known.has(id)) continue;
    card.remove();
    drawn.delete(id);
  }
  for (const share of shares.toSorted(newestFirst)) {
    if (!drawn.has(share.integration_id)) {
      const card = make("article", { "aria-label": share.workspace });
      drawn.set(share.integration_id, { card, said: [] });
      list.append(card);
    }
    drawCard(drawn.get(share.integration_id), share, acts);
  }
}

const newestFirst = (one, other) => other.accepted_at.localeCompare(one.accepted_at);

function drawCard(place, share, acts) {
  const { tone } = share.view;
  place.card.className = `card share ${tone}`;
  const parts = [
    [drawHead, [share.view, lineOf(share), share.verified_at, share.linkedin_member]],
    [drawHistory, [share.state, share.history.length]],
    [drawReceipt, [share.state, share.receipt]],
    [drawOwnerPage, [share.state, acts.can("owner_page")]],
    [drawPause, [share.state, share.view.key, share.view.until, acts.can("pause")]],
    [drawEnd, [share.state]],
  ];
  for (const [index, [drawPart, about]] of parts.entries()) {
    const said = JSON.stringify(about);
    if (place.said[index] === said) continue;
    place.said[index] = said;
    const part = drawPart(share, acts);
    const before = place.card.children[index];
    if (!before) place.card.append(part);
    else replacePart(before, part);
  }
}

function replacePart(before, part) {
  const hadFocus = before.contains(document.activeElement);
  if (before.open && "open" in part) part.open = true;
  before.replaceWith(part);
  if (hadFocus) part.querySelector("button, summary")?.focus();
}

const lineOf = (share) => stateTexts[share.view.key]?.(share) ?? failureText(text, { label: share.view.error ?? "SERVER_FAILED" });

function drawHead(share, acts) {
  const { key, tone } = share.view;
  return make("div", { class: "head" }, [
    make("h2", {}, share.workspace),
    make("p", { class: `state ${tone} ${key}` }, lineOf(share)),
    inLinkedIn.includes(key) ? button(text("popup_open_linkedin"), acts.openLinkedIn) : "",
    drawFacts(share),
  ]);
}

/** An address goes to the next line after a slash, rather than in the middle of a word. */
const breakable = (address) => address.split("/").flatMap((part, index) => (index > 0 ? ["/", make("wbr"), part] : [part]));

function drawFacts(share) {
  return make("dl", {}, [
    term(text("popup_identity"), share.identity),
    term(text("popup_member"), memberName(share.linkedin_member)),
    term(text("popup_server"), breakable(placeOf(share.server.url))),
    term(text("popup_refreshed"), share.verified_at ? ago(share.verified_at) : text("popup_never")),
  ]);
}
