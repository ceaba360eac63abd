package run.edges.companion.host.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import run.edges.companion.host.browser.Os;

/**
 * The file that lets the JVM start faster, and beside it what it was made from: the JVM does not
 * compare a jar with its cache.
 */
final class StartUpCache {
  private final Path jar;
  private final Path launcher;
  private final Path cache;
  private final Path origin;

  StartUpCache(Path folder) {
    jar = folder.resolve("companion-host.jar");
    launcher = folder.resolve(Os.current().launcher());
    cache = folder.resolve("companion-host.aot");
    origin = folder.resolve("companion-host.aot.sum");
  }

  /** Whether it was made from this jar, by this JVM, with the options of this launcher. */
  boolean isCurrent() throws IOException {
    return Files.exists(cache)
        && Files.getLastModifiedTime(cache).compareTo(Files.getLastModifiedTime(jar)) >= 0
        && Files.exists(origin)
        && Files.readString(origin).equals(describe());
  }

  /** Where a new one is to be written. */
  Path next() {
    return cache.resolveSibling(cache.getFileName() + "." + ProcessHandle.current().pid());
  }

  /** Puts the new one in the old one's place; a host that starts meanwhile uses either, or none. */
  void replace() throws IOException {
    Files.deleteIfExists(origin);
    Files.move(next(), cache, StandardCopyOption.ATOMIC_MOVE);
    Files.writeString(origin, describe());
  }

  private String describe() throws IOException {
    try {
      MessageDigest sum = MessageDigest.getInstance("SHA-256");
      sum.update(Files.readAllBytes(launcher));
      sum.update(Files.readAllBytes(jar));
      return "%s %s\n"
          .formatted(HexFormat.of().formatHex(sum.digest()), System.getProperty("java.vm.version"));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
