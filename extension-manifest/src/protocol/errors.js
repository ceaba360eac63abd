/**
 * The error codes of docs/protocol.md section 8 that can reach an owner. A test compares them with that page.
 * Their texts are the `error_…` messages of `_locales`.
 */
export const errorCodes = {
  MESSAGE_TOO_LARGE: { code: 101, mayRetry: false },
  MESSAGE_MALFORMED: { code: 102, mayRetry: false },
  MESSAGE_UNKNOWN: { code: 103, mayRetry: false },
  MESSAGE_INVALID: { code: 104, mayRetry: false },
  PROTOCOL_UNSUPPORTED: { code: 105, mayRetry: false },
  CALLER_FORBIDDEN: { code: 106, mayRetry: false },
  RATE_LIMITED: { code: 107, mayRetry: true },
  DEVICE_KEY_UNUSABLE: { code: 108, mayRetry: false },
  MESSAGE_UNEXPECTED: { code: 109, mayRetry: false },
  LINK_MALFORMED: { code: 201, mayRetry: false },
  LINK_UNKNOWN: { code: 202, mayRetry: false },
  LINK_REVOKED: { code: 203, mayRetry: false },
  LINK_EXPIRED: { code: 204, mayRetry: false },
  MEMBER_MISMATCH: { code: 205, mayRetry: false },
  SERVER_IDENTITY_MISMATCH: { code: 206, mayRetry: false },
  CONSENT_DECLINED: { code: 207, mayRetry: false },
  CONSENT_INVALID: { code: 208, mayRetry: false },
  LINK_USED: { code: 209, mayRetry: false },
  NOT_AUTHENTICATED: { code: 301, mayRetry: false },
  DEVICE_UNKNOWN: { code: 302, mayRetry: false },
  ENVELOPE_INVALID: { code: 401, mayRetry: false },
  RECIPIENT_KEY_UNKNOWN: { code: 402, mayRetry: true },
  SEQUENCE_REPLAYED: { code: 403, mayRetry: false },
  SESSION_MALFORMED: { code: 404, mayRetry: false },
  INTEGRATION_UNKNOWN: { code: 405, mayRetry: false },
  INTEGRATION_REVOKED: { code: 406, mayRetry: false },
  INTEGRATION_PAUSED: { code: 407, mayRetry: true },
  STORAGE_UNAVAILABLE: { code: 501, mayRetry: true },
  SERVER_UNREACHABLE: { code: 502, mayRetry: true },
  SERVER_FAILED: { code: 503, mayRetry: true },
  TLS_UNTRUSTED: { code: 504, mayRetry: false },
  SIGNED_OUT: { code: 601, mayRetry: true },
  OTHER_MEMBER: { code: 602, mayRetry: true },
  NEEDS_OWNER: { code: 603, mayRetry: true },
  LINKEDIN_UNREACHABLE: { code: 604, mayRetry: true },
  BROWSER_CLOSED: { code: 605, mayRetry: true },
  LINKEDIN_THROTTLED: { code: 606, mayRetry: true },
  SESSION_ENDED: { code: 813, mayRetry: false },
};

/**
 * Why the host cannot be talked to. These have no number: they never cross the wire. A `terminal` one does not go away by
 * itself; it is tried again when the owner asks or by the alarm.
 */
export const hostFailures = {
  HOST_MISSING: { mayRetry: true, terminal: true },
  HOST_FORBIDDEN: { mayRetry: true, terminal: true },
  HOST_UNSTARTABLE: { mayRetry: true, terminal: true },
  HOST_OUTDATED: { mayRetry: true, terminal: true },
  HOST_EXITED: { mayRetry: true, terminal: false },
  HOST_GARBLED: { mayRetry: true, terminal: false },
  HOST_SILENT: { mayRetry: true, terminal: false },
};

/** An expected failure with its label. `detail` is the host's own sentence, where it says more than the label. */
export class Failure extends Error {
  constructor(label, detail) {
    super(label);
    const known = errorCodes[label] ?? hostFailures[label];
    this.label = label;
    this.code = errorCodes[label]?.code ?? null;
    this.mayRetry = known?.mayRetry ?? false;
    this.terminal = known?.terminal ?? false;
    this.detail = detail;
  }

  /** From an `error` message or a `refused` event. A label of a newer version keeps its number and its text. */
  static from({ error, code, message, may_retry: mayRetry }) {
    const failure = new Failure(String(error ?? "SERVER_FAILED"), typeof message === "string" ? message : undefined);
    if (!(failure.label in errorCodes)) {
      failure.code = Number.isInteger(code) ? code : null;
      failure.mayRetry = mayRetry === true;
    }
    return failure;
  }
}
