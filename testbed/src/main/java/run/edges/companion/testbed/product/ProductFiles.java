package run.edges.companion.testbed.product;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Where the build puts the programs. */
public final class ProductFiles {
  private ProductFiles() {}

  /** The checkout: the folder above that has {@code extension-manifest}. */
  public static Path checkout() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve("extension-manifest"))) {
      folder = Objects.requireNonNull(folder.getParent(), "run this inside of a checkout");
    }
    return folder;
  }

  public static Path serverJar() {
    return built("server/target/dist/companion-server.jar");
  }

  /** What a JVM starts that jar faster with. */
  public static Path serverStartUpCache() {
    return built("server/target/companion-server.aot");
  }

  public static Path hostLauncher() {
    return built("host/target/dist/edges-companion-host");
  }

  /** The unpacked extension for Chromium. */
  public static Path extension() {
    return built("extension-manifest/target/chromium");
  }

  /** The unpacked extension for Firefox. */
  public static Path firefoxExtension() {
    return built("extension-manifest/target/firefox");
  }

  /** The Java program of the JDK that runs this. */
  public static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  private static Path built(String path) {
    Path file = checkout().resolve(path);
    if (!Files.exists(file)) {
      throw new IllegalStateException(file + " is not built; run ./dev build");
    }
    return file;
  }
}
