package run.edges.companion.testbed.bench.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;

/** The targets in the results, in their order. */
final class Targets {
  private static final int FEW = 10;
  private static final int MANY = 100;

  private Targets() {}

  record Target(String text, String measured, String wanted, boolean met) {}

  static List<Target> of(JsonObject results) {
    return results.asMap().values().stream()
        .map(JsonElement::getAsJsonObject)
        .flatMap(result -> result.getAsJsonArray("targets").asList().stream())
        .map(JsonElement::getAsJsonObject)
        .map(Targets::read)
        .toList();
  }

  /** With as many digits as mean something. */
  static String shown(double value, String unit) {
    String form = value < FEW ? "%.2f" : value < MANY ? "%.1f" : "%,.0f";
    String number = String.format(Locale.ROOT, form, value);
    return unit.equals("×") ? number + unit : number + " " + unit;
  }

  private static Target read(JsonObject target) {
    String unit = target.get("unit").getAsString();
    return new Target(
        target.get("text").getAsString(),
        shown(target.get("value").getAsDouble(), unit),
        target.get("sign").getAsString() + " " + shown(target.get("limit").getAsDouble(), unit),
        target.get("met").getAsBoolean());
  }
}
