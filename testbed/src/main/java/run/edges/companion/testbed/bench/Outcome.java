package run.edges.companion.testbed.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Map;
import run.edges.companion.testbed.bench.measure.Samples;

/** What a benchmark found: its values, the targets they are held against, and what to draw. */
public final class Outcome {
  private final JsonObject values = new JsonObject();
  private final JsonArray targets = new JsonArray();
  private final JsonArray charts = new JsonArray();
  private final String title;
  private final String compared;

  /**
   * @param compared what is compared with what, and how
   */
  public Outcome(String title, String compared) {
    this.title = title;
    this.compared = compared;
  }

  public Outcome put(String name, JsonElement value) {
    values.add(name, value);
    return this;
  }

  public Outcome put(String name, double value) {
    values.addProperty(name, Samples.rounded(value));
    return this;
  }

  /** A target that is met at or above the limit. */
  public Outcome atLeast(String text, double value, double limit, String unit) {
    return target(text, value, limit, unit, "≥", value >= limit);
  }

  /** A target that is met at or below the limit. */
  public Outcome atMost(String text, double value, double limit, String unit) {
    return target(text, value, limit, unit, "≤", value <= limit);
  }

  /** Bars to draw, in their order. */
  public Outcome chart(String caption, String unit, Map<String, Double> bars) {
    JsonObject lengths = new JsonObject();
    bars.forEach((label, value) -> lengths.addProperty(label, Samples.rounded(value)));
    JsonObject chart = new JsonObject();
    chart.addProperty("caption", caption);
    chart.addProperty("unit", unit);
    chart.add("bars", lengths);
    charts.add(chart);
    return this;
  }

  public JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("title", title);
    json.addProperty("compared", compared);
    json.add("targets", targets);
    json.add("charts", charts);
    json.add("values", values);
    return json;
  }

  private Outcome target(
      String text, double value, double limit, String unit, String sign, boolean met) {
    JsonObject target = new JsonObject();
    target.addProperty("text", text);
    target.addProperty("value", Samples.rounded(value));
    target.addProperty("sign", sign);
    target.addProperty("limit", limit);
    target.addProperty("unit", unit);
    target.addProperty("met", met);
    targets.add(target);
    return this;
  }
}
