package run.edges.companion.testbed.bench.measure;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** A few values, all of them kept. Not thread-safe. */
public final class Samples {
  private final List<Double> values = new ArrayList<>();

  public void add(double value) {
    values.add(value);
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  public double median() {
    return quantile(0.5);
  }

  public double mean() {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }

  public double min() {
    return quantile(0);
  }

  /** Nearest rank. */
  public double quantile(double share) {
    List<Double> sorted = values.stream().sorted().toList();
    int rank = (int) Math.ceil(share * sorted.size()) - 1;
    return sorted.get(Math.max(rank, 0));
  }

  /** Median, least, and every value in the order taken. */
  public JsonObject json() {
    JsonArray all = new JsonArray();
    values.forEach(value -> all.add(rounded(value)));
    JsonObject json = new JsonObject();
    json.addProperty("median", rounded(median()));
    json.addProperty("min", rounded(min()));
    json.add("samples", all);
    return json;
  }

  /** To three decimals, as results are written. */
  public static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
