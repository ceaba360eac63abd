package run.edges.companion.server.owner;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.edges.companion.server.testing.RunningServer;
import run.edges.companion.server.testing.Samples;
import run.edges.companion.server.testing.TestDevice;

/** The pages that owners open without an account: their language, and what is not in them. */
class OwnerPageTest {
  private static final String UNKNOWN = "AAAAAAAAAAAAAAAAAAAAAA";

  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server =
        RunningServer.start(
            RunningServer.configuration(folder, Map.of("WORKSPACE_NAME", "Acme <b>\"&'</b>")),
            Clock.systemUTC());
  }

  @ParameterizedTest
  @CsvSource({
    "fr, fr, Votre compte LinkedIn",
    "'fr-CA, en;q=0.5', fr, Votre compte LinkedIn",
    "'de, fr;q=0.8, en;q=0.7', fr, Votre compte LinkedIn",
    "en-GB, en, Your LinkedIn account",
    "de, en, Your LinkedIn account"
  })
  void page_acceptLanguage_isTheFirstThatThereIs(String wanted, String language, String title) {
    HttpResponse<String> page = open("/owner/" + UUID.randomUUID(), wanted);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Language")).hasValue(language);
    assertThat(page.body()).contains("<html lang=\"" + language + "\">", title);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/share/", "/login/"})
  void page_unknownLink_isAPageThatSaysSoInTheReadersLanguage(String path) {
    HttpResponse<String> page = open(path + UNKNOWN, "fr");
    assertThat(page.statusCode()).isEqualTo(404);
    assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
    assertThat(page.body())
        .contains("Ce lien ne peut pas être utilisé", "Le serveur ne connaît pas ce lien.")
        .doesNotContain("Acme", "<script");
  }

  @Test
  void page_ofALink_isEscapedInEveryLanguage() {
    String identity = server.api().createIdentity("<i>Ada</i>");
    String id = server.api().issueLink(identity).id();
    for (String language : List.of("en", "fr")) {
      assertThat(open("/share/" + id, language).body())
          .contains("Acme &lt;b&gt;", "<strong>&lt;i&gt;Ada&lt;/i&gt;</strong>")
          .doesNotContain("<b>", "<i>Ada");
    }
  }

  @Test
  void page_ofAnOwner_holdsNothingOfThem() {
    try (TestDevice device = server.device()) {
      String uid = device.accept(server.newLink()).integrationId();
      device.store(uid, Samples.session("one"));
      URI address = device.ownerPage(uid);
      HttpResponse<String> page = open(address.getPath(), "en");
      assertThat(page.body())
          .isEqualTo(open("/owner/" + UUID.randomUUID(), "en").body())
          .doesNotContain(address.getFragment(), uid, Samples.ADA.name());
      assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
      assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
          .contains("script-src 'self'; style-src 'self'");
      assertThat(page.body()).doesNotContain("style=", "<style", "onclick");
    }
  }

  private static HttpResponse<String> open(String path, String language) {
    return server
        .api()
        .send(
            server
                .api()
                .bare(path)
                .header("Accept", "text/html")
                .header("Accept-Language", language)
                .GET());
  }
}
