package run.edges.companion.server.mail;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import run.edges.companion.protocol.api.SetupMethod;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.server.identity.Identity;
import run.edges.companion.server.integration.Integration;
import run.edges.companion.server.link.OwnerLinks;
import run.edges.companion.server.owner.OwnerTokens;
import run.edges.companion.server.page.Texts;

/**
 * Why an owner is written to, and in which words: who asks, what happened, the one next step, and
 * how to stop. Plain text, without the LinkedIn member's name.
 *
 * @param email of the identity
 * @param ending of the session, if it is yet to come
 */
record Occasion(
    Texts texts,
    Integration integration,
    Identity identity,
    String email,
    Optional<Ending> ending) {
  private static final String DATE = "d MMMM uuuu";

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
    return texts.get("mail.subject." + when(), workspace());
  }

  /**
   * The whole text.
   *
   * @param loginLink if that is the next step
   * @param ownerPage its address
   */
  SecretText text(Optional<OwnerLinks.Handed> loginLink, SecretText ownerPage) {
    return SecretText.of(
        String.join(
                "\n\n",
                texts.get("mail.who." + when(), workspace(), oneLine(identity.name()), what()),
                loginLink.map(this::signInBy).orElseGet(() -> texts.get("mail.browser." + when())),
                texts.get(wantsLoginLink() ? "mail.stop.login" : "mail.stop.extension"),
                ownerPage.reveal(SecretAccess.granted()),
                texts.get("mail.stop.address", OwnerTokens.BY_MAIL.toDays()),
                texts.get("mail.no-answer"))
            + "\n");
  }

  private String when() {
    return ending.isPresent() ? "ending" : "over";
  }

  private String what() {
    return ending
        .map(this::ends)
        .orElseGet(() ->
            Optional.ofNullable(integration.error())
                .flatMap(ErrorCode::find)
                .map(this::why)
                .orElseGet(() -> texts.get("mail.why")));
  }

  private String ends(Ending end) {
    String date =
        DateTimeFormatter.ofPattern(DATE, texts.locale())
            .withZone(ZoneId.of(identity.timezone()))
            .format(end.at());
    return texts.get(end.salesNavigator() ? "mail.ends.sales-navigator" : "mail.ends", date);
  }

  /** In words for the owner; of other codes the first sentence, before what to do. */
  private String why(ErrorCode reason) {
    String own = "mail.why." + reason.name();
    return texts.has(own)
        ? texts.get(own)
        : texts.get("error." + reason.name()).replaceFirst("(?<=\\.) .*", "");
  }

  private String signInBy(OwnerLinks.Handed link) {
    return String.join(
        "\n\n",
        texts.get("mail.link." + when()),
        link.url().reveal(SecretAccess.granted()),
        texts.get("mail.link.text", workspace(), link.left().toHours()));
  }

  private String workspace() {
    return oneLine(integration.workspaceName());
  }

  /** A name cannot begin a line of its own, in the text or in a header. */
  private static String oneLine(String name) {
    return name.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]+", " ");
  }
}
