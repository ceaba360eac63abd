/** Stand-ins for what the extension talks to: LinkedIn, a native port, the browser. They behave; they do not count calls. */

export function cookie(name, value, more = {}) {
  return {
    name, value, domain: ".www.linkedin.com", path: "/", secure: true, httpOnly: true, hostOnly: false,
    sameSite: "no_restriction", expirationDate: 1_827_295_686, storeId: "0", ...more,
  };
}
export const liAt = (value, more) => cookie("li_at", value, more);

export function meAnswer({ number = "42", entity = "ACoAAB", first = "Ada", last = "Lovelace" } = {}) {
  const miniProfile = { firstName: first, lastName: last, entityUrn: `urn:li:fs_miniProfile:${entity}`, objectUrn: `urn:li:member:${number}` };
  return { status: 200, body: JSON.stringify({ plainId: Number(number), miniProfile }) };
}

/** What `createCheck` needs. `answers` are taken in order, then the last one again; `onRequest(count, jar)` changes the cookies. */
export function standIn({ cookies = [liAt("at-1"), cookie("JSESSIONID", '"ajax:7"')], answers = [meAnswer()], onRequest = () => {} } = {}) {
  const jar = Object.fromEntries(cookies.map((it) => [it.name, it]));
  const requests = [];
  return {
    jar,
    requests,
    answers,
    userAgent: "Mozilla/5.0 Test",
    cookies: async ({ name }) => Object.values(jar).filter((it) => !name || it.name === name),
    async request(address, options) {
      requests.push({ address, options });
      const answer = answers[Math.min(requests.length, answers.length) - 1];
      onRequest(requests.length, jar);
      if (answer instanceof Error) throw answer;
      if (answer.redirect && options.redirect === "manual") return { type: "opaqueredirect", status: 0, text: async () => "" };
      if (answer.redirect) return { type: "basic", status: 200, url: answer.redirect, redirected: true };
      return { type: "basic", status: answer.status, url: address, text: async () => answer.body ?? "" };
    },
  };
}

/** Time that passes only when it is told to. */
export class TestClock {
  #timers = [];
  #now = Date.parse("2026-11-24T06:00:00Z");
  random = () => 1;
  now = () => this.#now;
  after = (milliseconds, act) => {
    const timer = { at: this.#now + milliseconds, act };
    this.#timers.push(timer);
    return timer;
  };
  clear = (timer) => (this.#timers = this.#timers.filter((it) => it !== timer));

  async pass(milliseconds) {
    const end = this.#now + milliseconds;
    for (;;) {
      const [next] = this.#timers.filter(({ at }) => at <= end).toSorted((one, other) => one.at - other.at);
      if (!next) break;
      this.clear(next);
      this.#now = next.at;
      next.act();
      await turn();
    }
    this.#now = end;
    await turn();
  }
}

/** Lets everything that is due in this turn of the event loop, and what it causes, happen. */
export const turn = () => new Promise((resolve) => setTimeout(resolve, 2));

/** For what ends outside this event loop, such as a signature being verified. */
export async function until(isSo) {
  for (let tries = 0; tries < 500; tries++) {
    if (isSo()) return;
    await turn();
  }
  throw new Error("it did not come to be");
}

/** A native port whose other end is `answer(message, port)`. */
export class StandInPort {
  sent = [];
  #messageListeners = [];
  #endListeners = [];
  reason = "";
  constructor(answer = () => {}) {
    this.answer = answer;
    this.onMessage = { addListener: (listener) => this.#messageListeners.push(listener) };
    this.onDisconnect = { addListener: (listener) => this.#endListeners.push(listener) };
  }
  postMessage(message) {
    this.sent.push(message);
    queueMicrotask(() => this.answer(message, this));
  }
  say(message) {
    for (const listener of this.#messageListeners) listener(message);
  }
  end(reason) {
    this.reason = reason;
    for (const listener of this.#endListeners) listener(this);
  }
  disconnect() {
    this.closed = true;
  }
}

export function answerHello(message, port, capabilities = []) {
  if (message.type === "hello") port.say({ type: "hello", id: message.id, protocol: 1, host_version: "1", capabilities });
}
