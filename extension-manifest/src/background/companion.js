import { classifyDisconnect } from "../host/host-failure.js";
import { HostPort } from "../host/host-port.js";
import { createCheck } from "../linkedin/check.js";
import { concernsSession, isRepetition, pickSession } from "../linkedin/session.js";
import { deviceName, failureText, verifiedLine } from "../page/wording.js";
import { sameServer } from "../protocol/link.js";
import { Attention, leadsToLinkedIn } from "./attention.js";
import { Consents } from "./consents.js";
import { externalMessages, hostMessages, popupMessages, respond } from "./messages.js";
import { Reads } from "./reads.js";
import { isDue } from "./schedule.js";
import { ShareEvents } from "./share-events.js";
import { ShareStore } from "./share-store.js";
import { Stops } from "./stops.js";

const alarmName = "safety-net";
const terminalRetry = 55_000;
const alarmPause = 2 * 60_000;
const realClock = {
  now: () => Date.now(),
  after: (milliseconds, act) => setTimeout(act, milliseconds),
  clear: (timer) => clearTimeout(timer),
  random: () => Math.random(),
};

/** Wires the parts of the worker. `browser` is `browser.js`, or a stand-in under test. */
export function createCompanion(browser, clock = realClock) {
  const parts = assemble(browser, clock);
  const restored = restore(parts, browser);
  const afterRestore = (act) => (...event) => restored.then(() => act(...event));
  return {
    start: () => restored,
    cookieChanged: cookieHandler(parts, restored),
    alarm: afterRestore(() => onAlarm(parts, browser, clock)),
    connected: (port) => connectPage(port, parts.consents, restored),
    message: (message, sender) => restored.then(() => respond(popupMessages, parts, message, sender)),
    externalMessage: (message, sender) => restored.then(() => respond(externalMessages, parts, message, sender)),
    windowClosed: afterRestore((windowId) => parts.consents.windowClosed(windowId)),
    notificationClicked: (id) => leadsToLinkedIn(id) && browser.openTab("https://www.linkedin.com/"),
  };
}

function assemble(browser, clock) {
  const parts = { browser };
  const now = () => new Date(clock.now()).toISOString();
  const say = {
    failure: (failure) => failureText(browser.text, failure),
    verified: (member, time) => verifiedLine(browser.text, member, time),
  };
  parts.say = say;
  parts.shares = new ShareStore(browser.local, () => {
    parts.attention.refresh();
    parts.sendServers();
  });
  parts.check = createCheck({ cookies: browser.cookies, request: browser.fetch, userAgent: browser.userAgent() });
  parts.host = createHost(parts, browser, clock);
  parts.hostView = () => ({ state: parts.host.state, error: parts.host.failure?.label });
  parts.attention = new Attention({ shares: parts.shares, host: parts.hostView, browser });
  parts.events = new ShareEvents(parts.shares, now);
  parts.sendServers = serverSender(parts);
  const request = (message, deadline) => parts.host.request(message, deadline);
  parts.stops = new Stops({ shares: parts.shares, request, events: parts.events, now });
  parts.consents = new Consents({
    ...parts,
    say,
    now,
    makeId: () => crypto.randomUUID(),
    windows: { ...browser.windows, open: (id) => browser.windows.open(`consent/consent.html?id=${id}`, 460, 720) },
  });
  const send = (message) => parts.host.send(message);
  const consentFor = (integrationId) => parts.consents.grantFor(integrationId);
  parts.reads = new Reads({ shares: parts.shares, check: parts.check, send, consentFor, now });
  return parts;
}

function createHost(parts, browser, clock) {
  const native = {
    open: browser.native.open,
    failureOf: (port) => classifyDisconnect(browser.native.reasonOf(port)),
    hello: () => ({
      protocol: { min: 1, max: 1 },
      extension_version: browser.version(),
      profile_id: parts.shares.profileId,
      device_name: deviceName(browser.userAgent()),
    }),
  };
  const events = {
    onReady: () => {
      parts.sendServers({ again: true });
      parts.stops.finishAll();
    },
    onMessage: (message) => hostMessages[message.type]?.(parts, message),
    onState: () => {
      browser.session.set({ host: parts.hostView() });
      parts.attention.refresh();
    },
  };
  return new HostPort(native, events, clock);
}

async function restore(parts, browser) {
  await parts.shares.load(() => crypto.randomUUID());
  for (const share of parts.shares.all().filter((it) => it.state === "ACCEPTING")) {
    // The worker ended between sending the session and the answer: it may have been stored, so the owner must be able to stop it.
    await parts.shares.update(share.integration_id, { state: "ACTIVE" });
  }
  parts.attention.refresh();
  parts.sendServers();
  await browser.ensureAlarm(alarmName, 0.5);
}

/**
 * Tells the host whom to keep a channel to, whenever that changes, and keeps the host running while there is anybody. An accept that
 * is not finished has its own channel.
 */
function serverSender({ shares, host }) {
  let told;
  return ({ again = false } = {}) => {
    const connected = shares.connected();
    const servers = listServers(connected.filter((share) => share.state !== "ACCEPTING"));
    const list = JSON.stringify(servers);
    if ((again || list !== told) && host.send({ type: "connect", servers })) told = list;
    if (connected.length > 0) host.hold("shares");
    else host.release("shares");
  };
}

function listServers(shares) {
  const list = [];
  for (const { server, integration_id: integrationId } of shares) {
    const known = list.find((entry) => sameServer(entry.server, server));
    if (known) known.integrations.push(integrationId);
    else list.push({ server, integrations: [integrationId] });
  }
  return list;
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
    if (parts.shares.active().length > 0) parts.host.send({ type: "changed", reason: "COOKIE" });
    parts.consents.sessionChanged();
  };
}

async function onAlarm(parts, browser, clock) {
  const { host, shares, stops } = parts;
  if (host.state === "down" && clock.now() - host.lastAttemptAt >= terminalRetry) host.retry();
  if (host.state !== "ready") return;
  stops.finishAll();
  const signedIn = Boolean(pickSession(await browser.cookies({ domain: "linkedin.com" })).li_at);
  const due = shares.active().some((share) => isDue(share, { signedIn, now: clock.now() }));
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
