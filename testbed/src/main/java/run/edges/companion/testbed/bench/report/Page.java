package run.edges.companion.testbed.bench.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.stream.Collectors;

/** {@code docs/benchmarks/index.html}: one file, no script, nothing loaded. */
public final class Page {
  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>Edges Companion: benchmarks</title>
      <style>
        :root { --ink: #1c2330; --soft: #5b6577; --line: #d9dee7; --bar: #2f6fde; --other: #8b97ab; --good: #1a7f4b; --bad: #b3261e; --page: #fff; }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e8ecf3; --soft: #a3adbd; --line: #343c4a; --bar: #7aa7ff; --other: #77839a; --good: #5fd39a; --bad: #ff9a92; --page: #12161d; }
        }
        body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
        td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        .met { color: var(--good); font-weight: 600; white-space: nowrap; }
        .missed { color: var(--bad); font-weight: 600; white-space: nowrap; }
        .quick { color: var(--bad); font-weight: 600; }
        p.soft, figcaption { color: var(--soft); }
        figure { margin: 1.5rem 0; }
        svg { width: 100%; height: auto; }
        svg text { fill: var(--ink); font: 13px system-ui, sans-serif; }
        svg .ours { fill: var(--bar); }
        svg .other { fill: var(--other); }
      </style>
      <h1>Edges Companion: benchmarks</h1>
      <p>Each row was measured in one run with what it is compared with. Every value: <a href="results.json">results.json</a>. To run them: <a href="README.md">README.md</a>.</p>
      """;

  private Page() {}

  public static String of(JsonObject results) {
    StringBuilder page = new StringBuilder(HEAD);
    page.append("<h2>Targets</h2>\n<table>\n<thead><tr><th scope=\"col\">Target</th>")
        .append(
            "<th scope=\"col\">Measured</th><th scope=\"col\">Wanted</th><th scope=\"col\">Result</th></tr></thead>\n<tbody>\n");
    Targets.of(results).forEach(target -> page.append(row(target)));
    page.append("</tbody>\n</table>\n");
    results.asMap().values().forEach(result -> page.append(section(result.getAsJsonObject())));
    return page.append("</html>\n").toString();
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static String row(Targets.Target target) {
    return "<tr><td>%s</td><td class=\"number\">%s</td><td class=\"number\">%s</td><td class=\"%s\">%s</td></tr>\n"
        .formatted(
            escaped(target.text()),
            escaped(target.measured()),
            escaped(target.wanted()),
            target.met() ? "met" : "missed",
            target.met() ? "met" : "not met");
  }

  private static String section(JsonObject result) {
    List<JsonElement> charts = result.getAsJsonArray("charts").asList();
    String drawn =
        charts.stream()
            .map(JsonElement::getAsJsonObject)
            .map(BarChart::draw)
            .collect(Collectors.joining());
    return "<section>\n<h2>%s</h2>\n<p>%s</p>\n%s%s<p class=\"soft\">%s</p>\n</section>\n"
        .formatted(
            escaped(result.get("title").getAsString()),
            escaped(result.get("compared").getAsString()),
            result.get("quick").getAsBoolean()
                ? "<p class=\"quick\">A quick run, to see that it works: the numbers mean little.</p>\n"
                : "",
            drawn,
            escaped(circumstances(result)));
  }

  private static String circumstances(JsonObject result) {
    JsonObject machine = result.getAsJsonObject("machine");
    return "%s, %s s, by: %s. %s, %s cores, %s; Linux %s; JDK %s; load average before %s, after %s."
        .formatted(
            text(result, "measured_at"),
            text(result, "seconds"),
            text(result, "command"),
            text(machine, "processor"),
            text(machine, "cores"),
            text(machine, "memory"),
            text(machine, "kernel"),
            text(machine, "jdk"),
            text(result, "load_before"),
            text(result, "load_after"));
  }

  private static String text(JsonObject object, String name) {
    return object.get(name).getAsString();
  }
}
