package run.edges.companion.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.edges.companion.server.configuration.ConfigurationException;
import run.edges.companion.server.testing.RunningServer;

/** Which address a request counts for: one wrong key is allowed for each. */
class ClientAddressTest {
  private static final String TRUSTED = "127.0.0.0/8, ::1, 198.51.100.0/24, 2001:db8:1::/48";

  @TempDir private Path folder;
  @AutoClose private RunningServer server;

  @BeforeEach
  void start() {
    server =
        RunningServer.start(
            RunningServer.configuration(
                folder, Map.of("API_REFUSALS_PER_MINUTE", "1", "HTTP_TRUSTED_PROXIES", TRUSTED)),
            Clock.systemUTC());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          203.0.113.1 | 203.0.113.1 | the same
          203.0.113.1 | 192.0.2.7, 203.0.113.1 | what the client says stands before
          203.0.113.1 | 203.0.113.1, 198.51.100.9 | a second proxy of ours is passed over
          203.0.113.1 | 203.0.113.1,2001:db8:1::9 | also one of IPv6
          2001:db8:2:3::1 | 2001:db8:2:3:ffff::2 | a /64 is one client
          nonsense | unknown | no address, so the proxy's
          """)
  void wrongKey_secondFromOneClient_isTooMany(String first, String second, String why) {
    assertThat(statusOf(first)).isEqualTo(401);
    assertThat(statusOf(second)).as(why).isEqualTo(429);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          203.0.113.1 | 203.0.113.2 | another
          203.0.113.1 | 203.0.113.1, 203.0.113.2 | the nearest counts
          203.0.113.1 | 203.0.113.1, 198.51.99.9 | no proxy of ours
          2001:db8:2:3::1 | 2001:db8:2:4::1 | another /64
          """)
  void wrongKey_fromAnotherClient_isUnauthorized(String first, String second, String why) {
    assertThat(statusOf(first)).isEqualTo(401);
    assertThat(statusOf(second)).as(why).isEqualTo(401);
  }

  @Test
  void wrongKey_peerThatIsNoTrustedProxy_countsForItself(@TempDir Path other) {
    server.close();
    server =
        RunningServer.start(
            RunningServer.configuration(other, Map.of("API_REFUSALS_PER_MINUTE", "1")),
            Clock.systemUTC());

    assertThat(statusOf("203.0.113.1")).isEqualTo(401);
    assertThat(statusOf("203.0.113.2")).isEqualTo(429);
  }

  @ParameterizedTest
  @ValueSource(strings = {"proxy.example", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "10/x"})
  void start_notARangeOfAddresses_isRefused(String value) {
    assertThatThrownBy(
            () -> RunningServer.configuration(folder, Map.of("HTTP_TRUSTED_PROXIES", value)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("http.trusted-proxies");
  }

  private int statusOf(String forwardedFor) {
    return server
        .api()
        .send(
            server
                .api()
                .bare("/v1/identities")
                .header("X-API-Key", "wrong")
                .header("X-Forwarded-For", forwardedFor))
        .statusCode();
  }
}
