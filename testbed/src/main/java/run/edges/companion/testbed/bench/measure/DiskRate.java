package run.edges.companion.testbed.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** The disk's own rate of durable appends: write 1 KiB, {@code fdatasync}, again. */
public final class DiskRate {
  private static final int RECORD_BYTES = 1024;

  private DiskRate() {}

  /** Appends per second over the time, in a file in this folder that is deleted afterwards. */
  public static double measure(Path folder, Duration time) {
    Path file = folder.resolve("disk-rate");
    try {
      long start = System.nanoTime();
      long appended = append(file, start + time.toNanos());
      return appended * 1e9 / (System.nanoTime() - start);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static long append(Path file, long until) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocateDirect(RECORD_BYTES);
    long appended = 0;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      while (System.nanoTime() < until) {
        channel.write(bytes.rewind());
        channel.force(false);
        appended++;
      }
    } finally {
      Files.deleteIfExists(file);
    }
    return appended;
  }
}
