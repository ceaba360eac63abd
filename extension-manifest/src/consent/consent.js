import { thisBrowser } from "../browser.js";
import { fillTexts, text } from "../page/dom.js";
import { draw, drawAgreement } from "./consent-view.js";

const tick = 5_000;
const id = new URLSearchParams(location.search).get("id");
const worker = thisBrowser.connect(`consent:${id}`);
const tell = (type) => worker.postMessage({ type });
const acts = {
  openLinkedIn: () => thisBrowser.openTab("https://www.linkedin.com/"),
  retry: () => tell("retry"),
};
let phase;

fillTexts();
drawAgreement();
draw({ phase: "checking" }, acts);

worker.onMessage.addListener((view) => {
  draw(view, acts);
  if (view.phase === phase) return;
  phase = view.phase;
  if (phase === "done") document.getElementById("title").textContent = text("consent_shared");
  // The button that had the focus is gone; what happened stands at the top.
  if (["done", "failed"].includes(phase)) document.getElementById("title").focus();
});
worker.onDisconnect.addListener(() => phase !== "done" && draw({ phase: "ended" }, acts));

document.getElementById("accept").addEventListener("click", () => tell("accept"));
document.getElementById("decline").addEventListener("click", () => tell("decline"));
document.getElementById("close").addEventListener("click", () => window.close());

// Keeps the worker awake while the owner reads, and lets it look again for a host that was just installed.
setInterval(() => tell("tick"), tick);
