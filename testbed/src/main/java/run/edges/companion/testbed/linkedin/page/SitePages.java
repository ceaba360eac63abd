package run.edges.companion.testbed.linkedin.page;

/** The pages that are neither sign-in nor checkpoint. */
public final class SitePages {

  private final Look look;

  public SitePages(Look look) {
    this.look = look;
  }

  public String home() {
    return page(say("Welcome", "Bienvenue"), signInLink());
  }

  public String authwall() {
    return page(
        say("Join to see more", "Inscrivez-vous pour en voir plus"),
        paragraph(say("This page is for members.", "Cette page est réservée aux membres."))
            + signInLink());
  }

  public String notFound() {
    return page(
        say("Page not found", "Page introuvable"),
        "<p><a href=\"/feed/\">%s</a></p>\n".formatted(say("Feed", "Fil d'actualité")));
  }

  /** What a fault shows. */
  public String trouble(String title) {
    return page(title, "<p>The stand-in was told to answer like this.</p>\n");
  }

  public String feed(long number, String name, String occupation, String csrfToken) {
    return page(
        say("Feed", "Fil d'actualité"),
        """
        %s<p>%s</p>
        <p><button type="button" id="rotate">%s</button> <span id="rotated"></span></p>
        <p><a id="sign-out" href="/uas/logout?csrfToken=%s">%s</a></p>
        <script>
        document.getElementById('rotate').addEventListener('click', async () => {
          const answer = await fetch('/testbed/rotate?cookie=li_at', { method: 'POST' });
          document.getElementById('rotated').textContent = answer.ok ? '%s' : '%s';
        });
        </script>
        """
            .formatted(
                member(number, name),
                Frame.escape(occupation),
                say("Renew my session cookie", "Renouveler mon cookie de session"),
                Frame.escape(csrfToken),
                say("Sign out", "Déconnexion"),
                say("Renewed.", "Renouvelé."),
                say("Not renewed.", "Non renouvelé.")));
  }

  public String salesNavigator(long number, String name) {
    return page("Sales Navigator", member(number, name));
  }

  public String salesSignIn() {
    return page(say("Sign in to Sales Navigator", "Connexion à Sales Navigator"), signInLink());
  }

  public String addPhone() {
    return page(
        say("Add a phone number", "Ajoutez un numéro de téléphone"),
        """
        <form method="get" action="/feed/">
        <label>%s <input type="tel" autocomplete="tel"></label>
        <button type="submit">%s</button>
        </form>
        <p><a id="skip" href="/feed/">%s</a></p>
        """
            .formatted(
                say("Phone number", "Numéro de téléphone"),
                say("Add", "Ajouter"),
                say("Skip", "Ignorer")));
  }

  public String message() {
    return page(
        say("A message you must read", "Un message à lire"),
        """
        <p>%s</p>
        <form method="get" action="/feed/"><button type="submit">%s</button></form>
        """
            .formatted(
                say("Our terms have changed.", "Nos conditions ont changé."),
                say("Continue", "Continuer")));
  }

  private String signInLink() {
    return "<p><a href=\"/login\">%s</a></p>\n".formatted(say("Sign in", "S'identifier"));
  }

  private String member(long number, String name) {
    return "<p id=\"member\" data-number=\"%d\">%s <strong>%s</strong></p>\n"
        .formatted(number, say("Signed in as", "Connecté en tant que"), Frame.escape(name));
  }

  private static String paragraph(String text) {
    return "<p>" + text + "</p>\n";
  }

  private String page(String title, String content) {
    return Frame.page(look.language(), title, content);
  }

  private String say(String english, String french) {
    return look.language().say(english, french);
  }
}
