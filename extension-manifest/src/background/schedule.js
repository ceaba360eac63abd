const minute = 60_000;
const calm = 6 * 60 * minute;
const again = {
  LINKEDIN_UNREACHABLE: 2 * minute,
  INTEGRATION_PAUSED: 5 * minute,
  NEEDS_OWNER: 10 * minute,
  LINKEDIN_THROTTLED: 30 * minute,
};

/**
 * Whether the alarm should have a share read again. Cookie events carry nearly everything; the alarm is for what they miss: a doubt
 * that LinkedIn left us in, a pause that the server's clock ends later than ours, a sign-in or sign-out while no worker was there, and a slow heartbeat.
 */
export function isDue(share, { signedIn, now }) {
  const saidSignedOut = share.problem?.error === "SIGNED_OUT";
  if (saidSignedOut === signedIn) return true;
  const checkedAt = Date.parse(share.checked_at ?? share.accepted_at);
  return !(now - checkedAt < (again[share.problem?.error ?? share.refusal?.error] ?? calm));
}
