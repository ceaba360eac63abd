package run.edges.companion.testbed.bench.measure;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine that measures. */
public final class Machine {
  private static final Path CPU = Path.of("/proc/cpuinfo");
  private static final Path MEMORY = Path.of("/proc/meminfo");
  private static final Path LOAD = Path.of("/proc/loadavg");
  private static final Path KERNEL = Path.of("/proc/sys/kernel/osrelease");

  private Machine() {}

  public static JsonObject describe() {
    JsonObject machine = new JsonObject();
    machine.addProperty("processor", field(CPU, "model name"));
    machine.addProperty("cores", Cores.count());
    machine.addProperty("memory", field(MEMORY, "MemTotal"));
    machine.addProperty("kernel", read(KERNEL));
    machine.addProperty(
        "jdk", System.getProperty("java.vendor.version", "") + " " + Runtime.version());
    return machine;
  }

  /** Load average over 1, 5 and 15 minutes. */
  public static String load() {
    String[] words = read(LOAD).split(" ", -1);
    return words[0] + " " + words[1] + " " + words[2];
  }

  private static String field(Path file, String name) {
    return read(file)
        .lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
