package run.edges.companion.testbed.bench.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Map;
import java.util.stream.Collectors;

/** Horizontal bars as SVG, with a description for those who do not see them. */
final class BarChart {
  private static final int ROW = 30;
  private static final int LABELS = 290;
  private static final int BARS = 420;
  private static final int WIDTH = 860;
  // What the product is compared with is drawn in another colour.
  private static final String OTHERS =
      "(?i).*(netty|disk alone|minimal|python|node|browser's own|probe alone).*";

  private BarChart() {}

  static String draw(JsonObject chart) {
    String unit = chart.get("unit").getAsString();
    String caption = chart.get("caption").getAsString();
    Map<String, JsonElement> bars = chart.getAsJsonObject("bars").asMap();
    double longest = bars.values().stream().mapToDouble(JsonElement::getAsDouble).max().orElse(1);
    StringBuilder svg = new StringBuilder();
    int row = 0;
    for (var bar : bars.entrySet()) {
      svg.append(bar(row++, bar.getKey(), bar.getValue().getAsDouble(), longest, unit));
    }
    String description =
        bars.entrySet().stream()
            .map(bar -> bar.getKey() + ": " + Targets.shown(bar.getValue().getAsDouble(), unit))
            .collect(Collectors.joining("; "));
    return "<figure>\n<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n%s</svg>\n<figcaption>%s</figcaption>\n</figure>\n"
        .formatted(
            WIDTH,
            bars.size() * ROW,
            Page.escaped(caption + ". " + description),
            svg,
            Page.escaped(caption));
  }

  private static String bar(int row, String label, double value, double longest, String unit) {
    long length = Math.max(1, Math.round(Math.max(0, value) / longest * BARS));
    int top = row * ROW;
    return "<text x=\"0\" y=\"%d\">%s</text><rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"3\"/><text x=\"%d\" y=\"%d\">%s</text>\n"
        .formatted(
            top + 20,
            Page.escaped(label),
            label.matches(OTHERS) ? "other" : "ours",
            LABELS,
            top + 5,
            length,
            ROW - 10,
            LABELS + length + 8,
            top + 20,
            Page.escaped(Targets.shown(value, unit)));
  }
}
