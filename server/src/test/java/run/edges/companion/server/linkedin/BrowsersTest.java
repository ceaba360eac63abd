package run.edges.companion.server.linkedin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.edges.companion.server.outgoing.PublicAddresses;
import run.edges.companion.server.testing.SmallDisk;

/** What a browser of a sign-in is told about the way to LinkedIn. */
class BrowsersTest {
  private static final Browsers.Options NONE = new Browsers.Options("browser", "driver", true);

  @TempDir private Path folder;

  @Test
  void arguments_linkedInItself_trustNoFurtherCertificate() throws UnknownHostException {
    assertThat(browsers("https://www.linkedin.com").arguments(Optional.empty())).isEmpty();
  }

  @Test
  void arguments_standIn_mapLinkedInAndTrustItsKey() throws UnknownHostException {
    assertThat(browsers("https://localhost:9443").arguments(Optional.empty()))
        .containsExactly(
            "--host-resolver-rules=MAP www.linkedin.com:443 localhost:9443",
            "--ignore-certificate-errors-spki-list=key");
  }

  @Test
  void arguments_proxy_isTheAddressThatWasChecked() throws UnknownHostException {
    Browsers browsers = browsers("https://www.linkedin.com");

    assertThat(browsers.arguments(Optional.of(Proxy.parse("http://localhost:3128"))))
        .containsExactly("--proxy-server=127.0.0.1:3128");
    assertThat(browsers.arguments(Optional.of(Proxy.parse("http://[::1]:3128"))))
        .containsExactly("--proxy-server=[0:0:0:0:0:0:0:1]:3128");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1", "[::1]", "169.254.169.254", "10.0.0.1"})
  void arguments_proxyAtAPrivateAddress_isRefused(String host) {
    Browsers strict =
        new Browsers(
            NONE,
            URI.create("https://www.linkedin.com"),
            List.of(),
            new PublicAddresses(),
            folder.resolve("sign-in"));

    assertThatThrownBy(() -> strict.arguments(Optional.of(Proxy.parse("http://" + host + ":3128"))))
        .isInstanceOf(PublicAddresses.PrivateAddressException.class);
  }

  @Test
  void sharedMemory_ofAContainer_isTooSmall() throws IOException {
    try (SmallDisk _ = SmallDisk.mount(folder, "64m")) {
      assertThat(Browser.hasSharedMemory(folder)).isFalse();
    }
    try (SmallDisk _ = SmallDisk.mount(folder, "256m")) {
      assertThat(Browser.hasSharedMemory(folder)).isTrue();
    }
  }

  @Test
  void sharedMemory_none_isTooSmall() {
    assertThat(Browser.hasSharedMemory(folder.resolve("none"))).isFalse();
  }

  private Browsers browsers(String linkedin) {
    return new Browsers(
        NONE,
        URI.create(linkedin),
        List.of("key"),
        SystemDefaultDnsResolver.INSTANCE,
        folder.resolve("sign-in"));
  }
}
