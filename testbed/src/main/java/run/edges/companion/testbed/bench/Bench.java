package run.edges.companion.testbed.bench;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import run.edges.companion.testbed.bench.api.ApiLatency;
import run.edges.companion.testbed.bench.host.HostStart;
import run.edges.companion.testbed.bench.idle.IdleDevices;
import run.edges.companion.testbed.bench.measure.Machine;
import run.edges.companion.testbed.bench.refresh.RefreshLatency;
import run.edges.companion.testbed.bench.report.Page;
import run.edges.companion.testbed.bench.report.Readme;
import run.edges.companion.testbed.bench.session.SessionRate;
import run.edges.companion.testbed.bench.signin.SignInCost;
import run.edges.companion.testbed.product.ProductFiles;

/**
 * Runs the benchmarks and writes {@code results.json}, {@code index.html} and {@code README.md}.
 */
public final class Bench {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
  private static final String USAGE =
      "usage: Bench [--out FOLDER] [--only NAME]... [--quick] [--render]";

  private final List<Benchmark> benchmarks =
      List.of(
          new RefreshLatency(),
          new SessionRate(),
          new IdleDevices(),
          new HostStart(),
          new ApiLatency(),
          new SignInCost());
  private final PrintStream progress = System.out;
  private final List<String> only = new ArrayList<>();
  private Path out = Path.of("docs/benchmarks");
  private boolean quick;
  private boolean render;

  private Bench() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Bench bench = new Bench();
    if (!bench.understands(arguments)) {
      System.err.println(USAGE);
      System.err.println(
          "NAME: " + String.join(", ", bench.benchmarks.stream().map(Benchmark::name).toList()));
      System.exit(2);
    }
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(Bench::endChildren));
    bench.run(arguments);
    System.exit(0);
  }

  /** A benchmark that is broken off leaves no server behind. */
  private static void endChildren() {
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
  }

  private boolean understands(String[] arguments) {
    var rest = Arrays.asList(arguments).iterator();
    while (rest.hasNext()) {
      switch (rest.next()) {
        case "--quick" -> quick = true;
        case "--render" -> render = true;
        case "--out" -> out = Path.of(next(rest).orElse("docs/benchmarks"));
        case "--only" -> only.add(next(rest).orElse(""));
        default -> {
          return false;
        }
      }
    }
    return benchmarks.stream().map(Benchmark::name).toList().containsAll(only);
  }

  private static Optional<String> next(java.util.Iterator<String> rest) {
    return rest.hasNext() ? Optional.of(rest.next()) : Optional.empty();
  }

  private void run(String[] arguments) throws IOException, InterruptedException {
    Files.createDirectories(out);
    JsonObject results = earlier();
    for (Benchmark benchmark : benchmarks) {
      if (!render && (only.isEmpty() || only.contains(benchmark.name()))) {
        results.add(benchmark.name(), measure(benchmark, arguments));
        write(results);
      }
    }
    write(results);
    progress.println("Written: " + out.resolve("index.html"));
  }

  /** Results of benchmarks that do not run now stay. */
  private JsonObject earlier() throws IOException {
    Path file = out.resolve("results.json");
    return Files.exists(file)
        ? JsonParser.parseString(Files.readString(file)).getAsJsonObject()
        : new JsonObject();
  }

  private JsonObject measure(Benchmark benchmark, String[] arguments)
      throws IOException, InterruptedException {
    progress.println(benchmark.name());
    Path target = ProductFiles.checkout().resolve("testbed/target");
    Files.createDirectories(target);
    Path folder = Files.createTempDirectory(target, "bench");
    String loadBefore = Machine.load();
    Instant start = Instant.now();
    try {
      JsonObject result = benchmark.run(new Benchmark.Setup(folder, quick, progress)).json();
      result.addProperty("command", "./dev bench " + String.join(" ", arguments));
      result.addProperty("quick", quick);
      result.addProperty("measured_at", start.truncatedTo(ChronoUnit.SECONDS).toString());
      result.addProperty("seconds", ChronoUnit.SECONDS.between(start, Instant.now()));
      result.addProperty("load_before", loadBefore);
      result.addProperty("load_after", Machine.load());
      result.add("machine", Machine.describe());
      return result;
    } finally {
      delete(folder);
    }
  }

  private void write(JsonObject results) throws IOException {
    Files.writeString(out.resolve("results.json"), GSON.toJson(results) + "\n");
    Files.writeString(out.resolve("index.html"), Page.of(results));
    Files.writeString(out.resolve("README.md"), Readme.of(results));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
