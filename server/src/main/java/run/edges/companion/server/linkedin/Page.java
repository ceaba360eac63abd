package run.edges.companion.server.linkedin;

import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.api.IntegrationBody.Checkpoint;

/** What LinkedIn shows in the middle of a sign-in. */
public sealed interface Page {
  /** The sign-in form. */
  record SignInForm(boolean refused) implements Page {}

  /**
   * Asks for a code.
   *
   * @param hint where the code was sent, masked by LinkedIn
   * @param refusal what LinkedIn said of the code before
   */
  record Code(
      Checkpoint.Type type, @Nullable String hint, boolean canResend, @Nullable Refusal refusal)
      implements Page {}

  /** Why a code was refused. */
  enum Refusal {
    WRONG,
    EXPIRED
  }

  /** Waits until the owner approves in LinkedIn's app. */
  record Approval() implements Page {}

  /** Wants what only the owner can do, in the owner's own browser. */
  record ForOwner(Checkpoint.Type type) implements Page {}

  /** There is a session. */
  record SignedIn() implements Page {}

  /** LinkedIn asked to slow down. */
  record Throttled() implements Page {}

  /** LinkedIn failed, or does not answer. */
  record Unreachable() implements Page {}

  /**
   * Nothing that is known.
   *
   * @param title of the page
   * @param path of its URL, without what looks like an id
   */
  record Unknown(String title, String path) implements Page {}
}
