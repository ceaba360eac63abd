import { createCompanion } from "../src/background/companion.js";
import { answerHello, standIn, StandInPort, TestClock, turn } from "./stand-ins.mjs";
import { vectors } from "./vectors.mjs";

const { text, fingerprint } = vectors("links.json").links.find(({ note }) => note === "localhost");
export const link = text;
export const server = { url: "https://localhost:8443", fingerprint };
export const id = "3c7e8e2a-6f4e-4e1b-9a52-0a8d8a3b1c11";
export const ada = { number: "42", entity: "ACoAAB", name: "Ada Lovelace" };
export const integration = { integration_id: id, workspace: "W", identity: "I", state: "ACTIVE", status: "VALID", linkedin_member: ada, verified_at: "2026-11-24T06:00:01Z" };
export const activeShare = {
  integration_id: id, server, workspace: "W", identity: "I", linkedin_member: ada, accepted_at: "2026-11-24T05:00:00Z",
  checked_at: "2026-11-24T05:59:00Z", state: "ACTIVE", status: "VALID", verified_at: "2026-11-24T05:00:00Z", history: [],
};

/** A browser with a host. `script` answers what the host gets, beside the hello. */
export function launch({ shares = {}, script = () => {}, linkedIn = standIn(), capabilities, local = { shares, profile_id: "p" }, clock = new TestClock() } = {}) {
  const world = { clock, local, windows: [], notes: [], shown: new Set(), tabs: [], badge: "", badgeTitle: "", alarms: {}, ports: [], linkedIn };
  const answer = (message, port) => {
    answerHello(message, port, capabilities);
    script(message, port, world);
  };
  const browser = {
    version: () => "0.1.0",
    userAgent: () => "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0",
    language: () => "en",
    text: (key, values) => [key, ...(values ?? [])].join(" "),
    fetch: linkedIn.request,
    cookies: linkedIn.cookies,
    local: { get: async () => structuredClone(world.local), set: async (items) => Object.assign(world.local, structuredClone(items)) },
    session: { set: async () => {} },
    native: { open: () => (world.ports.push(new StandInPort(answer)), world.ports.at(-1)), reasonOf: (port) => port.reason },
    windows: { open: async (path) => world.windows.push(path), focus: async () => {}, close: async () => {} },
    setBadge: (mark, title) => Object.assign(world, { badge: mark, badgeTitle: title }),
    notify: (noteId) => world.notes.push(noteId) && world.shown.add(noteId),
    shownNotes: async () => [...world.shown],
    clearNote: (noteId) => world.shown.delete(noteId),
    setAlarm: (name, when) => (world.alarms[name] = when),
    ensureAlarm: async (name, period) => (world.alarm = [name, period]),
    openTab: async (url) => world.tabs.push(url),
    openPage: async (path) => world.tabs.push(path),
  };
  world.companion = createCompanion(browser, world.clock);
  world.sent = (type) => world.ports.flatMap((port) => port.sent).filter((message) => message.type === type);
  return world;
}

/** The page of the consent window that was opened last. */
export async function openPage(world) {
  await turn();
  const [, consentId] = world.windows.at(-1).split("?id=");
  const page = new StandInPort((view) => (page.view = view));
  page.name = `consent:${consentId}`;
  await world.companion.connected(page);
  await turn();
  return page;
}

/** What the host gets for a read. */
export async function read(world, { integrationId = id, reason = "CHANGED" } = {}) {
  await turn();
  world.ports.at(-1).say({ type: "read", id: "r9", integration_id: integrationId, reason });
  await turn();
  return [...world.sent("session"), ...world.sent("unavailable")].find((message) => message.id === "r9");
}
