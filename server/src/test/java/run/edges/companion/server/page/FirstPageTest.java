package run.edges.companion.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.edges.companion.server.testing.Dashboard;
import run.edges.companion.server.testing.RunningServer;
import run.edges.companion.server.testing.Samples;
import run.edges.companion.server.testing.TestDevice;

/** What the first look at a page costs somebody who has nothing of it yet. */
class FirstPageTest {
  private static final int MOST_BYTES = 60_000;
  private static final int ROWS = 50;
  private static final Pattern FILE = Pattern.compile("(?:href|src)=\"(/assets/[^\"]+)\"");

  @Test
  void dashboard_fullTable_isAtMost60KilobytesPacked(@TempDir Path folder)
      throws IOException, InterruptedException {
    try (RunningServer server =
            RunningServer.start(
                RunningServer.configuration(
                    folder, Map.of("CHANNEL_MESSAGES_PER_MINUTE", "100000")),
                Clock.systemUTC());
        TestDevice device = server.device();
        HttpClient http = HttpClient.newBuilder().sslContext(server.address().tls()).build()) {
      for (int i = 0; i < ROWS; i++) {
        String uid = device.accept(server.newLink()).integrationId();
        device.store(uid, Samples.session("session-" + i));
      }
      Dashboard admin =
          Dashboard.accept(server.address(), server.invitation(), "Ada Admin", "ada@example.com");

      HttpResponse<byte[]> page = packed(http, admin, "/dashboard");

      String html = unpacked(page);
      assertThat(html.split("<tr", -1)).hasSizeGreaterThan(ROWS);
      List<String> files =
          FILE.matcher(html)
              .results()
              .map((MatchResult match) -> match.group(1))
              .distinct()
              .toList();
      assertThat(files).hasSizeGreaterThan(3);
      int bytes = page.body().length;
      for (String file : files) {
        bytes += packed(http, admin, file).body().length;
      }
      assertThat(bytes).isLessThanOrEqualTo(MOST_BYTES);
    }
  }

  private static HttpResponse<byte[]> packed(HttpClient http, Dashboard member, String path)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        http.send(
            member
                .request(path)
                .header("Accept", "text/html,*/*")
                .header("Accept-Encoding", "gzip")
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(answer.headers().firstValue("Content-Encoding")).as(path).hasValue("gzip");
    return answer;
  }

  private static String unpacked(HttpResponse<byte[]> answer) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
