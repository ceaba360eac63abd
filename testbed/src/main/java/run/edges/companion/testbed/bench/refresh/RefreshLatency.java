package run.edges.companion.testbed.bench.refresh;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import run.edges.companion.testbed.bench.Benchmark;
import run.edges.companion.testbed.bench.Outcome;
import run.edges.companion.testbed.bench.measure.Samples;
import run.edges.companion.testbed.linkedin.LinkedInMember;
import run.edges.companion.testbed.linkedin.LinkedInStandIn;
import run.edges.companion.testbed.product.Chromium;
import run.edges.companion.testbed.product.Owner;
import run.edges.companion.testbed.product.ProductFiles;
import run.edges.companion.testbed.product.ServerApi;
import run.edges.companion.testbed.product.ServerProcess;

/**
 * How long a rotated cookie takes to be durable at the server, and how much of that is the
 * browser's.
 */
public final class RefreshLatency implements Benchmark {
  private static final String COMPARED =
      """
      LinkedIn's stand-in renews li_at in a page of a real headless Chromium. The clock starts when its \
      answer leaves. The browser's own part ends when the extension's session frame, which it sends after \
      its check with LinkedIn, reaches a relay in front of the host; the whole ends when the host's stored \
      frame, which follows the server's durable commit and acknowledgement, passes the same relay. The \
      relay, a JVM of its own, is part of both. One rotation at a time; everything shares the machine. The \
      server's limit of messages a minute is lifted by configuration.\
      """;

  @Override
  public String name() {
    return "refresh-latency";
  }

  @Override
  public Outcome run(Setup setup) throws IOException {
    Path folder = setup.folder();
    Path notes = folder.resolve("frames.txt");
    Samples browser = new Samples();
    Samples whole = new Samples();
    try (LinkedInStandIn linkedin = LinkedInStandIn.start();
        ServerProcess server =
            new ServerProcess(folder.resolve("server"))
                .with("EDGES_COMPANION_CHANNEL_MESSAGES_PER_MINUTE", "100000")
                .start()) {
      ServerApi api = new ServerApi(server);
      try (Chromium chromium =
          new Chromium(folder.resolve("profile"), linkedin, api.tlsKeyHash(), true).start()) {
        relay(chromium.profile(), notes);
        Owner owner = new Owner(chromium);
        chromium.signIn(LinkedInMember.ADA);
        String identity = api.createIdentity("Ada at work");
        owner.accept(api.issueLink(identity));
        int warmUp = setup.pick(5, 50);
        int rotations = setup.pick(10, 200);
        for (int i = 0; i < warmUp + rotations; i++) {
          long start = chromium.rotate("li_at");
          long stored = awaitFrame(notes, start, "stored");
          if (i >= warmUp) {
            whole.add((stored - start) / 1000.0);
            browser.add((awaitFrame(notes, start, "session") - start) / 1000.0);
          }
        }
        setup.say(rotations + " rotations");
      }
    }
    return outcome(browser, whole);
  }

  private static Outcome outcome(Samples browser, Samples whole) {
    Map<String, Double> bars = new LinkedHashMap<>();
    bars.put("browser's own part, p50", browser.median());
    bars.put("whole, p50", whole.median());
    bars.put("browser's own part, p99", browser.quantile(0.99));
    bars.put("whole, p99", whole.quantile(0.99));
    return new Outcome("Rotated cookie to acknowledged session", COMPARED)
        .put("browser_ms", browser.json())
        .put("whole_ms", whole.json())
        .put("browser_p99_ms", browser.quantile(0.99))
        .put("whole_p99_ms", whole.quantile(0.99))
        .atMost(
            "Whole, p50, against the browser's own part",
            whole.median() / browser.median(),
            1.5,
            "×")
        .atMost("Whole, p99", whole.quantile(0.99), 50, "ms")
        .chart("Time from the rotated cookie", "ms", bars);
  }

  /** The time of the first such frame after {@code start}. */
  private static long awaitFrame(Path notes, long start, String type) {
    return Awaitility.await(type)
        .atMost(Chromium.PATIENCE)
        .pollInterval(java.time.Duration.ofMillis(20))
        .until(() -> find(notes, start, type), Optional::isPresent)
        .orElseThrow();
  }

  private static Optional<Long> find(Path notes, long start, String type) throws IOException {
    List<String> lines = Files.readAllLines(notes);
    return lines.stream()
        .map(line -> line.split(" ", 2))
        .filter(parts -> parts.length == 2 && parts[1].equals(type))
        .map(parts -> Long.valueOf(parts[0]))
        .filter(micros -> micros > start)
        .findFirst();
  }

  /** Makes the registered manifest lead to the relay. */
  private static void relay(Path profile, Path notes) throws IOException {
    Path manifest = profile.resolve("NativeMessagingHosts/run.edges.companion.json");
    JsonObject json = JsonParser.parseString(Files.readString(manifest)).getAsJsonObject();
    Path script = profile.resolve("relay");
    Files.writeString(
        script,
        """
        #!/bin/sh
        exec '%s' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '%s' '%s' '%s' '%s' "$@"
        """
            .formatted(
                ProductFiles.java(),
                ProductFiles.checkout().resolve("testbed/target/classes"),
                FrameRelay.class.getName(),
                notes,
                json.get("path").getAsString()));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createFile(notes);
    json.addProperty("path", script.toString());
    Files.writeString(manifest, json.toString());
  }
}
