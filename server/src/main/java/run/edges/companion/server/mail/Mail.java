package run.edges.companion.server.mail;

import run.edges.companion.protocol.secret.SecretText;

/**
 * One mail.
 *
 * @param id the same at each attempt, so that a repeated mail can be told by it
 * @param text secret, as it can hold a login link
 */
record Mail(String id, String to, String subject, SecretText text) {}
