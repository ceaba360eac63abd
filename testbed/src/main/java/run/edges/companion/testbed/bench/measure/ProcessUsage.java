package run.edges.companion.testbed.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a process has used so far, from {@code /proc}.
 *
 * @param cpuMicros user and system time of all its threads; the kernel counts in steps of 10 ms
 * @param residentKib resident memory now
 * @param peakKib most resident memory ever
 */
public record ProcessUsage(long cpuMicros, long residentKib, long peakKib) {
  private static final long MICROS_PER_TICK = 10_000;
  private static final int USER_TIME = 11;
  private static final int SYSTEM_TIME = 12;

  /** Reads it. The process must be running. */
  public static ProcessUsage of(long pid) {
    try {
      Path folder = Path.of("/proc", Long.toString(pid));
      String stat = Files.readString(folder.resolve("stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      long ticks = Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]);
      String status = Files.readString(folder.resolve("status"));
      return new ProcessUsage(
          ticks * MICROS_PER_TICK, kib(status, "VmRSS:"), kib(status, "VmHWM:"));
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  private static long kib(String status, String field) {
    return status
        .lines()
        .filter(line -> line.startsWith(field))
        .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElse(0L);
  }
}
