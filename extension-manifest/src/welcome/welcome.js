import { thisBrowser } from "../browser.js";
import { concernsSession } from "../linkedin/session.js";
import { drawDoctor } from "../page/doctor.js";
import { fillTexts, text } from "../page/dom.js";
import { reduceSetup } from "./setup.js";
import { drawSteps } from "./setup-view.js";

const $ = (id) => document.getElementById(id);
const hostAgain = 5_000;
const linkedInAgain = 60_000;
const userAgent = thisBrowser.userAgent();
const system = { isLinux: /Linux/.test(userAgent), isFirefox: /Firefox\//.test(userAgent), extensionId: thisBrowser.extensionId() };
const acts = {
  version: thisBrowser.version(),
  openLinkedIn: () => thisBrowser.openTab("https://www.linkedin.com/"),
  copy: (words) => navigator.clipboard.writeText(words),
};
const seen = {};
let host, linkedIn;

fillTexts();
$("doctor").append(drawDoctor());
draw();
look();
showShares();
document.addEventListener("visibilitychange", look);
thisBrowser.on.cookie(sessionChanged);
thisBrowser.on.stored(showShares);
setInterval(() => host?.host !== "ready" && lookForHost(), hostAgain);
setInterval(() => !linkedIn?.member && lookAtLinkedIn(), linkedInAgain);

function draw() {
  drawSteps(reduceSetup({ host, linkedIn, system }), acts);
}

function look() {
  lookForHost();
  lookAtLinkedIn();
}

async function lookForHost() {
  if (document.hidden) return;
  host = await thisBrowser.ask({ type: "probe" });
  draw();
}

async function lookAtLinkedIn() {
  if (document.hidden) return;
  linkedIn = await thisBrowser.ask({ type: "linkedin" });
  draw();
}

/** Only a new value is news: LinkedIn may move the expiry with each answer, also to our own question. */
function sessionChanged(change) {
  if (!concernsSession(change)) return;
  const value = change.removed ? undefined : change.cookie.value;
  if (seen[change.cookie.name] === value && !change.removed) return;
  seen[change.cookie.name] = value;
  thisBrowser.ask({ type: "linkedin" }).then((answer) => {
    linkedIn = answer;
    draw();
  });
}

async function showShares() {
  const { shares = [] } = (await thisBrowser.ask({ type: "overview" })) ?? {};
  const names = shares.filter(({ state }) => state === "ACTIVE").map(({ workspace }) => workspace);
  $("already").hidden = names.length === 0;
  $("already").textContent = names.length > 0 ? text("welcome_already", names.join(", ")) : "";
}
