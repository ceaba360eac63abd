package run.edges.companion.server.transfer;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Identities in a CSV file, as spreadsheets write it: comma, semicolon or tab between the cells,
 * UTF-8, UTF-16 with a byte order mark, or else Windows-1252.
 *
 * @param rows at least one and at most {@link #MOST_ROWS}
 */
record CsvFile(List<Line> rows) {
  static final int MOST_ROWS = 10_000;

  /** No field that an identity can have is as long. */
  private static final int MOST_CHARACTERS = 300;

  private static final List<Character> SEPARATORS = List.of(',', ';', '\t');

  /**
   * One row.
   *
   * @param number of its first line in the file
   * @param complete whether it has as many cells as the header
   */
  record Line(long number, String name, String email, String timezone, boolean complete) {}

  /** The file is not what can be read; the key names the text that says why. */
  static final class UnreadableException extends RuntimeException {
    private final String key;

    UnreadableException(String key) {
      super(key);
      this.key = key;
    }

    String key() {
      return key;
    }
  }

  /**
   * Reads a whole file.
   *
   * @throws UnreadableException if no row of it can be used
   */
  static CsvFile read(byte[] bytes) {
    String text = decoded(bytes);
    if (text.isBlank()) {
      throw new UnreadableException("empty");
    }
    if (text.chars().anyMatch(one -> Character.isISOControl(one) && "\r\n\t".indexOf(one) < 0)) {
      throw new UnreadableException(text.startsWith("PK") ? "spreadsheet" : "garbage");
    }
    try (CsvReader<CsvRecord> records =
        CsvReader.builder()
            .fieldSeparator(separator(text.lines().findFirst().orElse("")))
            .allowUnclosedQuote(false)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .ofCsvRecord(text)) {
      return read(records);
    } catch (CsvParseException malformed) {
      throw new UnreadableException("malformed");
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static CsvFile read(CsvReader<CsvRecord> records) {
    List<Line> rows = new ArrayList<>();
    List<String> header = List.of();
    for (CsvRecord one : records) {
      if (header.isEmpty()) {
        header =
            one.getFields().stream().map(cell -> cell.strip().toLowerCase(Locale.ROOT)).toList();
        if (!header.contains("name")) {
          throw new UnreadableException("header");
        }
      } else if (rows.size() == MOST_ROWS) {
        throw new UnreadableException("long");
      } else {
        rows.add(
            new Line(
                one.getStartingLineNumber(),
                cell(header, one, "name"),
                cell(header, one, "email"),
                cell(header, one, "timezone"),
                one.getFieldCount() == header.size()));
      }
    }
    if (rows.isEmpty()) {
      throw new UnreadableException("no-rows");
    }
    return new CsvFile(rows);
  }

  private static String cell(List<String> header, CsvRecord row, String name) {
    int index = header.indexOf(name);
    if (index < 0 || index >= row.getFieldCount()) {
      return "";
    }
    String cell = row.getField(index).strip();
    return cell.length() > MOST_CHARACTERS ? cell.substring(0, MOST_CHARACTERS) : cell;
  }

  /** The one that the header has most of. */
  private static char separator(String header) {
    return SEPARATORS.stream()
        .max(
            java.util.Comparator.comparingLong(
                separator -> header.chars().filter(one -> one == separator).count()))
        .orElse(',');
  }

  private static String decoded(byte[] bytes) {
    if (bytes.length >= 2
        && ((bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF)
            || (bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE))) {
      return new String(bytes, StandardCharsets.UTF_16);
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException older) {
      return new String(bytes, Charset.forName("windows-1252"));
    }
  }
}
