import { pickSession, samePicked, writeSession } from "./session.js";
import { judge, judgeDestination } from "./verdict.js";

const meAddress = "https://www.linkedin.com/voyager/api/me";
const homeAddress = "https://www.linkedin.com/";
const requestTimeout = 10_000;
const attempts = 3;

/**
 * Verifies the live session in the owner's own browser, before anything may leave it. `cookies(filter)` lists cookies, `request` is
 * `fetch`. The returned function gives `{ picked, member, session }` for a live session or `{ unavailable: <error label> }`; callers at
 * the same time share one verification. It never throws, writes no cookie, and `JSESSIONID` goes nowhere but to LinkedIn.
 */
export function createCheck({ cookies, request, userAgent }) {
  const linkedIn = { request, csrf: () => csrfToken(cookies) };
  let running;
  return () => {
    running ??= verify(cookies, linkedIn, userAgent).finally(() => (running = undefined));
    return running;
  };
}

async function verify(cookies, linkedIn, userAgent) {
  const read = async () => pickSession(await cookies({ domain: "linkedin.com" }));
  for (let attempt = 0; attempt < attempts; attempt++) {
    const before = await read();
    if (!before.li_at) return { unavailable: "SIGNED_OUT" };
    const verdict = await askWithToken(linkedIn);
    const after = await read();
    if (!after.li_at) return { unavailable: "SIGNED_OUT" };
    // LinkedIn renewed the session meanwhile: what it said belongs to the old one.
    if (!samePicked(before, after)) continue;
    if (verdict.redirected) return followOnce(linkedIn.request);
    if (!verdict.member) return { unavailable: verdict.unavailable };
    return { picked: after, member: verdict.member, session: writeSession(after, userAgent, verdict.member) };
  }
  return { unavailable: "LINKEDIN_UNREACHABLE" };
}

/** A failed CSRF check means that our token was stale, not that the session is: it is asked once more with a fresh one. */
async function askWithToken(linkedIn) {
  const token = await linkedIn.csrf();
  const verdict = await ask(linkedIn.request, token);
  if (verdict.retry !== "CSRF") return verdict;
  if ((await linkedIn.csrf()) === token) await ask(linkedIn.request, token, { method: "HEAD", address: homeAddress });
  const second = await ask(linkedIn.request, await linkedIn.csrf());
  return second.retry ? { unavailable: "LINKEDIN_UNREACHABLE" } : second;
}

async function ask(request, token, { method = "GET", address = meAddress } = {}) {
  try {
    const response = await request(address, {
      method,
      credentials: "include",
      redirect: "manual",
      cache: "no-store",
      headers: {
        accept: "application/vnd.linkedin.normalized+json+2.1",
        "x-restli-protocol-version": "2.0.0",
        ...(token && { "csrf-token": token }),
      },
      signal: AbortSignal.timeout(requestTimeout),
    });
    const redirected = response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400);
    if (redirected) return judge({ kind: "redirect" });
    return judge({ kind: "answer", status: response.status, body: await response.text() });
  } catch {
    return judge({ kind: "none" });
  }
}

/**
 * The browser does not tell where a redirect points, only where following it ends. A HEAD request finds that out without
 * opening the page: a checkpoint page may send the owner a code when it is opened.
 */
async function followOnce(request) {
  try {
    const response = await request(meAddress, {
      method: "HEAD",
      credentials: "include",
      redirect: "follow",
      cache: "no-store",
      signal: AbortSignal.timeout(requestTimeout),
    });
    return judgeDestination(response.url);
  } catch {
    return { unavailable: "SIGNED_OUT" };
  }
}

async function csrfToken(cookies) {
  const [cookie] = await cookies({ url: meAddress, name: "JSESSIONID" });
  return cookie?.value.replaceAll('"', "");
}
