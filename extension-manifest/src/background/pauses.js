const pauseDeadline = 20_000;

/**
 * Until when its owner wants nothing sent for a share; undefined when it is not paused. A pause holds from the moment it is asked
 * for, a resumption (a wish without an end) from the moment the server knows.
 */
export function pausedUntil({ pause_wish: wish, paused_until: told }, now) {
  const until = wish?.until ?? told;
  return Date.parse(until) > now ? until : undefined;
}

/**
 * Pauses sharing and goes on again. A wish is kept with the share until the server took it, so that it outlives the worker and a
 * server that is offline. A paused share is `ACTIVE`: to pause is not to stop.
 */
export class Pauses {
  #parts;
  #asking = new Set();
  #paused = new Set();
  #alarmAt;

  /** `parts`: shares, events, request, now, setAlarm (a time or undefined), goOn (the host is to read again). */
  constructor(parts) {
    this.#parts = parts;
  }

  /** Without `until` the share goes on. Throws what the server or the host says against it. */
  async set(integrationId, until) {
    const { shares } = this.#parts;
    if (shares.get(integrationId)?.state !== "ACTIVE") return;
    await shares.update(integrationId, { pause_wish: { until } });
    await this.#tell(integrationId);
  }

  /** Asks again for those wishes that the server did not answer. */
  async finishAll() {
    const open = this.#parts.shares.active().filter(({ pause_wish: wish }) => wish && !wish.refused);
    await Promise.allSettled(open.map((share) => this.#tell(share.integration_id)));
  }

  /** Ends the pauses that are over. */
  async endDue() {
    const { shares, now } = this.#parts;
    for (const share of shares.active()) {
      const until = share.pause_wish ? share.pause_wish.until : share.paused_until;
      if (!until || Date.parse(until) > now()) continue;
      this.#paused.add(share.integration_id);
      await shares.update(share.integration_id, { pause_wish: undefined, paused_until: undefined });
    }
  }

  /** After every change of the shares: the next end has its alarm, and what is paused no more goes on. */
  refresh() {
    const { shares, now, setAlarm, goOn } = this.#parts;
    const ends = new Map(shares.active().map((share) => [share.integration_id, pausedUntil(share, now())]).filter(([, end]) => end));
    const goesOn = shares.active().some(({ integration_id: id }) => this.#paused.has(id) && !ends.has(id));
    this.#paused = new Set(ends.keys());
    const next = ends.size > 0 ? Math.min(...[...ends.values()].map(Date.parse)) : undefined;
    if (next !== this.#alarmAt) setAlarm(next);
    this.#alarmAt = next;
    if (goesOn) goOn();
  }

  async #tell(integrationId) {
    if (this.#asking.has(integrationId)) return;
    this.#asking.add(integrationId);
    const { shares, request, events } = this.#parts;
    const { server, pause_wish: wish } = shares.get(integrationId);
    const until = wish.until && { until: wish.until };
    try {
      const { integration } = await request({ type: "pause", server, integration_id: integrationId, ...until }, pauseDeadline);
      if (this.#isStill(integrationId, wish)) await events.integration(server, integration, { pause_wish: undefined });
    } catch (failure) {
      if (!failure.mayRetry && this.#isStill(integrationId, wish)) await this.#giveUp(integrationId, wish, failure);
      throw failure;
    } finally {
      this.#asking.delete(integrationId);
    }
    if (!this.#isStill(integrationId, wish) && shares.get(integrationId)?.pause_wish) await this.#tell(integrationId);
  }

  /** The owner can have changed their mind meanwhile. */
  #isStill = (integrationId, wish) => this.#parts.shares.get(integrationId)?.pause_wish === wish;

  /** Refused for good. Nothing is sent from here until the end that was asked for; to go on the server would have to agree. */
  #giveUp(integrationId, wish, failure) {
    const kept = wish.until ? { ...wish, refused: failure.label ?? "SERVER_FAILED" } : undefined;
    return this.#parts.shares.update(integrationId, { pause_wish: kept });
  }
}
