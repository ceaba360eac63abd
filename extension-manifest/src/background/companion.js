import { classifyDisconnect } from "../host/host-failure.js";
import { HostPort } from "../host/host-port.js";
import { createCheck } from "../linkedin/check.js";
import { concernsSession, isRepetition, pickSession } from "../linkedin/session.js";
import { deviceName, failureText, verifiedLine } from "../page/wording.js";
import { Attention, leadOf } from "./attention.js";
import { Consents } from "./consents.js";
import { HostWatch } from "./host-watch.js";
import { externalMessages, hostMessages, openOwnerPage, popupMessages, respond } from "./messages.js";
import { pausedUntil, Pauses } from "./pauses.js";
import { Reads } from "./reads.js";
import { isDue } from "./schedule.js";
import { serverSender } from "./servers.js";
import { ShareEvents } from "../share/share-events.js";
import { ShareStore } from "../share/share-store.js";
import { Stops } from "./stops.js";

const alarmName = "safety-net";
const pauseAlarmName = "pause-end";
const terminalRetry = 55_000;
const alarmPause = 2 * 60_000;
const realClock = {
  now: () => Date.now(),
  after: (milliseconds, act) => setTimeout(act, milliseconds),
  clear: (timer) => clearTimeout(timer),
  random: () => Math.random(),
};

/** Wires the parts of the worker. `thisBrowser` is what `browser.js` exports, or a stand-in under test. */
export function createCompanion(thisBrowser, clock = realClock) {
  const parts = assemble(thisBrowser, clock);
  const restored = restore(parts, thisBrowser);
  const afterRestore = (act) => (...event) => restored.then(() => act(...event));
  return {
    start: () => restored,
    cookieChanged: cookieHandler(parts, restored),
    alarm: afterRestore(() => onAlarm(parts, thisBrowser, clock)),
    connected: (port) => connectPage(port, parts.consents, restored),
    message: (message, sender) => restored.then(() => respond(popupMessages, parts, message, sender)),
    externalMessage: (message, sender) => restored.then(() => respond(externalMessages, parts, message, sender)),
    windowClosed: afterRestore((windowId) => parts.consents.windowClosed(windowId)),
    notificationClicked: afterRestore((id) => follow(parts, id)),
    installed: () => welcome(thisBrowser),
  };
}

function assemble(thisBrowser, clock) {
  const now = () => new Date(clock.now()).toISOString();
  const parts = { thisBrowser, now };
  parts.say = sayer(thisBrowser);
  parts.shares = new ShareStore(thisBrowser.local, () => {
    parts.pauses.refresh();
    parts.attention.refresh();
    parts.sendServers();
  });
  parts.check = createCheck({ cookies: thisBrowser.cookies, request: thisBrowser.fetch, userAgent: thisBrowser.userAgent() });
  parts.host = createHost(parts, thisBrowser, clock);
  parts.watch = new HostWatch(thisBrowser.local, clock.now);
  parts.hostView = () => viewHost(parts);
  parts.attention = new Attention({ ...parts, host: parts.hostView, now: clock.now });
  parts.events = new ShareEvents(parts.shares, now);
  parts.sendServers = serverSender(parts);
  const request = (message, deadline) => parts.host.request(message, deadline);
  parts.stops = new Stops({ shares: parts.shares, request, events: parts.events, now });
  parts.pauses = new Pauses({
    ...parts,
    request,
    now: clock.now,
    setAlarm: (time) => thisBrowser.setAlarm(pauseAlarmName, time),
    goOn: () => parts.host.send({ type: "changed", reason: "ALARM" }),
  });
  parts.consents = new Consents({
    ...parts,
    makeId: () => crypto.randomUUID(),
    windows: { ...thisBrowser.windows, open: (id) => thisBrowser.windows.open(`consent/consent.html?id=${id}`, 460, 720) },
  });
  const send = (message) => parts.host.send(message);
  const consentFor = (integrationId) => parts.consents.grantFor(integrationId);
  parts.reads = new Reads({ shares: parts.shares, check: parts.check, send, consentFor, now });
  return parts;
}

const sayer = ({ text, language }) => ({
  failure: (failure) => failureText(text, failure),
  verified: (member, time) => verifiedLine(text, language(), member, time),
});

function createHost(parts, thisBrowser, clock) {
  const native = {
    open: thisBrowser.native.open,
    failureOf: (port) => classifyDisconnect(thisBrowser.native.reasonOf(port)),
    hello: () => ({
      protocol: { min: 1, max: 1 },
      extension_version: thisBrowser.version(),
      profile_id: parts.shares.profileId,
      device_name: deviceName(thisBrowser.userAgent()),
    }),
  };
  const events = {
    onReady: () => {
      parts.sendServers({ again: true });
      parts.stops.finishAll();
      parts.pauses.finishAll();
    },
    onMessage: (message) => hostMessages[message.type]?.(parts, message),
    onState: (state) => {
      parts.watch.note(state);
      thisBrowser.session.set({ host: parts.hostView() });
      parts.attention.refresh();
    },
  };
  return new HostPort(native, events, clock);
}

function viewHost({ host, watch }) {
  return { state: host.state, error: host.failure?.label, capabilities: host.capabilities, isLongGone: watch.isLong };
}

async function restore(parts, thisBrowser) {
  await Promise.all([parts.shares.load(() => crypto.randomUUID()), parts.watch.load()]);
  for (const share of parts.shares.all().filter((it) => it.state === "ACCEPTING")) {
    // The worker ended between sending the session and the answer: it may have been stored, so the owner must be able to stop it.
    await parts.shares.update(share.integration_id, { state: "ACTIVE" });
  }
  parts.pauses.refresh();
  parts.attention.refresh();
  parts.sendServers();
  await thisBrowser.ensureAlarm(alarmName, 0.5);
}

/** A cookie event reaches the host in the turn it arrives in; several of one turn are one message. */
function cookieHandler(parts, restored) {
  let told = false;
  return async (change) => {
    if (!concernsSession(change)) return;
    await restored;
    if (told || isRepetition(change, parts.reads.delivered)) return;
    told = true;
    queueMicrotask(() => (told = false));
    if (sending(parts).length > 0) parts.host.send({ type: "changed", reason: "COOKIE" });
    parts.consents.sessionChanged();
  };
}

/** The shares that a session is sent for. */
const sending = ({ shares, now }) => shares.active().filter((share) => !pausedUntil(share, Date.parse(now())));

async function onAlarm(parts, thisBrowser, clock) {
  const { host, stops, pauses, attention } = parts;
  await pauses.endDue();
  attention.refresh();
  if (host.state === "down" && clock.now() - host.lastAttemptAt >= terminalRetry) host.retry();
  if (host.state !== "ready") return;
  stops.finishAll();
  pauses.finishAll();
  const signedIn = Boolean(pickSession(await thisBrowser.cookies({ domain: "linkedin.com" })).li_at);
  const due = sending(parts).some((share) => isDue(share, { signedIn, now: clock.now() }));
  if (!due || clock.now() - (parts.alarmedAt ?? 0) < alarmPause) return;
  parts.alarmedAt = clock.now();
  host.send({ type: "changed", reason: "ALARM" });
}

/** The consent window keeps a port open to the worker; its messages also keep the worker awake while the host is missing. */
function connectPage(port, consents, restored) {
  const [kind, id] = port.name.split(":");
  if (kind !== "consent") return port.disconnect();
  const page = { post: (view) => port.postMessage(view) };
  port.onMessage.addListener((decision) => restored.then(() => consents.decide(id, decision)));
  port.onDisconnect.addListener(() => (page.post = () => {}));
  return restored.then(() => consents.attach(id, page));
}

/** Once: a browser that is told on its command line to load the extension installs it at every start. */
async function welcome({ local, openPage }) {
  const { welcomed } = await local.get(["welcomed"]);
  if (welcomed) return;
  await local.set({ welcomed: true });
  await openPage("welcome/welcome.html");
}

/** A click on a notification leads to where the owner can do something. */
async function follow(parts, id) {
  const { thisBrowser, host } = parts;
  const { to, integrationId } = leadOf(id);
  thisBrowser.clearNote(id);
  if (to === "linkedin") return thisBrowser.openTab("https://www.linkedin.com/");
  if (to === "welcome") return thisBrowser.openPage("welcome/welcome.html");
  const hasPage = host.state === "ready" && host.capabilities.includes("owner_page");
  const opened = hasPage && (await openOwnerPage(parts, integrationId).catch(() => undefined));
  return opened || thisBrowser.openPage("popup/popup.html");
}
