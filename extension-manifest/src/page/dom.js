import { thisBrowser } from "../browser.js";

/** A message of `_locales`. */
export const text = (key, ...values) => thisBrowser.text(key, values.map(String));

/** Makes an element. `content` is text, an element, or a list of them; text never becomes markup. */
export function make(tag, attributes = {}, content = []) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...[content].flat().filter((part) => part !== undefined && part !== ""));
  return element;
}

export const button = (label, act, kind = "plain") => make("button", { type: "button", class: kind, click: act }, label);

/** One term of a description list. */
export const term = (name, value) => make("div", { class: "term" }, [make("dt", {}, name), make("dd", {}, value)]);

/** Fills the elements that name their text. */
export function fillTexts() {
  document.documentElement.lang = thisBrowser.language();
  document.title = text(document.querySelector("title").dataset.text);
  for (const element of document.body.querySelectorAll("[data-text]")) element.textContent = text(element.dataset.text);
  for (const element of document.body.querySelectorAll("[data-label]")) element.ariaLabel = text(element.dataset.label);
}
