package run.edges.companion.server.configuration;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every configuration key, its default and its form. {@code docs/configuration.md} lists the same;
 * a test compares.
 */
public enum Setting {
  DATA_FOLDER("data.folder", null, "folder"),
  HTTP_HOST("http.host", "localhost", "address"),
  HTTP_PORT("http.port", "8443", "number, 0 to 65535"),
  HTTP_TRUSTED_PROXIES(
      "http.trusted-proxies", null, "list of addresses or prefixes, comma between"),
  PUBLIC_URL("public.url", null, "https URL, with a path if a proxy has one"),
  TLS_CERTIFICATE_FILE("tls.certificate-file", null, "file"),
  TLS_KEY_FILE("tls.key-file", null, "file"),
  DATABASE_URL("database.url", null, "jdbc:postgresql URL"),
  DATABASE_USER("database.user", null, "text"),
  DATABASE_PASSWORD_FILE("database.password-file", null, "file"),
  WORKSPACE_NAME("workspace.name", "My workspace", "text"),
  EXTENSION_IDS("extension.ids", "fhfedlnmiglobclpgdmiminldpogjkhh", "list of ids, comma between"),
  CHANNEL_MESSAGES_PER_MINUTE("channel.messages-per-minute", "120", "number, at least 1"),
  LINK_LIFETIME("link.lifetime", null, "ISO 8601 duration, such as P30D"),
  API_REQUESTS_PER_MINUTE("api.requests-per-minute", "1200", "number, at least 1"),
  API_REFUSALS_PER_MINUTE("api.refusals-per-minute", "60", "number, at least 1"),
  OUTGOING_CERTIFICATE_FILE("outgoing.certificate-file", null, "file"),
  LINKEDIN_URL("linkedin.url", "https://www.linkedin.com", "https URL without a path"),
  LINKEDIN_PROBE("linkedin.probe", "true", "true or false"),
  OUTGOING_ALLOW_PRIVATE_ADDRESSES("outgoing.allow-private-addresses", "false", "true or false"),
  SIGN_IN_BROWSER("sign-in.browser", null, "program"),
  SIGN_IN_DRIVER("sign-in.driver", null, "program"),
  SIGN_IN_SANDBOX("sign-in.sandbox", "true", "true or false"),
  SIGN_IN_AT_ONCE("sign-in.at-once", "4", "number, at least 1"),
  SIGN_IN_PATIENCE("sign-in.patience", "PT5M", "ISO 8601 duration, such as PT5M"),
  SIGN_IN_TRIES("sign-in.tries", "5", "number, at least 1"),
  VERIFICATION_INTERVAL("verification.interval", "PT1H", "ISO 8601 duration, such as PT1H"),
  VERIFICATION_PER_WORKSPACE("verification.per-workspace", "1000", "number, at least 1"),
  DASHBOARD_IDLE("dashboard.idle", "PT12H", "ISO 8601 duration, such as PT12H"),
  DASHBOARD_LIFETIME("dashboard.lifetime", "P14D", "ISO 8601 duration, such as P14D"),
  EDGES_URL("edges.url", null, "https URL with the API's version"),
  EDGES_API_KEY_FILE("edges.api-key-file", null, "file"),
  MAIL_URL("mail.url", null, "smtps or smtp URL without a path"),
  MAIL_FROM("mail.from", null, "mail address"),
  MAIL_USER("mail.user", null, "text"),
  MAIL_PASSWORD_FILE("mail.password-file", null, "file"),
  MAIL_LANGUAGE("mail.language", "en", "language of this server, such as fr");

  /** Prefix of the environment variables. */
  public static final String ENVIRONMENT_PREFIX = "EDGES_COMPANION_";

  private final String key;
  private final @Nullable String defaultValue;
  private final String form;

  Setting(String key, @Nullable String defaultValue, String form) {
    this.key = key;
    this.defaultValue = defaultValue;
    this.form = form;
  }

  public String key() {
    return key;
  }

  public Optional<String> defaultValue() {
    return Optional.ofNullable(defaultValue);
  }

  public String form() {
    return form;
  }

  /** The environment variable that sets it. */
  public String variable() {
    return ENVIRONMENT_PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  static Optional<Setting> findByKey(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key.equals(key)).findFirst();
  }

  static Optional<Setting> findByVariable(String variable) {
    return Arrays.stream(values())
        .filter(setting -> setting.variable().equals(variable))
        .findFirst();
  }
}
