import { thisBrowser } from "../browser.js";
import { drawDoctor } from "../page/doctor.js";
import { fillTexts, text } from "../page/dom.js";
import { failureText } from "../page/wording.js";
import { looksLikeLink } from "../protocol/link.js";
import { drawShares } from "./share-card.js";

const $ = (id) => document.getElementById(id);
const again = 5_000;
let hostProblem;
let capabilities = [];

fillTexts();
$("doctor").append(drawDoctor());
$("review").addEventListener("click", review);
$("probe").addEventListener("click", probe);
for (const link of document.querySelectorAll(".setup")) link.addEventListener("click", () => thisBrowser.openPage("welcome/welcome.html"));
thisBrowser.on.stored(refresh);
refresh();
probe();
offerLink();
// A host that was just installed is found without a click.
setInterval(() => !$("host").hidden && probe(), again);

async function refresh() {
  const overview = await thisBrowser.ask({ type: "overview" });
  if (!overview?.shares) return say(text("popup_failed"));
  const { shares, host, version } = overview;
  const problem = host.state === "down" ? host.error : host.state === "ready" ? undefined : hostProblem;
  capabilities = host.state === "down" ? [] : host.capabilities;
  $("host").hidden = !problem;
  $("host-problem").textContent = problem ? failureText(text, { label: problem }) : "";
  $("empty").hidden = shares.length > 0;
  $("version").textContent = text("popup_version", version);
  drawShares($("shares"), shares, acts);
}

async function probe() {
  const { error } = await thisBrowser.ask({ type: "probe" });
  hostProblem = error;
  await refresh();
}

/** The address of the open page is there because its owner pressed the toolbar button on it (`activeTab`). */
async function offerLink() {
  const address = await thisBrowser.currentAddress();
  $("link").hidden = !looksLikeLink(address);
  $("review").dataset.link = address ?? "";
}

async function review() {
  const answer = await thisBrowser.ask({ type: "review", link: $("review").dataset.link });
  if (answer.ok === false) say(answer.message);
  else window.close();
}

const acts = {
  async stop(share) {
    await thisBrowser.ask({ type: "stop", integration_id: share.integration_id });
    say(text("popup_stopped_now"));
  },
  can: (capability) => capabilities.includes(capability),
  /** Without `until` it goes on. */
  async pause(share, until) {
    const answer = await thisBrowser.ask({ type: "pause", integration_id: share.integration_id, until });
    if (answer.ok === false) return say(answer.message);
    // The card shows it.
    $("said").textContent = text(until ? "popup_paused_now" : "popup_resumed_now");
  },
  async ownerPage(share) {
    const answer = await thisBrowser.ask({ type: "owner_page", integration_id: share.integration_id });
    if (answer.ok === false) say(answer.message);
  },
  forget: (share) => thisBrowser.ask({ type: "forget", integration_id: share.integration_id }),
  record: (share) => thisBrowser.ask({ type: "record", integration_id: share.integration_id }),
  openLinkedIn: () => thisBrowser.openTab("https://www.linkedin.com/"),
};

function say(words) {
  $("result").textContent = words;
}
