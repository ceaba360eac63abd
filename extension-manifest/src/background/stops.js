const revokeDeadline = 30_000;

/**
 * Stops sharing. It takes effect in this browser at once, before any server hears of it: `STOPPING` is not `ACTIVE`, so nothing is
 * read any more. The server is asked until it answers with a receipt.
 */
export class Stops {
  #shares;
  #request;
  #events;
  #now;
  #asking = new Set();

  constructor({ shares, request, events, now }) {
    this.#shares = shares;
    this.#request = request;
    this.#events = events;
    this.#now = now;
  }

  async stop(integrationId) {
    if (this.#shares.get(integrationId)?.state !== "ACTIVE") return;
    await this.#shares.update(integrationId, { state: "STOPPING", stopped_at: this.#now() });
    await this.#finish(integrationId);
  }

  /** Asks again for those that have no receipt yet. */
  async finishAll() {
    const stopping = this.#shares.all().filter((share) => share.state === "STOPPING");
    await Promise.all(stopping.map((share) => this.#finish(share.integration_id)));
  }

  async #finish(integrationId) {
    if (this.#asking.has(integrationId)) return;
    this.#asking.add(integrationId);
    try {
      const { server } = this.#shares.get(integrationId);
      const answer = await this.#request({ type: "revoke", server, integration_id: integrationId }, revokeDeadline);
      await this.#events.receipt({ ...answer, integration_id: integrationId });
    } catch (failure) {
      if (!failure.mayRetry) await this.#giveUp(integrationId, failure);
    } finally {
      this.#asking.delete(integrationId);
    }
  }

  /** The server refused for good. The owner must know that the deletion was not confirmed. */
  #giveUp(integrationId, failure) {
    return this.#shares.update(integrationId, { state: "REVOKED", stopped_by: "OWNER", stop_error: failure.label ?? "SERVER_FAILED" });
  }
}
