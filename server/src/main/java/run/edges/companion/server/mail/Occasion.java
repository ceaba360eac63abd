package run.edges.companion.server.mail;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import run.edges.companion.protocol.api.SetupMethod;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.server.identity.Identity;
import run.edges.companion.server.integration.Integration;
import run.edges.companion.server.link.OwnerLinks;
import run.edges.companion.server.owner.OwnerTokens;

/**
 * Why an owner is written to, and in which words: who asks, what happened, the one next step, and
 * how to stop. Plain text, without the LinkedIn member's name.
 *
 * @param email of the identity
 * @param ending of the session, if it is yet to come
 */
record Occasion(Integration integration, Identity identity, String email, Optional<Ending> ending) {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH);

  /**
   * The end of a session by its own date.
   *
   * @param salesNavigator whether only Sales Navigator ends
   */
  record Ending(Instant at, boolean salesNavigator) {}

  /** Whether the owner can do something about it. */
  boolean hasStep() {
    return switch (integration.setupMethod()) {
      case SHARED_EXTENSION, SHARED_LOGIN -> true;
      case API_BASIC, API_COOKIES -> false;
    };
  }

  /** Whether the next step is a login link. */
  boolean wantsLoginLink() {
    return integration.setupMethod() == SetupMethod.SHARED_LOGIN;
  }

  String subject() {
    return ending.isPresent()
        ? "Your LinkedIn session for %s ends soon".formatted(workspace())
        : "%s needs you to sign in to LinkedIn".formatted(workspace());
  }

  /**
   * The whole text.
   *
   * @param loginLink if that is the next step
   * @param ownerPage its address
   */
  SecretText text(Optional<OwnerLinks.Handed> loginLink, SecretText ownerPage) {
    String text =
        """
        %s asks to use your LinkedIn account for %s%s. %s

        %s

        %s

        This mail was written by a program; nobody reads an answer to it.
        """
            .formatted(
                workspace(),
                oneLine(identity.name()),
                ending.isPresent() ? "" : ", and cannot at the moment",
                what(),
                loginLink.map(this::signInBy).orElseGet(this::signInToBrowser),
                stop(ownerPage));
    return SecretText.of(text);
  }

  private String what() {
    if (ending.isPresent()) {
      String date = DATE.withZone(ZoneId.of(identity.timezone())).format(ending.get().at());
      return ending.get().salesNavigator()
          ? "Your session ends for Sales Navigator on %s by its own date.".formatted(date)
          : "Your session ends on %s by its own date.".formatted(date);
    }
    return Optional.ofNullable(integration.error())
        .flatMap(ErrorCode::find)
        .map(Occasion::what)
        .orElse("The session is over.");
  }

  /** In words for the owner; of other codes the first sentence, before what to do. */
  private static String what(ErrorCode reason) {
    return switch (reason) {
      case SIGNED_OUT -> "Nobody is signed in to LinkedIn in the browser that shares.";
      case OTHER_MEMBER -> "Another LinkedIn member is signed in in the browser that shares.";
      case NEEDS_OWNER -> "LinkedIn asks you for a verification step.";
      case SESSION_ENDED -> "LinkedIn ended the session.";
      default -> reason.text().replaceFirst("(?<=\\.) .*", "");
    };
  }

  private String signInToBrowser() {
    return "%s LinkedIn in the browser that shares and sign in to your account. It goes on by itself."
        .formatted(open());
  }

  private String signInBy(OwnerLinks.Handed link) {
    return """
    %s this link and sign in to LinkedIn on its page:

    %s

    The server signs in to LinkedIn for you, forgets your password, and keeps the new session for %s. \
    The link serves once, within %d hours, and is for you only: do not pass it on.\
    """
        .formatted(
            open(), link.url().reveal(SecretAccess.granted()), workspace(), link.left().toHours());
  }

  private String open() {
    return ending.isPresent() ? "Before that day, open" : "Open";
  }

  private String stop(SecretText ownerPage) {
    return """
    %s, or see what was sent and pause or stop on your page:

    %s

    That address is for you only and works for %d days.\
    """
        .formatted(
            wantsLoginLink()
                ? "To stop instead, leave the link alone and end the session in LinkedIn's settings"
                : "To stop instead, stop sharing in the extension",
            ownerPage.reveal(SecretAccess.granted()),
            OwnerTokens.BY_MAIL.toDays());
  }

  private String workspace() {
    return oneLine(integration.workspaceName());
  }

  /** A name cannot begin a line of its own, in the text or in a header. */
  private static String oneLine(String name) {
    return name.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]+", " ");
  }
}
