const historyLimit = 50;

/**
 * The shares of this browser profile, by integration id, and `profile_id`: what is kept in `storage.local`. Never a cookie value,
 * never a link secret. The copy in memory is the truth while the worker lives; a change is durable when its promise resolves.
 *
 * A share: `{ integration_id, server, workspace, identity, linkedin_member, accepted_at, state, status, verified_at, error, channel,
 * channel_error, problem, current_device, history, receipt, … }`; its `state` is `ACCEPTING`, `ACTIVE`, `STOPPING` or `REVOKED`.
 */
export class ShareStore {
  #storage;
  #onChange;
  #shares = {};
  profileId = "";

  constructor(storage, onChange) {
    this.#storage = storage;
    this.#onChange = onChange;
  }

  async load(makeId) {
    const { shares, profile_id: profileId } = await this.#storage.get(["shares", "profile_id"]);
    this.#shares = shares ?? {};
    this.profileId = profileId ?? makeId();
    if (!profileId) await this.#storage.set({ profile_id: this.profileId });
  }

  all() {
    return Object.values(this.#shares);
  }

  get(integrationId) {
    return Object.hasOwn(this.#shares, integrationId) ? this.#shares[integrationId] : undefined;
  }

  active() {
    return this.all().filter((share) => share.state === "ACTIVE");
  }

  /** Those whose server must be reachable: an accept or a stop that is not finished needs it too. */
  connected() {
    return this.all().filter((share) => share.state !== "REVOKED");
  }

  put(share) {
    this.#shares[share.integration_id] = share;
    return this.#save();
  }

  /** Changes a share that exists. */
  update(integrationId, changes) {
    const share = this.get(integrationId);
    return share ? this.put({ ...share, ...changes }) : Promise.resolve();
  }

  remove(integrationId) {
    delete this.#shares[integrationId];
    return this.#save();
  }

  noteSent(integrationId, entry) {
    const history = this.get(integrationId)?.history ?? [];
    return this.update(integrationId, { history: [...history, entry].slice(-historyLimit) });
  }

  /** What became of what was sent last and has no outcome yet. */
  noteOutcome(integrationId, outcome) {
    const history = this.get(integrationId)?.history ?? [];
    const at = history.findIndex((entry) => entry.outcome === "sent");
    if (at < 0) return Promise.resolve();
    return this.update(integrationId, { history: history.with(at, { ...history[at], ...outcome }) });
  }

  #save() {
    const saved = this.#storage.set({ shares: this.#shares });
    this.#onChange();
    return saved;
  }
}
