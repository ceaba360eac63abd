package run.edges.companion.testbed.linkedin.page;

/** The pages of checkpoints. Each is posted to the path that it is at. */
public final class ChallengePages {

  /** Where {@link #captcha} gets its frame. */
  public static final String CAPTCHA_FRAME = "/checkpoint/captcha-frame";

  /** What was wrong with the code that was posted. */
  public enum Problem {
    NONE,
    WRONG_CODE,
    EXPIRED_CODE
  }

  private static final String SMS_FORM = "two-step-challenge";
  private static final String SMS_FIELD = "input__phone_verification_pin";
  private static final String SMS_BUTTON = "two-step-submit-button";

  private final Look look;

  public ChallengePages(Look look) {
    this.look = look;
  }

  public String emailCode(String path, String maskedAddress, Problem problem) {
    String text =
        say("Enter the code we sent to %s.", "Saisissez le code envoyé à %s.")
            .formatted(Frame.escape(maskedAddress));
    return page(
        code(
                path,
                text,
                problem,
                "email-pin-challenge",
                "input__email_verification_pin",
                "email-pin-submit-button")
            + resend(path));
  }

  public String smsCode(String path, Problem problem) {
    String text =
        say(
            "Enter the code we sent to your phone number ending in 42.",
            "Saisissez le code envoyé à votre numéro se terminant par 42.");
    return page(code(path, text, problem, SMS_FORM, SMS_FIELD, SMS_BUTTON) + resend(path));
  }

  public String authenticatorCode(String path, Problem problem) {
    String text =
        say(
            "Enter the code of your authenticator app.",
            "Saisissez le code de votre application d'authentification.");
    return page(
        "<div id=\"auth-app-div\">\n"
            + code(path, text, problem, SMS_FORM, SMS_FIELD, SMS_BUTTON)
            + "</div>\n");
  }

  /** Asks at {@code <path>/status} until the member answered in the app, then moves on. */
  public String appApproval(String path) {
    return Frame.withoutHeading(
        look.language(),
        title(),
        """
        <h1 class="header__content__heading__inapp">%s</h1>
        <p>%s</p>
        <input type="hidden" id="input__linkedInAppChallengeActivityDevice" value="">
        <script>
        const look = async () => {
          try {
            const answer = await fetch('{path}/status');
            if (answer.status === 404) return location.replace('/login');
            const status = answer.ok ? (await answer.json()).status : 'PENDING';
            if (status !== 'PENDING') return location.replace('{path}');
          } catch {
            // No answer this time.
          }
          setTimeout(look, 300);
        };
        look();
        </script>
        """
            .formatted(
                say("Check your LinkedIn app", "Consultez votre application LinkedIn"),
                say("Tap Yes to sign in.", "Appuyez sur Oui pour vous identifier."))
            .replace("{path}", path));
  }

  public String captcha(String path) {
    return page(
        """
        <div id="captcha-internal">
        <iframe src="%s" title="captcha"></iframe>
        <form method="post" action="%s"><button type="submit">%s</button></form>
        </div>
        """
            .formatted(CAPTCHA_FRAME, path, say("I am a person", "Je suis une personne")));
  }

  /** What {@link #captcha} shows in its frame. */
  public String captchaFrame() {
    return Frame.page(
        look.language(), "Captcha", "<p>%s</p>\n".formatted(say("A puzzle.", "Une énigme.")));
  }

  public String phoneRegistration(String path) {
    return page(
        """
        <form id="phone-registration" method="post" action="%s">
        <label>%s <input type="tel" name="phoneNumber" autocomplete="tel" required></label>
        <button type="submit">%s</button>
        </form>
        """
            .formatted(
                path,
                say("Your phone number", "Votre numéro de téléphone"),
                say("Continue", "Continuer")));
  }

  /** A page that nobody knows. */
  public String unknown() {
    return Frame.page(
        look.language(),
        say("One more thing", "Encore une chose"),
        "<p>%s</p>\n".formatted(say("Something new.", "Quelque chose de nouveau.")));
  }

  private String code(
      String path, String text, Problem problem, String form, String field, String button) {
    return """
    %s<form id="%s" method="post" action="%s">
    <p>%s</p>
    <label>%s <input id="%s" name="pin" inputmode="numeric" required></label>
    <button type="submit" id="%s">%s</button>
    </form>
    """
        .formatted(
            alert(problem),
            form,
            path,
            text,
            say("Code", "Code de vérification"),
            field,
            button,
            say("Submit", "Envoyer"));
  }

  private String alert(Problem problem) {
    return switch (problem) {
      case NONE -> "";
      case WRONG_CODE ->
          Frame.alert(
              "error-for-pin", say("That's not the right code", "Ce n'est pas le bon code"));
      case EXPIRED_CODE ->
          Frame.alert("error-for-pin", say("The code has expired", "Le code a expiré"));
    };
  }

  private String resend(String path) {
    return """
    <form method="post" action="%s/resend">
    <button type="submit" id="btn-resend-pin">%s</button>
    </form>
    """
        .formatted(path, say("Resend the code", "Renvoyer le code"));
  }

  private String page(String content) {
    return Frame.page(look.language(), title(), content);
  }

  private String title() {
    return say("Let's do a quick security check", "Faisons une vérification de sécurité");
  }

  private String say(String english, String french) {
    return look.language().say(english, french);
  }
}
