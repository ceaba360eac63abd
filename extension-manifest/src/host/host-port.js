import { Failure } from "../protocol/errors.js";
import { backoff } from "./backoff.js";

const helloDeadline = 20_000;
const lingering = 10_000;
const settled = 250;

/**
 * The one long native port. It is open while somebody holds it, comes back by itself when it drops, and rejects what was pending.
 * `open()` gives a port of the browser, `failureOf(port)` sorts its end, `hello()` gives the members of the first message.
 * States: `closed`, `connecting`, `waiting` (for the next attempt), `ready`, `down` (a terminal failure: only `retry` tries again).
 */
export class HostPort {
  #browser;
  #events;
  #clock;
  #port;
  #holds = new Set();
  #pending = new Map();
  #waiters = new Set();
  #attempts = 0;
  #requests = 0;
  #hadGoodMessage = false;
  #readyAt = 0;
  #retryTimer;
  #closeTimer;

  state = "closed";
  /** What the host said of itself last: its version, and what else than the first messages it knows. */
  version = undefined;
  capabilities = [];
  failure = undefined;
  lastAttemptAt = 0;

  constructor({ open, failureOf, hello }, { onReady, onMessage, onState }, clock) {
    this.#browser = { open, failureOf, hello };
    this.#events = { onReady, onMessage, onState };
    this.#clock = clock;
  }

  hold(name) {
    this.#holds.add(name);
    this.#clock.clear(this.#closeTimer);
    if (this.state === "closed" || this.state === "down") this.#connect();
  }

  /** The host is closed some seconds after the last hold, so that a page which asks twice does not start it twice. */
  release(name) {
    if (!this.#holds.delete(name) || this.#holds.size > 0) return;
    this.#clock.clear(this.#closeTimer);
    this.#closeTimer = this.#clock.after(lingering, () => this.#holds.size === 0 && this.#close());
  }

  get isHeld() {
    return this.#holds.size > 0;
  }

  /** Tries again now, whatever the state says about waiting: on the owner's word or the alarm's. */
  retry() {
    if (!this.isHeld || this.#port) return;
    this.#clock.clear(this.#retryTimer);
    this.#connect();
  }

  /** Resolves when messages can be sent; rejects with the `Failure` that stands in the way. */
  ready(deadline = helloDeadline) {
    if (this.state === "ready") return Promise.resolve();
    if (this.state === "down") return Promise.reject(this.failure);
    return new Promise((resolve, reject) => {
      const waiter = { resolve, reject };
      waiter.timer = this.#clock.after(deadline, () => {
        this.#waiters.delete(waiter);
        reject(this.failure ?? new Failure("HOST_SILENT"));
      });
      this.#waiters.add(waiter);
    });
  }

  /** Returns whether the message went out. */
  send(message) {
    if (this.state !== "ready") return false;
    this.#port.postMessage(message);
    return true;
  }

  async request(message, deadline) {
    await this.ready();
    return this.#ask(message, deadline);
  }

  #ask(message, deadline) {
    const id = String(++this.#requests);
    return new Promise((resolve, reject) => {
      const timer = this.#clock.after(deadline, () => {
        this.#pending.delete(id);
        reject(new Failure("HOST_SILENT"));
      });
      this.#pending.set(id, { resolve, reject, timer });
      this.#port.postMessage({ ...message, id });
    });
  }

  #connect() {
    this.lastAttemptAt = this.#clock.now();
    this.#hadGoodMessage = false;
    const port = this.#browser.open();
    this.#port = port;
    port.onMessage.addListener((message) => this.#port === port && this.#receive(message));
    port.onDisconnect.addListener((ended) => this.#port === port && this.#drop(this.#browser.failureOf(ended ?? port)));
    this.#become("connecting");
    this.#ask({ type: "hello", ...this.#browser.hello() }, helloDeadline).then(
      (hello) => this.#port === port && this.#welcome(hello),
      (failure) => this.#port === port && this.#drop(failure),
    );
  }

  #welcome({ host_version: version, capabilities }) {
    this.#readyAt = this.#clock.now();
    this.version = version;
    this.capabilities = Array.isArray(capabilities) ? capabilities : [];
    this.#become("ready");
    for (const waiter of this.#waiters) this.#settle(waiter, (it) => it.resolve());
    this.#events.onReady();
  }

  #receive(message) {
    const pending = this.#pending.get(message?.id);
    const isAnswer = pending && message.type !== "read";
    if (this.state === "ready") this.#hadGoodMessage = true;
    if (isAnswer) {
      this.#pending.delete(message.id);
      this.#clock.clear(pending.timer);
      if (message.type === "error") pending.reject(hostFailure(message));
      else pending.resolve(message);
    } else if (message?.type === "error" && this.state === "connecting") {
      this.#drop(hostFailure(message));
    } else {
      this.#events.onMessage(message ?? {});
    }
  }

  #drop(failure) {
    const port = this.#port;
    this.#port = undefined;
    port.disconnect();
    const livedWell = this.#hadGoodMessage && this.#clock.now() - this.#readyAt >= settled;
    if (livedWell) this.#attempts = 0;
    for (const [id, pending] of this.#pending) {
      this.#pending.delete(id);
      this.#clock.clear(pending.timer);
      pending.reject(failure);
    }
    this.#scheduleNext(failure);
  }

  #scheduleNext(failure) {
    if (failure.terminal) {
      this.#become("down", failure);
      for (const waiter of this.#waiters) this.#settle(waiter, (it) => it.reject(failure));
      return;
    }
    if (!this.isHeld) return void this.#become("closed");
    const wait = backoff(this.#attempts++, this.#clock.random);
    this.#become("waiting", failure);
    // Let go meanwhile: closed, so that the next hold connects.
    this.#retryTimer = this.#clock.after(wait, () => (this.isHeld ? this.retry() : this.#become("closed")));
  }

  #close() {
    const port = this.#port;
    this.#port = undefined;
    this.#clock.clear(this.#retryTimer);
    this.#attempts = 0;
    port?.disconnect();
    if (this.state !== "down") this.#become("closed");
  }

  #settle(waiter, how) {
    this.#waiters.delete(waiter);
    this.#clock.clear(waiter.timer);
    how(waiter);
  }

  #become(state, failure) {
    this.state = state;
    if (state !== "connecting") this.failure = failure;
    this.#events.onState(state);
  }
}

/** Only the host itself can say these two, and then it does not work with this extension at all. */
function hostFailure(message) {
  if (message.error === "CALLER_FORBIDDEN") return new Failure("HOST_FORBIDDEN");
  if (message.error === "PROTOCOL_UNSUPPORTED") return new Failure("HOST_OUTDATED");
  return Failure.from(message);
}
