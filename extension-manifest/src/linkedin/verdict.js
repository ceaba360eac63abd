import { memberFrom } from "./member.js";

/**
 * What LinkedIn's answer to `voyager/api/me` says about the session. `answer` is `{ kind, status, body }`, kind `answer`,
 * `redirect` or `none`. Returns `{ member }`, `{ redirected: true }`, `{ retry: "CSRF" }` or `{ unavailable: <error label> }`.
 * What is not a clear word from LinkedIn is `LINKEDIN_UNREACHABLE`: doubt never ends an integration.
 */
export function judge({ kind, status, body }) {
  if (kind === "redirect") return { redirected: true };
  if (kind === "none") return { unavailable: "LINKEDIN_UNREACHABLE" };
  if (status === 401) return { unavailable: "SIGNED_OUT" };
  if (status === 429 || status === 999) return { unavailable: "LINKEDIN_THROTTLED" };
  if (status === 403) return judgeForbidden(body);
  const member = status === 200 ? memberFrom(parse(body)) : undefined;
  return member ? { member } : { unavailable: "LINKEDIN_UNREACHABLE" };
}

function judgeForbidden(body) {
  const answer = parse(body);
  if ([answer?.code, answer?.data?.code].includes("CHALLENGE")) return { unavailable: "NEEDS_OWNER" };
  return /csrf check failed/i.test(body) ? { retry: "CSRF" } : { unavailable: "LINKEDIN_UNREACHABLE" };
}

/** Where a redirect ended. Only a checkpoint needs something other than a sign-in. */
export function judgeDestination(address) {
  const path = URL.canParse(address) ? new URL(address).pathname : "";
  return { unavailable: path.startsWith("/checkpoint/") ? "NEEDS_OWNER" : "SIGNED_OUT" };
}

function parse(body) {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
