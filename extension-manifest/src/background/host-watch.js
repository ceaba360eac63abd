const long = 10 * 60_000;

/** Since when the host has been gone. Kept in the browser's storage, so that a worker that starts anew knows, and tells it once. */
export class HostWatch {
  #storage;
  #now;
  #gone = null;

  constructor(storage, now) {
    this.#storage = storage;
    this.#now = now;
  }

  async load() {
    const { host_gone: gone } = await this.#storage.get(["host_gone"]);
    this.#gone = gone ?? null;
  }

  /** A state of `HostPort`. While it is trying, nothing is known. */
  note(state) {
    if (state === "ready" && this.#gone) this.#keep(null);
    if (["down", "waiting"].includes(state) && !this.#gone) this.#keep({ since: this.#now() });
  }

  get isLong() {
    return Boolean(this.#gone) && this.#now() - this.#gone.since >= long;
  }

  get isTold() {
    return Boolean(this.#gone?.told);
  }

  markTold() {
    this.#keep({ ...this.#gone, told: true });
  }

  #keep(gone) {
    this.#gone = gone;
    this.#storage.set({ host_gone: gone });
  }
}
