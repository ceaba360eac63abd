package run.edges.companion.testbed.repository;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import run.edges.companion.testbed.product.ProductFiles;

/** The files of this checkout, without what a build makes. Paths are relative to its root. */
final class Repository {
  static final Path ROOT = ProductFiles.checkout();

  /** What .gitignore names, and git itself. */
  private static final Set<String> MADE = Set.of(".git", ".dev", ".idea", "node_modules", "target");

  private Repository() {}

  static List<Path> files() {
    List<Path> files = new ArrayList<>();
    try {
      Files.walkFileTree(
          ROOT,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              return MADE.contains(folder.getFileName().toString())
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (attributes.isRegularFile()) {
                files.add(ROOT.relativize(file));
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return files;
  }

  /** The files whose names end like this. */
  static Stream<Path> files(String... endings) {
    return files().stream()
        .filter(file -> Stream.of(endings).anyMatch(file.getFileName().toString()::endsWith));
  }

  /** A file as text; what is not text becomes Latin-1, in which ASCII can still be found. */
  static String text(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(ROOT.resolve(file));
      String text = new String(bytes, StandardCharsets.UTF_8);
      return text.indexOf('\uFFFD') < 0 ? text : new String(bytes, StandardCharsets.ISO_8859_1);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static String text(String file) {
    return text(Path.of(file));
  }

  /** Compiled main classes of a module. */
  static Path classes(String module) {
    Path folder = ROOT.resolve(module).resolve("target").resolve("classes");
    if (!Files.isDirectory(folder)) {
      throw new IllegalStateException(folder + " is not built; run ./dev build");
    }
    return folder;
  }
}
