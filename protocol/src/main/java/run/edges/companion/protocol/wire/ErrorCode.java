package run.edges.companion.protocol.wire;

import java.util.Arrays;
import java.util.Optional;

/**
 * The numbered errors of {@code docs/protocol.md} section 8. Append-only: a number or label is
 * never changed or used again. The text is public: it says what to do and holds nothing of the
 * message that failed.
 */
public enum ErrorCode {
  MESSAGE_TOO_LARGE(101, false, "The message is larger than the limit. Send less."),
  MESSAGE_MALFORMED(102, false, "The message is not one JSON object in UTF-8."),
  MESSAGE_UNKNOWN(
      103, false, "The message has a type that this version does not know. Update the older side."),
  MESSAGE_INVALID(104, false, "A field of the message is missing or has a wrong value."),
  PROTOCOL_UNSUPPORTED(
      105, false, "The two sides have no protocol version in common. Update the older one."),
  CALLER_FORBIDDEN(
      106,
      false,
      "This program was registered for another extension. Run its register command with this extension's id."),
  RATE_LIMITED(107, true, "Too many messages. Wait a minute."),
  DEVICE_KEY_UNUSABLE(
      108,
      false,
      "The device key cannot be read or kept. Check the folder named in the host's message and its permissions."),
  MESSAGE_UNEXPECTED(109, false, "The message is not allowed at this point."),
  LINK_MALFORMED(
      201, false, "This is not a complete shared link. Copy the whole link and open it again."),
  LINK_UNKNOWN(202, false, "The server does not know this link. Ask the workspace for a new one."),
  LINK_REVOKED(203, false, "The workspace revoked this link. Ask it for a new one."),
  LINK_EXPIRED(204, false, "This link has expired. Ask the workspace for a new one."),
  MEMBER_MISMATCH(
      205,
      false,
      "Another LinkedIn member is signed in than the one this integration belongs to. Sign in as that member, then try again."),
  SERVER_IDENTITY_MISMATCH(
      206,
      false,
      "The server is not the one this link was issued by, or its key was replaced. Nothing was sent. Ask the workspace for a new link."),
  CONSENT_DECLINED(207, false, "You declined. Nothing was shared."),
  CONSENT_INVALID(
      208, false, "The consent does not cover what would be sent. Update the extension."),
  LINK_USED(209, false, "This login link was used. Ask the workspace for a new one."),
  NOT_AUTHENTICATED(301, false, "The device must authenticate first, within ten seconds."),
  DEVICE_UNKNOWN(
      302, false, "The server does not know this device. Open the shared link and accept again."),
  ENVELOPE_INVALID(
      401, false, "The envelope does not open for this device, key, integration and sequence."),
  RECIPIENT_KEY_UNKNOWN(
      402, true, "The envelope is sealed to a key that is not in use. Read the key set again."),
  SEQUENCE_REPLAYED(403, false, "This sequence number was used before."),
  SESSION_MALFORMED(
      404,
      false,
      "The session lacks a LinkedIn cookie or has a malformed one. Sign in to LinkedIn again."),
  INTEGRATION_UNKNOWN(
      405,
      false,
      "This device does not share with that integration. Open the shared link and accept again."),
  INTEGRATION_REVOKED(
      406,
      false,
      "Sharing was stopped and the session deleted. Open the shared link to accept again."),
  INTEGRATION_PAUSED(
      407, true, "The owner paused sharing. It goes on by itself when the pause is over."),
  STORAGE_UNAVAILABLE(
      501, true, "The server cannot store at the moment. Nothing was lost; it is tried again."),
  SERVER_UNREACHABLE(502, true, "The server cannot be reached. It is tried again by itself."),
  SERVER_FAILED(503, true, "The server failed to answer. It is tried again by itself."),
  TLS_UNTRUSTED(
      504,
      false,
      "The server's TLS certificate is neither trusted by this machine nor named by the server's own key. Nothing was sent."),
  SIGNED_OUT(
      601,
      true,
      "Nobody is signed in to LinkedIn in this browser. Sign in and it goes on by itself."),
  OTHER_MEMBER(
      602,
      true,
      "Another LinkedIn member is signed in in this browser. Sign in as the member who accepted."),
  NEEDS_OWNER(
      603,
      true,
      "LinkedIn asks the owner for a verification step. Open LinkedIn in this browser and complete it."),
  LINKEDIN_UNREACHABLE(604, true, "LinkedIn could not be reached. It is tried again by itself."),
  BROWSER_CLOSED(605, true, "The browser did not answer. It goes on when the browser is open."),
  LINKEDIN_THROTTLED(606, true, "LinkedIn asked to slow down. It is tried again later."),
  CONFIG_KEY_UNKNOWN(701, false, "The configuration has a key that does not exist."),
  CONFIG_VALUE_INVALID(702, false, "A configuration value is not of its form."),
  DATA_FOLDER_UNUSABLE(703, false, "The data folder cannot be read or written."),
  PORT_BUSY(704, false, "The port is taken by another program. Stop it or set another port."),
  DATABASE_UNUSABLE(
      705, false, "The database cannot be opened or has a newer schema than this server."),
  PASSWORD_WRONG(
      801,
      false,
      "LinkedIn does not accept this name with this password. Check both, then sign in again."),
  CODE_WRONG(802, false, "LinkedIn does not accept this code. Check it and enter it again."),
  CODE_EXPIRED(803, false, "This code has expired. Ask for a new one and enter that."),
  CODE_TRIES_EXCEEDED(804, false, "There were too many wrong codes. Start the sign-in again."),
  CHECKPOINT_NONE(805, false, "No sign-in waits for anything here. Start one first."),
  SIGN_IN_RUNNING(
      806,
      false,
      "Another sign-in for this identity is under way. Complete or cancel it, or wait five minutes."),
  SIGN_IN_ABANDONED(
      807, false, "The sign-in was closed because nobody went on with it. Start it again."),
  SIGN_IN_DECLINED(
      808, false, "The sign-in was declined in the LinkedIn app. Start it again and approve it."),
  BROWSER_GONE(
      809, true, "The server's browser ended in the middle of the sign-in. Start it again."),
  BROWSER_UNAVAILABLE(
      810,
      false,
      "This server cannot open a browser to sign in with; its log says why. Share by the extension instead."),
  PAGE_UNKNOWN(
      811,
      false,
      "LinkedIn showed a page that this server does not know. Share by the extension instead."),
  CHECKPOINT_FOR_OWNER(
      812,
      false,
      "LinkedIn asks for something that only the owner can do, in the owner's own browser. Share by the extension instead."),
  SESSION_ENDED(813, false, "LinkedIn ended this session. Sign in to LinkedIn again.");

  private final int number;
  private final boolean mayRetry;
  private final String text;

  ErrorCode(int number, boolean mayRetry, String text) {
    this.number = number;
    this.mayRetry = mayRetry;
    this.text = text;
  }

  public int number() {
    return number;
  }

  /** Whether the same request can succeed later with nobody doing anything. */
  public boolean mayRetry() {
    return mayRetry;
  }

  public String text() {
    return text;
  }

  /** The WebSocket close code with which a server ends a channel for this error. */
  public int closeCode() {
    return 4000 + number;
  }

  /** Whether this is a reason for which a device has no session to give. */
  public boolean isUnavailableReason() {
    return number >= 601 && number <= 606;
  }

  public static Optional<ErrorCode> find(String label) {
    return Arrays.stream(values()).filter(code -> code.name().equals(label)).findFirst();
  }
}
