import { memberName } from "../linkedin/member.js";
import { Failure } from "../protocol/errors.js";
import { isPageOf, originOf, parseLink } from "../protocol/link.js";
import { reduceShare } from "../share/share-state.js";

/** The worker's message tables: who may say what, and what happens then. A handler gets the worker's parts, the message, its sender. */

const answerDeadline = 20_000;
const pingDeadline = 3_000;
/** The host takes about ten seconds if a server does not answer. */
const doctorDeadline = 20_000;
const unknownToHost = ["MESSAGE_UNKNOWN", "MESSAGE_INVALID"];

/** From the host. What is not listed is of a newer version and ignored. */
export const hostMessages = {
  async read({ reads, sendServers }, message) {
    const allowed = await reads.answer(message);
    // The host asked for what its owner does not share: it must have an old list.
    if (!allowed) sendServers({ again: true });
  },
  stored: ({ events }, message) => events.stored(message),
  refused: ({ events }, message) => events.refused(message),
  receipt: ({ events }, message) => events.receipt(message),
  async status({ events, stops, pauses }, message) {
    await events.status(message);
    if (message.channel === "ONLINE") await Promise.all([stops.finishAll(), pauses.finishAll()]);
  },
};

/** From the extension's own pages. */
export const popupMessages = {
  overview({ shares, hostView, thisBrowser, now }) {
    const host = hostView();
    const view = (share) => ({ ...share, view: reduceShare(share, host, Date.parse(now())) });
    return { version: thisBrowser.version(), host, shares: shares.all().map(view) };
  },
  review({ consents }, { link }) {
    parseLink(link);
    consents.request(link).catch(() => {});
    return {};
  },
  async stop({ stops }, { integration_id: integrationId }) {
    await stops.stop(integrationId);
    return {};
  },
  /** Without `until`, the share goes on. */
  async pause({ pauses }, { integration_id: integrationId, until }) {
    await pauses.set(integrationId, until);
    return {};
  },
  async forget({ shares }, { integration_id: integrationId }) {
    const share = shares.get(integrationId);
    if (!["REVOKED", "STOPPING"].includes(share?.state)) throw new Failure("MESSAGE_UNEXPECTED");
    await shares.remove(integrationId);
    return {};
  },
  record: (parts, { integration_id: integrationId }) => askAbout(parts, integrationId, { type: "record" }),
  owner_page: (parts, { integration_id: integrationId }) => openOwnerPage(parts, integrationId),
  /** Whether the host can be talked to; what was waiting is tried now, because the owner is looking. */
  async probe({ host }) {
    const word = await whileHeld(host, "popup", () => {
      host.retry();
      return hostWord(host);
    });
    return { host: word, error: host.failure?.label, version: host.version };
  },
  /** What the host's own doctor finds in this computer's browsers. An older host does not know the question. */
  async doctor({ host }) {
    return whileHeld(host, "doctor", async () => {
      host.retry();
      try {
        const { host_version: version, findings } = await host.request({ type: "doctor" }, doctorDeadline);
        return { version, findings: findingsIn(findings) };
      } catch (failure) {
        const isOlder = unknownToHost.includes(failure.label);
        return { version: host.version, error: isOlder ? "HOST_OLDER" : (host.failure ?? failure).label };
      }
    });
  },
  /** Who is signed in to LinkedIn in this browser. The answer stays in it. */
  async linkedin({ check }) {
    const { member, unavailable } = await check();
    return member ? { member: memberName(member) } : { unavailable };
  },
};

/** From the pages that the manifest lists. They can ask, and learn the outcome; nothing else. */
export const externalMessages = {
  async ping({ host, thisBrowser }) {
    const state = await whileHeld(host, "ping", () => hostWord(host));
    return { type: "pong", version: thisBrowser.version(), host: state };
  },
  accept({ consents }, { link }, sender) {
    const { server } = parseLink(link);
    // A page may only ask for a server of its own origin.
    if (originOf(server.url) !== pageOrigin(sender)) throw new Failure("MESSAGE_INVALID");
    return consents.request(link);
  },
};

/** Of each finding what a page shows, as text. */
function findingsIn(list) {
  const known = Array.isArray(list) ? list : [];
  return known.map(({ about, text, code, fault, remedy }) => ({
    about: String(about ?? ""),
    text: String(text ?? ""),
    ...(fault && { code, fault: String(fault), remedy: String(remedy ?? "") }),
  }));
}

/** Opens the server's page about a share, which needs no account. It must be a page of that very server. */
export async function openOwnerPage(parts, integrationId) {
  const { url } = await askAbout(parts, integrationId, { type: "owner_page" });
  if (!isPageOf(url, parts.shares.get(integrationId)?.server ?? {})) throw new Failure("MESSAGE_INVALID");
  await parts.thisBrowser.openTab(url);
  return {};
}

async function askAbout({ shares, host }, integrationId, message) {
  const share = shares.get(integrationId);
  if (!share) throw new Failure("INTEGRATION_UNKNOWN");
  const whole = { ...message, server: share.server, integration_id: integrationId };
  return whileHeld(host, message.type, () => host.request(whole, answerDeadline));
}

/** Looks the message up in its table. Every failure becomes an answer; none of them repeats anything of the message. */
export async function respond(table, parts, message, sender) {
  try {
    const handler = Object.hasOwn(table, message?.type) ? table[message.type] : undefined;
    if (!handler) throw new Failure("MESSAGE_UNKNOWN");
    return await handler(parts, message, sender);
  } catch (cause) {
    const failure = cause instanceof Failure ? cause : new Failure("MESSAGE_INVALID");
    return { ok: false, code: failure.code, error: failure.label, message: parts.say.failure(failure) };
  }
}

const words = { HOST_MISSING: "missing", HOST_FORBIDDEN: "forbidden", HOST_OUTDATED: "outdated", HOST_SILENT: "connecting" };

async function hostWord(host) {
  try {
    await host.ready(pingDeadline);
    return "ready";
  } catch (failure) {
    return words[failure.label] ?? "failed";
  }
}

async function whileHeld(host, name, act) {
  host.hold(name);
  try {
    return await act();
  } finally {
    host.release(name);
  }
}

const pageOrigin = (sender) => sender?.origin ?? originOf(sender?.url);
