/** What of the browser's cookies is a session, and how it is written (docs/protocol.md section 6). */

const names = ["li_at", "li_a"];
const linkedIn = /^\.?([a-z0-9-]+\.)*linkedin\.com$/i;
const checkedHost = "www.linkedin.com";
const expiryTolerance = 24 * 60 * 60;
const normalStores = ["0", "firefox-default"];

/**
 * Whether it is LinkedIn's in normal windows, which is whom the check asks about. A container of Firefox and a private window have a
 * store of their own, LinkedIn embedded in another site a partition: whoever is signed in there is not who accepted.
 */
const isOwners = ({ domain, storeId, partitionKey }) => linkedIn.test(domain) && normalStores.includes(storeId) && !partitionKey;

/**
 * Picks `{ li_at?, li_a? }` from the cookies of linkedin.com. `li_at` must be one that goes to the host which the check asks, so
 * that what is sent is what was checked; of several the one with the nearest domain is taken.
 */
export function pickSession(cookies) {
  const picked = {};
  for (const name of names) {
    const candidates = cookies.filter((cookie) => cookie.name === name && isOwners(cookie) && isLive(cookie));
    const checked = candidates.filter(reachesCheckedHost);
    const eligible = name === "li_at" || checked.length > 0 ? checked : candidates;
    const [nearest] = eligible.toSorted((one, other) => other.domain.length - one.domain.length);
    if (nearest) picked[name] = nearest;
  }
  return picked;
}

/** LinkedIn ends a session by setting the value to these words. */
const isLive = (cookie) => Boolean(cookie.value) && cookie.value.replaceAll('"', "") !== "delete me";

function reachesCheckedHost(cookie) {
  const domain = cookie.domain.replace(/^\./, "").toLowerCase();
  return cookie.hostOnly ? domain === checkedHost : checkedHost === domain || checkedHost.endsWith(`.${domain}`);
}

/** Whether a cookie event can mean that the session changed. An overwrite is followed by the event of its new value. */
export function concernsSession({ cookie, removed, cause }) {
  return names.includes(cookie.name) && isOwners(cookie) && !(removed && cause === "overwrite");
}

export function samePicked(one, other) {
  return names.every((name) => one[name]?.value === other[name]?.value);
}

/**
 * Whether an event says nothing new about a cookie that was read before: same value, expiry moved by less than a day.
 * LinkedIn may renew the expiry with every answer, also that of our own check, which would otherwise never come to rest.
 */
export function isRepetition({ cookie, removed }, picked) {
  const known = picked?.[cookie.name];
  if (removed || !known || known.value !== cookie.value || known.domain !== cookie.domain) return false;
  return Math.abs((known.expirationDate ?? 0) - (cookie.expirationDate ?? 0)) < expiryTolerance;
}

/** The session as it is handed to the host: attributes exactly as the browser gave them. */
export function writeSession(picked, userAgent, member) {
  const cookies = names.filter((name) => picked[name]).map((name) => writeCookie(picked[name]));
  return { cookies, user_agent: userAgent, linkedin_member: member };
}

function writeCookie(cookie) {
  return {
    name: cookie.name,
    value: cookie.value,
    domain: cookie.domain,
    path: cookie.path,
    secure: cookie.secure,
    http_only: cookie.httpOnly,
    host_only: cookie.hostOnly,
    same_site: cookie.sameSite,
    ...(cookie.expirationDate !== undefined && { expires_at: toTime(cookie.expirationDate) }),
  };
}

/** What the consent window shows of a session: everything but the value, of which it gives the length. */
export function describeSession(picked) {
  return names
    .filter((name) => picked[name])
    .map((name) => {
      const { value, ...shown } = writeCookie(picked[name]);
      return { ...shown, length: value.length };
    });
}

const toTime = (seconds) => new Date(Math.round(seconds * 1000)).toISOString();
