package run.edges.companion.server.transfer;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;

/** Writes CSV for spreadsheets, in which no cell is a formula. */
final class Cells implements AutoCloseable {
  private static final String FORMULA = "=+-@\t\r";

  private final CsvWriter csv;

  Cells(OutputStream out) {
    try {
      Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
      // Without it Excel takes UTF-8 for something older.
      writer.write('\uFEFF');
      csv = CsvWriter.builder().build(writer);
    } catch (IOException left) {
      throw new UncheckedIOException(left);
    }
  }

  /** One row; null is an empty cell. */
  void row(@org.jspecify.annotations.Nullable Object... cells) {
    csv.writeRecord(Arrays.stream(cells).map(Cells::cell).toList());
  }

  /** One row of texts, such as a header. */
  void row(Collection<String> cells) {
    csv.writeRecord(cells.stream().map(Cells::cell).toList());
  }

  @Override
  public void close() {
    try {
      csv.close();
    } catch (IOException left) {
      throw new UncheckedIOException(left);
    }
  }

  static String cell(@org.jspecify.annotations.Nullable Object value) {
    String text = value == null ? "" : value.toString();
    return !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
  }
}
