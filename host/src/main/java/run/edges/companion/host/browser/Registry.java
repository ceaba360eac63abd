package run.edges.companion.host.browser;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Windows' registry, by the program that every Windows has for it: the JDK has no interface. */
public final class Registry {
  private static final Pattern DEFAULT = Pattern.compile("(?m)^@=\"((?:[^\"\\\\]|\\\\.)*)\"");

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

  /**
   * The manifest that a key names. By an export: what {@code reg query} prints is in the words and
   * the code page of this Windows.
   */
  static Optional<Path> find(String key) {
    try {
      Path file = Files.createTempFile("edges-companion", ".reg");
      try {
        run(List.of("reg", "export", key, file.toString(), "/y"));
        return findDefault(Files.readString(file, StandardCharsets.UTF_16)).map(Path::of);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException | IllegalArgumentException none) {
      return Optional.empty();
    }
  }

  /** The text that is the default value of the first key of an export. */
  static Optional<String> findDefault(String export) {
    Matcher value = DEFAULT.matcher(export);
    return value.find()
        ? Optional.of(value.group(1).replaceAll("\\\\(.)", "$1"))
        : Optional.empty();
  }
}
