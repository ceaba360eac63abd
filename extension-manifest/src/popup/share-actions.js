import { button, make, text } from "../page/dom.js";
import { timeOf } from "../page/local-times.js";
import { drawQuestion } from "../page/question.js";
import { pauseChoices } from "./pause-choices.js";

const nothing = () => make("div", { hidden: true });

/** Pause, or go on. Only where the host can: an older one has no such message. */
export function drawPause(share, acts) {
  if (share.state !== "ACTIVE" || !acts.can("pause") || share.view.key === "resuming") return nothing();
  if (share.view.until) return make("div", { class: "act" }, button(text("popup_resume"), () => acts.pause(share)));
  return drawQuestion({
    ask: text("popup_pause"),
    words: "popup_pause_words",
    answers: pauseChoices(Date.now()).map(({ key, until }) => ({
      label: key === "pause_tomorrow" ? text(key, timeOf(until)) : text(key),
      act: () => acts.pause(share, until),
    })),
    no: "popup_cancel",
  });
}

/** The server's own page about this share: it needs no account, and holds what one browser cannot know. */
export function drawOwnerPage(share, acts) {
  if (share.state === "ACCEPTING" || !acts.can("owner_page")) return nothing();
  return make("div", {}, button(text("popup_everything"), () => acts.ownerPage(share), "link"));
}

export function drawEnd(share, acts) {
  if (share.state === "ACTIVE") return drawStop(share, acts);
  return share.state === "ACCEPTING" ? nothing() : drawForget(share, acts);
}

function drawStop(share, acts) {
  const yes = { label: text("popup_stop_yes"), busy: text("popup_stopping"), kind: "danger main", act: () => acts.stop(share) };
  return drawQuestion({ ask: text("popup_stop"), kind: "danger", words: "popup_stop_confirm", answers: [yes], no: "popup_cancel" });
}

function drawForget(share, acts) {
  const words = share.state === "STOPPING" ? "popup_forget_pending" : "popup_forget_confirm";
  const yes = { label: text("popup_forget_yes"), kind: "danger main", act: () => acts.forget(share) };
  return drawQuestion({ ask: text("popup_forget"), kind: "danger", words, answers: [yes], no: "popup_forget_cancel" });
}
