import { sameServer } from "../protocol/link.js";
import { verifyReceipt } from "../protocol/statement.js";

/** Applies what the host tells to the shares it is about. Whatever it tells about others is ignored. */
export class ShareEvents {
  #shares;
  #now;

  constructor(shares, now) {
    this.#shares = shares;
    this.#now = now;
  }

  async status({ server, channel, error, integrations }) {
    for (const share of this.#shares.connected().filter((it) => sameServer(it.server, server))) {
      const problem = channel === "ONLINE" ? undefined : shortError(error);
      await this.#shares.update(share.integration_id, { channel, channel_error: problem });
    }
    for (const integration of integrations ?? []) await this.integration(server, integration);
  }

  async stored({ integration }) {
    const share = this.#shares.get(integration?.integration_id);
    if (!share) return;
    await this.#shares.noteOutcome(share.integration_id, { outcome: "stored" });
    await this.#shares.update(share.integration_id, { refusal: undefined });
    await this.#apply(this.#shares.get(share.integration_id), integration);
  }

  async refused({ integration_id: integrationId, ...error }) {
    const share = this.#shares.get(integrationId);
    if (!share || share.state === "REVOKED") return;
    await this.#shares.noteOutcome(integrationId, { outcome: "refused", error: error.error });
    const revoked = error.error === "INTEGRATION_REVOKED" && share.state !== "ACCEPTING";
    const end = { state: "REVOKED", stopped_by: whoStopped(share), stopped_at: this.#now() };
    await this.#shares.update(integrationId, { refusal: shortError(error), ...(revoked && end) });
  }

  /** The state of an integration, as an answer gives it, with what else changes in the same moment. */
  async integration(server, integration, changes) {
    const share = this.#shares.get(integration?.integration_id);
    if (share && sameServer(share.server, server)) await this.#apply(share, integration, changes);
  }

  /** Verified or not, a receipt ends the share: to stop is always the safe side. What it proves is said beside it. */
  async receipt({ integration_id: integrationId, receipt, server_identity_key: key }) {
    const share = this.#shares.get(integrationId);
    if (!share || share.state === "ACCEPTING" || share.receipt?.verified) return;
    const result = await verifyReceipt(receipt, key, share.server.fingerprint, integrationId);
    await this.#shares.update(integrationId, {
      state: "REVOKED",
      stopped_by: result.payload?.revoked_by ?? whoStopped(share),
      stopped_at: result.payload?.deleted_at ?? share.stopped_at ?? this.#now(),
      problem: undefined,
      refusal: undefined,
      stop_error: undefined,
      receipt: { ...result, statement: receipt, server_identity_key: key, received_at: this.#now() },
    });
  }

  async #apply(share, integration, changes) {
    if (integration.state === "REVOKED" && integration.receipt) {
      return this.receipt({ ...integration, integration_id: share.integration_id });
    }
    if (integration.state !== "ACTIVE" || share.state === "REVOKED") return undefined;
    return this.#shares.update(share.integration_id, { ...stateOf(integration, this.#now()), ...changes });
  }
}

/** The members of an integration state that a share keeps. The pin stays what the owner accepted; a pause that is over is none. */
export function stateOf(integration, now) {
  const isPaused = Date.parse(integration.paused_until) > Date.parse(now);
  return {
    status: integration.status,
    error: integration.error ?? undefined,
    verified_at: integration.verified_at ?? undefined,
    current_device: integration.current_device ?? undefined,
    paused_until: isPaused ? integration.paused_until : undefined,
  };
}

const whoStopped = (share) => (share.state === "STOPPING" ? "OWNER" : "OPERATOR");

const shortError = (error) => (error ? { error: error.error, may_retry: error.may_retry === true } : undefined);
