package run.edges.companion.testbed.bench.refresh;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands between a browser and the host, passes every frame on as it is, and notes when each kind
 * of frame came by: {@code <epoch micros> <type>}, a line each. Its own time is part of what is
 * measured.
 */
final class FrameRelay {
  private static final Pattern TYPE = Pattern.compile("\"type\"\\s*:\\s*\"([a-z]+)\"");

  private final PrintStream notes;

  private FrameRelay(PrintStream notes) {
    this.notes = notes;
  }

  /** Arguments: the file of notes, the host's launcher, then the host's own arguments. */
  public static void main(String[] arguments) throws IOException {
    PrintStream notes =
        new PrintStream(new FileOutputStream(arguments[0], true), true, StandardCharsets.UTF_8);
    Process host =
        new ProcessBuilder(new ArrayList<>(List.of(arguments)).subList(1, arguments.length))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    FrameRelay relay = new FrameRelay(notes);
    Thread.ofPlatform()
        .start(() ->
            relay.pass(host.getInputStream(), new FileOutputStream(FileDescriptor.out), host));
    relay.pass(new FileInputStream(FileDescriptor.in), host.getOutputStream(), host);
  }

  private void pass(InputStream from, OutputStream to, Process host) {
    try (DataInputStream in = new DataInputStream(from);
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(to))) {
      while (true) {
        int header = in.readInt(); // as it stands: only the count below needs the machine's order
        byte[] body = in.readNBytes(Integer.reverseBytes(header));
        note(body);
        out.writeInt(header);
        out.write(body);
        out.flush();
      }
    } catch (IOException closed) {
      host.destroyForcibly();
      Runtime.getRuntime().halt(0);
    }
  }

  private void note(byte[] body) {
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    Matcher type = TYPE.matcher(new String(body, StandardCharsets.UTF_8));
    if (type.find()) {
      notes.println(micros + " " + type.group(1));
    }
  }
}
