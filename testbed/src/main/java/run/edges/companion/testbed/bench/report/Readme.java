package run.edges.companion.testbed.bench.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** {@code docs/benchmarks/README.md}. */
public final class Readme {
  private static final String HEAD =
      """
      # Benchmarks

      Made by `./dev bench`; do not edit. Charts: [index.html](index.html). Every value: [results.json](results.json).

      ```
      ./dev bench                      all, about half an hour
      ./dev bench --only session-rate  one; the others' last results stay
      ./dev bench --quick              to see that they work: the numbers mean little
      ./dev bench --render             the pages again, from results.json
      ```

      Run them on a quiet machine. Numbers of different runs do not compare; the ratios are taken inside of one run. `taskset`
      is needed, and an open-file limit above the number of devices.

      | target | measured | wanted | |
      |---|---|---|---|
      """;

  private Readme() {}

  public static String of(JsonObject results) {
    StringBuilder readme = new StringBuilder(HEAD);
    for (Targets.Target target : Targets.of(results)) {
      readme.append(
          "| %s | %s | %s | %s |%n"
              .formatted(
                  target.text(),
                  target.measured(),
                  target.wanted(),
                  target.met() ? "met" : "**not met**"));
    }
    for (JsonElement each : results.asMap().values()) {
      JsonObject result = each.getAsJsonObject();
      readme.append(
          "%n## %s%n%n%s%n%nMeasured %s%s; load average before %s, after %s.%n"
              .formatted(
                  result.get("title").getAsString(),
                  result.get("compared").getAsString(),
                  result.get("measured_at").getAsString(),
                  result.get("quick").getAsBoolean() ? " **in a quick run**" : "",
                  result.get("load_before").getAsString(),
                  result.get("load_after").getAsString()));
    }
    return readme.toString();
  }
}
