import { button, make, text } from "./dom.js";

/**
 * A button that asks back in its own place. `answers` are `{ label, busy?, kind?, act }`; while one is carried out none can be pressed.
 * The focus goes to the harmless answer, and Escape gives it.
 */
export function drawQuestion({ ask, kind, words, answers, no }) {
  const place = make("div", { class: "act" });
  const first = button(ask, question, kind);
  function question() {
    const keep = button(text(no), back);
    const choices = answers.map((answer) => button(answer.label, (event) => choose(answer, event), answer.kind));
    place.replaceChildren(
      make("div", { class: `confirm ${kind ?? ""}`, role: "group", "aria-label": ask, keydown: ({ key }) => key === "Escape" && back() }, [
        make("p", {}, text(words)),
        make("div", { class: "row" }, [...choices, keep]),
      ]),
    );
    keep.focus();
  }
  function back() {
    place.replaceChildren(first);
    first.focus();
  }
  async function choose({ act, busy }, { target }) {
    for (const each of place.querySelectorAll("button")) each.disabled = true;
    if (busy) target.textContent = busy;
    await act();
    if (place.isConnected) back();
  }
  place.append(first);
  return place;
}
