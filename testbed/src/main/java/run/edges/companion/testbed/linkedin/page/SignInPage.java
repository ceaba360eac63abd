package run.edges.companion.testbed.linkedin.page;

/** The page that asks for username and password. */
public final class SignInPage {

  /** What was wrong with those that were posted. */
  public enum Problem {
    NONE,
    UNKNOWN_USERNAME,
    WRONG_PASSWORD
  }

  private final Look look;

  public SignInPage(Look look) {
    this.look = look;
  }

  /**
   * The page in the present look.
   *
   * @param challengeId of the checkpoint that asks to sign in once more, or empty
   */
  public String html(Problem problem, String challengeId) {
    Layout layout = look.layout();
    Language language = look.language();
    return layout == Layout.D
        ? nobodyKnowsIt(language)
        : Frame.page(
            language,
            language.say("Sign in", "S'identifier"),
            (layout == Layout.C ? otherWays(language) : "")
                + alert(language, problem)
                + form(language, layout, challengeId));
  }

  private static String nobodyKnowsIt(Language language) {
    return Frame.page(
        language,
        language.say("A new way in", "Un nouvel accès"),
        "<p>%s</p>\n"
            .formatted(
                language.say("Hold your phone to the screen.", "Approchez votre téléphone.")));
  }

  private static String otherWays(Language language) {
    return """
    <p><button type="button">%s</button> <button type="button">%s</button></p>
    """
        .formatted(
            language.say("Continue with Google", "Continuer avec Google"),
            language.say("Sign in with Apple", "S'identifier avec Apple"));
  }

  private static String alert(Language language, Problem problem) {
    return switch (problem) {
      case NONE -> "";
      case UNKNOWN_USERNAME ->
          Frame.alert(
              "error-for-username",
              language.say(
                  "We do not know this email or phone. Try again.",
                  "Cet e-mail ou téléphone est inconnu. Réessayez."));
      case WRONG_PASSWORD ->
          Frame.alert(
              "error-for-password",
              language.say("Wrong password. Try again.", "Mot de passe incorrect. Réessayez."));
    };
  }

  private static String form(Language language, Layout layout, String challengeId) {
    return """
    <form method="post" action="/checkpoint/lg/login-submit">
    %s<label>%s <input%s name="session_key" autocomplete="username" required></label>
    <label>%s <input%s name="session_password" type="password"
      autocomplete="current-password" required></label>
    <button type="submit">%s</button>
    </form>
    """
        .formatted(
            challenge(challengeId),
            language.say("Email or phone", "E-mail ou téléphone"),
            id(layout.usernameId()),
            language.say("Password", "Mot de passe"),
            id(layout.passwordId()),
            language.say("Sign in", "S'identifier"));
  }

  private static String challenge(String id) {
    return id.isEmpty()
        ? ""
        : "<input type=\"hidden\" name=\"challengeId\" value=\"%s\">\n".formatted(Frame.escape(id));
  }

  private static String id(String id) {
    return id.isEmpty() ? "" : " id=\"" + id + "\"";
  }
}
