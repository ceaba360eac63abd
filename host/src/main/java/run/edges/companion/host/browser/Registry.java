package run.edges.companion.host.browser;

import static java.nio.charset.StandardCharsets.UTF_16;

import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Windows' registry, by the program that every Windows has for it: the JDK has no interface. */
public final class Registry {
  private Registry() {}

  /** The command that makes a key name a manifest. */
  public static List<String> add(String key, Path manifest) {
    return List.of("reg", "add", key, "/ve", "/t", "REG_SZ", "/d", manifest.toString(), "/f");
  }

  /** The command that removes a key. */
  public static List<String> delete(String key) {
    return List.of("reg", "delete", key, "/f");
  }

  /** A command as it is typed. */
  public static String text(List<String> command) {
    return command.stream()
        .map(word -> word.matches("[\\w/]+") ? word : '"' + word + '"')
        .collect(Collectors.joining(" "));
  }

  /** Runs a command; returns what it printed. */
  public static String run(List<String> command) throws IOException {
    List<String> words = new ArrayList<>(command);
    // By its full path: a program of this name could lie in the folder this was started from.
    String windows = System.getenv("SystemRoot");
    words.set(0, (windows == null ? "" : windows + "\\System32\\") + "reg.exe");
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
    try {
      if (process.waitFor() != 0) {
        throw new IOException(text(command) + " failed: " + said.strip());
      }
      return said;
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", ended);
    }
  }

  /** Whether there is such a key. */
  public static boolean exists(String key) {
    return find(key).isPresent();
  }

  /** The manifest that a key names: the text that is its default value. */
  static Optional<Path> find(String key) {
    try {
      return read(key)
          .flatMap(export -> export.find(""))
          .map(values -> values.get(""))
          .filter(JsonPrimitive::isString)
          .map(manifest -> Path.of(manifest.getAsString()));
    } catch (InvalidPathException none) {
      return Optional.empty();
    }
  }

  /**
   * A key and those below it; empty if there is none that can be read. By an export: what {@code
   * reg query} prints is in the words and the code page of this Windows.
   */
  public static Optional<Export> read(String key) {
    try {
      Path file = Files.createTempFile("edges-companion", ".reg");
      try {
        run(List.of("reg", "export", key, file.toString(), "/y"));
        // Texts in the registry may be what Files.readString refuses: halves of a character.
        return Optional.of(new Export(new String(Files.readAllBytes(file), UTF_16)));
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException none) {
      return Optional.empty();
    }
  }

  /**
   * The texts and numbers of an exported key and of those below it; values of other types, which
   * are written as bytes, are passed over, as is what is cut off. Names are in any case, as they
   * are for Windows.
   */
  public static final class Export {
    private final Map<String, Map<String, JsonPrimitive>> keys =
        new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final String export;
    private int at;

    /**
     * @param export the text that {@code reg export} wrote
     */
    public Export(String export) {
      this.export = export;
      String first = "";
      Map<String, JsonPrimitive> values = new HashMap<>();
      for (; at < export.length(); endLine()) {
        if (skip("[")) {
          String key = readKey();
          first = first.isEmpty() ? key : first;
          values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
          if (!key.isEmpty()) {
            keys.put(key.equals(first) ? "" : key.replace(first + "\\", ""), values);
          }
        } else if (skip("@=")) {
          readValue("", values);
        } else if (skip("\"")) {
          String name = readText();
          if (skip("=")) {
            readValue(name, values);
          }
        }
      }
    }

    /**
     * The values of a key by their names; that of the default value is empty.
     *
     * @param below the path of the key below the one that was exported, which itself is ""
     */
    public Optional<Map<String, JsonPrimitive>> find(String below) {
      return Optional.ofNullable(keys.get(below)).map(Collections::unmodifiableMap);
    }

    /** Up to the last bracket of the line; empty if there is none. */
    private String readKey() {
      return export.substring(at, Math.max(at, export.lastIndexOf(']', lineEnd())));
    }

    private void readValue(String name, Map<String, JsonPrimitive> values) {
      if (skip("\"")) {
        values.put(name, new JsonPrimitive(readText()));
      } else if (skip("dword:")) {
        String digits = export.substring(at, lineEnd()).strip();
        if (digits.matches("[0-9a-fA-F]{1,8}")) {
          values.put(name, new JsonPrimitive(Integer.parseUnsignedInt(digits, 16)));
        }
      }
    }

    /** Up to the closing quote, which may be lines away: a text's own lines are not escaped. */
    private String readText() {
      StringBuilder text = new StringBuilder();
      for (; at < export.length() && export.charAt(at) != '"'; at++) {
        if (export.charAt(at) == '\\' && at + 1 < export.length()) {
          at++;
        }
        text.append(export.charAt(at));
      }
      at++;
      return text.toString();
    }

    private boolean skip(String expected) {
      boolean there = export.startsWith(expected, at);
      at += there ? expected.length() : 0;
      return there;
    }

    private void endLine() {
      at = lineEnd() + 1;
    }

    private int lineEnd() {
      int end = export.indexOf('\n', at);
      return end < 0 ? export.length() : end;
    }
  }
}
