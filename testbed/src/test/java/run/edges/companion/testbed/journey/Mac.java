package run.edges.companion.testbed.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import run.edges.companion.testbed.product.computer.Computer;

/**
 * A Linux that says it is a Mac: by the name of its system, and by a Java that says so too. Its
 * programs are Linux', told to take nothing that POSIX does not have.
 */
record Mac(Path home, Path programs) {
  static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  static final Path DIST = REPOSITORY.resolve("host/target/dist");
  static final Path SCRIPTS = REPOSITORY.resolve("installers/macos");
  private static final String ORIGIN = "chrome-extension://fhfedlnmiglobclpgdmiminldpogjkhh/";

  /** A root of a computer's own at /var/mac, with a Library that nothing of this one is in. */
  private static final String ROOT =
      """
      mkdir -p /var/mac/Library /var/mac/var
      cd /var/mac
      for each in bin sbin lib lib32 lib64; do
        [ ! -L "/$each" ] || cp -P "/$each" .
      done
      for each in usr etc proc dev tmp "${0#/}"; do
        mkdir -p "$each"
        mount --rbind "/$each" "$each"
      done
      """;

  /** How a command ended, and what it printed. */
  record Outcome(int status, String text) {}

  static Mac in(Path folder) throws IOException {
    Path home = Files.createDirectories(folder.resolve("A & B Ü"));
    Mac mac = new Mac(home, Files.createDirectories(folder.resolve("programs")));
    mac.program("uname", "echo Darwin");
    return mac;
  }

  /** A Java of this computer, linked already, that takes itself for a Mac's. */
  static Path makeJava(Path java) throws IOException {
    Files.createDirectories(java.resolve("bin"));
    Files.copy(DIST.resolve("runtime/bin/java"), java.resolve("bin/real"));
    for (String each : List.of("lib", "conf")) {
      Files.createSymbolicLink(java.resolve(each), DIST.resolve("runtime").resolve(each));
    }
    program(java.resolve("bin/java"), "exec \"${0%/*}/real\" -Dos.name='Mac OS X' \"$@\"");
    Files.writeString(java.resolve("release"), "OS_NAME=\"Darwin\"\nOS_ARCH=\"aarch64\"\n");
    return java;
  }

  /** Puts a program before those of the system. */
  void program(String name, String script) throws IOException {
    program(programs.resolve(name), script);
  }

  /** A computer's {@code installer}: installs what {@code pkgbuild} was given, kept in a folder. */
  void installsOn(Computer computer, Path kept) throws IOException {
    String script =
        """
        [ $# = 4 ] && [ "$1 $3 $4" = '-pkg -target /' ] && [ -f "$2" ] || exit 2
        cp -a '%1$s/root/.' "$4"
        sh '%1$s/scripts/postinstall'\
        """
            .formatted(kept);
    program("installer", script);
    computer.run("sh", "-ec", ROOT, REPOSITORY.toString());
  }

  /** Runs a command on a computer whose root is the Mac's. */
  String runOn(Computer computer, String... command) {
    List<String> whole =
        new ArrayList<>(List.of("env", "POSIXLY_CORRECT=1", "HOME=/nowhere", "LC_ALL=C.UTF-8"));
    whole.addAll(List.of("PATH=" + programs + ":" + System.getenv("PATH"), "chroot", "/var/mac"));
    whole.addAll(List.of(command));
    return computer.run(whole.toArray(String[]::new));
  }

  /** Starts the host as a browser does, and waits until it answers. */
  Process start(String launcher) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(launcher, ORIGIN);
    builder.environment().put("HOME", home.toString());
    Process host = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    byte[] message =
        """
        {"type":"hello","id":"1","protocol":{"min":1,"max":1},"extension_version":"0.1.0",\
        "profile_id":"123e4567-e89b-12d3-a456-426614174000","device_name":"test"}\
        """
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer frame = ByteBuffer.allocate(4 + message.length).order(ByteOrder.nativeOrder());
    host.getOutputStream().write(frame.putInt(message.length).put(message).array());
    host.getOutputStream().flush();
    assertThat(host.getInputStream().readNBytes(4)).hasSize(4);
    return host;
  }

  /** What package.sh writes or says. */
  static Outcome makeArchive(Path out, Path jdk) throws IOException {
    String script = SCRIPTS.resolve("package.sh").toString();
    Process process =
        new ProcessBuilder("env", "COMPRESSION=0", script, out.toString(), "0.1.0", jdk.toString())
            .redirectErrorStream(true)
            .start();
    return outcome(process);
  }

  static Path unpack(Path archive, Path folder) throws IOException {
    Process tar =
        new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", folder.toString()).start();
    assertThat(outcome(tar).status()).isZero();
    return folder.resolve("edges-companion-host-0.1.0");
  }

  static void program(Path file, String script) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Runs a command here as on a Mac; fails if it does. */
  String run(String... command) throws IOException {
    Outcome outcome = outcome(Map.of(), command);
    assertThat(outcome.status()).as(outcome.text()).isZero();
    return outcome.text();
  }

  /** Types a command in a folder. */
  String type(Path where, String command) throws IOException {
    return run("sh", "-c", "cd \"$0\" && " + command, where.toString());
  }

  Outcome outcome(Map<String, String> more, String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeAll(List.of("XDG_DATA_HOME", "EDGES_COMPANION_HOME", "SUDO_USER"));
    environment.put("HOME", home.toString());
    environment.put("PATH", programs + ":" + environment.get("PATH"));
    environment.put("POSIXLY_CORRECT", "1");
    environment.putAll(more);
    return outcome(builder.start());
  }

  private static Outcome outcome(Process process) throws IOException {
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.onExit().join().exitValue(), text);
  }
}
