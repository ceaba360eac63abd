package run.edges.companion.server.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailSettingsTest {
  private static final String URL = "smtps://mail.example:465";
  private static final String FROM = "no-reply@companion.example";

  @Test
  void mail_notSet_isOff() {
    assertThat(read(Map.of())).isEmpty();
  }

  @Test
  void mail_allSet_isRead() {
    assertThat(
            read(
                Map.of(
                    "URL",
                    URL + "/",
                    "FROM",
                    FROM,
                    "USER",
                    "me",
                    "PASSWORD_FILE",
                    "password",
                    "LANGUAGE",
                    "fr")))
        .hasValue(
            new Configuration.Mail(
                URI.create(URL),
                FROM,
                Optional.of("me"),
                Optional.of(Path.of("password")),
                Locale.FRENCH));
  }

  @ParameterizedTest
  @ValueSource(strings = {"French", "de", "fr_FR", ""})
  void mail_languageThatThereIsNot_isRefused(String language) {
    assertRefused(Map.of("URL", URL, "FROM", FROM, "LANGUAGE", language), "mail.language");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mail.example",
        "https://mail.example",
        "smtp:mail.example",
        "smtp://",
        "smtp://mail.example/inbox",
        "smtp://user:password@mail.example",
        "smtp://mail.example?starttls=false"
      })
  void mail_urlOfAnotherForm_isRefused(String url) {
    assertRefused(Map.of("URL", url, "FROM", FROM), "mail.url");
  }

  @ParameterizedTest
  @ValueSource(strings = {"companion", "a@b@c", "A <a@b>", "a b@c", "a@ü", "a@b,c@d", "a@"})
  void mail_fromOfAnotherForm_isRefused(String from) {
    assertRefused(Map.of("URL", URL, "FROM", from), "mail.from");
  }

  @Test
  void mail_halfOfAPair_isRefused() {
    assertRefused(Map.of("URL", URL), "go together");
    assertRefused(Map.of("FROM", FROM), "go together");
    assertRefused(Map.of("URL", URL, "FROM", FROM, "USER", "me"), "go together");
    assertRefused(Map.of("URL", URL, "FROM", FROM, "PASSWORD_FILE", "file"), "go together");
    assertRefused(Map.of("USER", "me", "PASSWORD_FILE", "file"), "go together");
  }

  private static void assertRefused(Map<String, String> settings, String message) {
    assertThatThrownBy(() -> read(settings))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(message);
  }

  private static Optional<Configuration.Mail> read(Map<String, String> settings) {
    Map<String, String> environment =
        settings.entrySet().stream()
            .collect(
                Collectors.toMap(
                    entry -> "EDGES_COMPANION_MAIL_" + entry.getKey(), Map.Entry::getValue));
    return ConfigurationReader.read(Optional.empty(), environment)
        .configuration()
        .outgoing()
        .mail();
  }
}
