package run.edges.companion.server.linkedin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a browser of a sign-in is told about the way to LinkedIn. */
class BrowsersTest {
  private static final Browsers.Options NONE = new Browsers.Options("browser", "driver", true);

  @TempDir private Path folder;

  @Test
  void arguments_linkedInItself_trustNoFurtherCertificate() {
    assertThat(browsers("https://www.linkedin.com").arguments(Optional.empty())).isEmpty();
  }

  @Test
  void arguments_standIn_mapLinkedInAndTrustItsKey() {
    assertThat(browsers("https://localhost:9443").arguments(Optional.empty()))
        .containsExactly(
            "--host-resolver-rules=MAP www.linkedin.com:443 localhost:9443",
            "--ignore-certificate-errors-spki-list=key");
  }

  private Browsers browsers(String linkedin) {
    return new Browsers(NONE, URI.create(linkedin), List.of("key"), folder.resolve("sign-in"));
  }
}
