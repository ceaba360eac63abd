package run.edges.companion.server.outbox;

/** Where messages go. */
public enum Kind {
  /** To a webhook; the target is its uid. */
  WEBHOOK,
  /** To the upstream; the target is an integration, whose session of the moment is sent. */
  UPSTREAM,
  /** To an owner; the target is an integration, which is read when the mail is sent. */
  MAIL
}
