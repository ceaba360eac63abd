package run.edges.companion.testbed.linkedin;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import org.jspecify.annotations.Nullable;

/** The texts of the stand-in: HTML pages and JSON documents. */
final class Pages {

  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private static final String FRAME =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>{title} | LinkedIn stand-in (testbed)</title>
      <style>
      body { font: 16px/1.5 system-ui, sans-serif; margin: 0; background: #f4f2ee; color: #191919 }
      header { background: #37474f; color: #fff; padding: .6rem 1.5rem; font-weight: 600 }
      main { max-width: 26rem; margin: 2rem auto; padding: 1.5rem; background: #fff; border: 1px solid #ddd;
        border-radius: 8px }
      h1 { font-size: 1.4rem; margin-top: 0 }
      label { display: block; margin: .8rem 0 }
      input { display: block; width: 100%; box-sizing: border-box; padding: .5rem; font: inherit }
      button { padding: .5rem 1.2rem; font: inherit }
      [role=alert] { color: #a4001d }
      </style>
      </head>
      <body>
      <header>LinkedIn stand-in (testbed)</header>
      <main>
      <h1>{title}</h1>
      {content}</main>
      </body>
      </html>
      """;

  private Pages() {}

  static String home() {
    return page("Welcome", "<p><a href=\"/login\">Sign in</a></p>\n");
  }

  static String authwall() {
    return page(
        "Join to see more",
        "<p>This page is for members.</p>\n<p><a href=\"/login\">Sign in</a></p>\n");
  }

  static String notFound() {
    return page("Page not found", "<p><a href=\"/feed/\">Feed</a></p>\n");
  }

  static String trouble(String title) {
    return page(title, "<p>The stand-in was told to answer like this.</p>\n");
  }

  static String login(String problem) {
    String alert = problem.isEmpty() ? "" : "<p role=\"alert\">" + escape(problem) + "</p>\n";
    return page(
        "Sign in",
        alert
            + """
            <form method="post" action="/uas/login-submit">
            <label>Email or phone <input id="username" name="session_key" autocomplete="username" required></label>
            <label>Password <input id="password" name="session_password" type="password"
              autocomplete="current-password" required></label>
            <button type="submit">Sign in</button>
            </form>
            """);
  }

  static String feed(LinkedInMember member, String csrfToken) {
    return page(
        "Feed",
        """
        <p id="member" data-number="%d">Signed in as <strong>%s</strong></p>
        <p>%s</p>
        <p><button type="button" id="rotate">Renew my session cookie</button> <span id="rotated"></span></p>
        <p><a id="sign-out" href="/uas/logout?csrfToken=%s">Sign out</a></p>
        <script>
        document.getElementById('rotate').addEventListener('click', async () => {
          const answer = await fetch('/testbed/rotate?cookie=li_at', { method: 'POST' });
          document.getElementById('rotated').textContent = answer.ok ? 'Renewed.' : 'Not renewed.';
        });
        </script>
        """
            .formatted(
                member.number(),
                escape(member.fullName()),
                escape(member.occupation()),
                escape(csrfToken)));
  }

  static String salesNavigator(LinkedInMember member) {
    return page(
        "Sales Navigator",
        "<p id=\"member\" data-number=\"%d\">Signed in as <strong>%s</strong></p>\n"
            .formatted(member.number(), escape(member.fullName())));
  }

  static String salesSignIn() {
    return page("Sign in to Sales Navigator", "<p><a href=\"/login\">Sign in</a></p>\n");
  }

  static String checkpoint(Checkpoints.Checkpoint checkpoint, String problem) {
    String ask =
        switch (checkpoint.kind()) {
          case EMAIL_CODE -> "Enter the code we sent to your email address.";
          case SMS_CODE -> "Enter the code we sent to your phone.";
          case AUTHENTICATOR_CODE -> "Enter the code from your authenticator app.";
          case APP_APPROVAL -> "Approve the sign-in in the mobile app, then continue.";
          case CAPTCHA -> "Show that you are a person.";
        };
    String code =
        checkpoint.kind().asksForCode()
            ? "<label>Code <input id=\"pin\" name=\"pin\" inputmode=\"numeric\" required></label>\n"
            : "";
    String alert = problem.isEmpty() ? "" : "<p role=\"alert\">" + escape(problem) + "</p>\n";
    return page(
        "Let's do a quick security check",
        """
        %s<form method="post" action="%s" data-checkpoint="%s">
        <p>%s</p>
        %s<button type="submit">Continue</button>
        </form>
        """
            .formatted(alert, checkpoint.path(), checkpoint.kind(), ask, code));
  }

  /** The answer of {@code POST /uas/authenticate}. */
  static String loginResult(String result, @Nullable String challengeUrl) {
    JsonObject json = new JsonObject();
    json.addProperty("login_result", result);
    if (challengeUrl != null) {
      json.addProperty("challenge_url", challengeUrl);
    }
    return GSON.toJson(json);
  }

  /** {@code /voyager/api/me} as plain JSON. */
  static String me(LinkedInMember member) {
    JsonObject me = new JsonObject();
    me.addProperty("plainId", member.number());
    me.addProperty("premiumSubscriber", member.salesNavigator());
    me.add("miniProfile", miniProfile(member));
    return GSON.toJson(me);
  }

  /** {@code /voyager/api/me} in LinkedIn's normalized shape. */
  static String normalizedMe(LinkedInMember member) {
    JsonObject data = new JsonObject();
    data.addProperty("plainId", member.number());
    data.addProperty("premiumSubscriber", member.salesNavigator());
    data.addProperty("*miniProfile", "urn:li:fs_miniProfile:" + member.entityId());
    data.addProperty("$type", "com.linkedin.voyager.common.Me");
    JsonObject profile = miniProfile(member);
    profile.addProperty("$type", "com.linkedin.voyager.identity.shared.MiniProfile");
    JsonArray included = new JsonArray();
    included.add(profile);
    JsonObject me = new JsonObject();
    me.add("data", data);
    me.add("included", included);
    return GSON.toJson(me);
  }

  private static JsonObject miniProfile(LinkedInMember member) {
    JsonObject profile = new JsonObject();
    profile.addProperty("memorialized", false);
    profile.addProperty("firstName", member.firstName());
    profile.addProperty("lastName", member.lastName());
    profile.addProperty("dashEntityUrn", "urn:li:fsd_profile:" + member.entityId());
    profile.addProperty("occupation", member.occupation());
    profile.addProperty("objectUrn", "urn:li:member:" + member.number());
    profile.addProperty("entityUrn", "urn:li:fs_miniProfile:" + member.entityId());
    profile.addProperty("publicIdentifier", member.publicIdentifier());
    profile.addProperty("trackingId", "c3RhbmQtaW4gdGVzdGJlZA==");
    return profile;
  }

  private static String page(String title, String content) {
    return FRAME.replace("{title}", escape(title)).replace("{content}", content);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
