import { pausedUntil } from "../background/pauses.js";

/**
 * Reduces a share and the host's state to what its owner should read: `{ key, tone, needsOwner, error?, until? }`. `key` names the
 * text, `tone` its colour: `good`, `calm`, `waiting`, `alert` or `ended`. The most telling reason wins. While a share is paused
 * nothing that is wrong needs its owner: it can wait until the pause is over.
 */
export function reduceShare(share, host, now) {
  const causes = [endedState, pausedState, hostState, problemState, refusalState, channelState];
  for (const cause of causes) {
    const state = cause(share, host, now);
    if (state) return { needsOwner: state.tone === "alert", ...state };
  }
  return { needsOwner: false, ...statusState(share) };
}

function endedState(share) {
  if (share.state === "STOPPING") return { key: "stopping", tone: "waiting" };
  if (share.state !== "REVOKED") return undefined;
  if (share.stop_error) return { key: "stopped_unconfirmed", tone: "ended", error: share.stop_error };
  return { key: share.stopped_by === "OPERATOR" ? "stopped_by_operator" : "stopped", tone: "ended" };
}

function pausedState(share, _host, now) {
  const until = pausedUntil(share, now);
  if (!until) return undefined;
  const { pause_wish: wish } = share;
  if (!wish) return { key: "paused", tone: "calm", until };
  return { key: wish.until ? "paused_here" : "resuming", tone: "waiting", until };
}

function hostState(_share, host) {
  return host?.state === "down" || host?.isLongGone ? { key: "host_down", tone: "alert", error: host.error } : undefined;
}

const problems = {
  SIGNED_OUT: { key: "signed_out", tone: "alert" },
  OTHER_MEMBER: { key: "other_member", tone: "alert" },
  NEEDS_OWNER: { key: "needs_owner", tone: "alert" },
  LINKEDIN_THROTTLED: { key: "linkedin_waits", tone: "waiting", error: "LINKEDIN_THROTTLED" },
  LINKEDIN_UNREACHABLE: { key: "linkedin_waits", tone: "waiting", error: "LINKEDIN_UNREACHABLE" },
};

const problemState = (share) => problems[share.problem?.error];

function refusalState(share) {
  const refusal = share.refusal;
  if (!refusal) return undefined;
  return { key: "refused", tone: refusal.may_retry ? "waiting" : "alert", error: refusal.error };
}

function channelState(share) {
  if (share.channel === "REFUSED") return { key: "refused", tone: "alert", error: share.channel_error?.error };
  if (share.channel === "OFFLINE") return { key: "server_offline", tone: "waiting", error: share.channel_error?.error };
  return undefined;
}

function statusState(share) {
  if (share.status === "INVALID") return { key: "invalid", tone: "waiting", error: share.error };
  if (share.status !== "VALID" || !share.verified_at) return { key: "pending", tone: "waiting" };
  return share.current_device === false ? { key: "other_device", tone: "calm" } : { key: "sharing", tone: "good" };
}
