import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Makes the Java that the host runs on, of no more than it needs: {@code java MakeRuntime.java TARGET [JMODS]}. With the
 * folder of another system's modules it is for that system; they are of this JDK's version.
 */
final class MakeRuntime {
  private static final List<String> OPTIONS =
      List.of(
          "--add-modules=java.base,java.logging,jdk.unsupported",
          "--no-header-files",
          "--no-man-pages",
          "--compress=zip-9");

  /** What another compiler, other programs and tools for developers would read. */
  private static final List<String> UNUSED =
      List.of("lib/libsimdsort.so", "lib/jrt-fs.jar", "lib/classlist", "lib/jexec");

  private final Path runtime;

  /** What it was made of: linking takes longer than all the rest. */
  private final Path origin;

  private final List<String> options;
  private final String description;

  private MakeRuntime(Path target, List<String> options) {
    runtime = target.resolve("dist/runtime");
    origin = target.resolve("runtime.origin");
    this.options = Stream.concat(OPTIONS.stream(), options.stream()).toList();
    description = Runtime.version() + " " + this.options + " " + UNUSED + "\n";
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    // Of another system's programs only Java's own part is stripped: the tool for the rest is this system's.
    new MakeRuntime(
            Path.of(arguments[0]),
            arguments.length == 1
                ? List.of("--strip-debug")
                : List.of("--strip-java-debug-attributes", "--module-path=" + arguments[1]))
        .run();
  }

  private void run() throws IOException, InterruptedException {
    if (Files.exists(origin) && Files.readString(origin).equals(description)) {
      return;
    }
    delete();
    ToolProvider jlink = ToolProvider.findFirst("jlink").orElseThrow();
    String[] arguments =
        Stream.concat(options.stream(), Stream.of("--output=" + runtime)).toArray(String[]::new);
    if (jlink.run(System.out, System.err, arguments) != 0) {
      throw new IOException("jlink failed");
    }
    for (String unused : UNUSED) {
      Files.deleteIfExists(runtime.resolve(unused));
    }
    for (Path library : libraries()) {
      // Names of what no one debugs here: a fifth of the JVM.
      strip(library);
    }
    Files.writeString(origin, description);
  }

  private static void strip(Path library) throws IOException, InterruptedException {
    Process strip =
        new ProcessBuilder("strip", "--strip-unneeded", library.toString()).inheritIO().start();
    if (strip.waitFor() != 0) {
      throw new IOException("strip failed");
    }
  }

  private List<Path> libraries() throws IOException {
    try (Stream<Path> files = Files.walk(runtime.resolve("lib"))) {
      return files.filter(file -> file.toString().endsWith(".so")).toList();
    }
  }

  private void delete() throws IOException {
    Files.deleteIfExists(origin);
    if (Files.exists(runtime)) {
      try (Stream<Path> files = Files.walk(runtime)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
