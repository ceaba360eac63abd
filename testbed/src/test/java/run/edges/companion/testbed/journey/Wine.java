package run.edges.companion.testbed.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A computer with Windows and without a screen, as far as Wine is one. Its close ends it. */
record Wine(Path folder) implements AutoCloseable {
  /** What would want a screen or the network, or write into the desktop of this computer. */
  private static final String NONE = "mscoree,mshtml,winemenubuilder.exe=";

  /** How a command ended, and what it printed. */
  record Outcome(int status, String text) {}

  /** The folder that programs of a user are below. */
  Path localAppData() {
    Path users = folder.resolve("prefix/drive_c/users");
    return users.resolve(System.getProperty("user.name")).resolve("AppData/Local");
  }

  /** The files of the registry, of this user and of the computer; written once this is closed. */
  List<Path> registry() {
    return List.of(folder.resolve("prefix/user.reg"), folder.resolve("prefix/system.reg"));
  }

  /** Types a command of Windows in a folder; fails if it does. */
  void type(Path where, String command) throws IOException {
    Outcome outcome = run("sh", "-c", "cd \"$0\" && exec wine " + command, where.toString());
    assertThat(outcome.status()).as(outcome.text()).isZero();
  }

  /** Runs a program of Windows, by its path here or by its name there. */
  Outcome start(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("wine", program));
    command.addAll(List.of(arguments));
    return run(command.toArray(String[]::new));
  }

  private Outcome run(String... command) throws IOException {
    // Not a pipe: what Wine starts beside the command would keep it open.
    Path out = Files.createTempFile(folder, "out", "");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(out.toFile()).environment().keySet().remove("DISPLAY");
    builder
        .environment()
        .putAll(
            Map.of(
                "WINEPREFIX",
                folder.resolve("prefix").toString(),
                "WINEDLLOVERRIDES",
                NONE,
                "WINEDEBUG",
                "-all",
                "HOME",
                folder.toString()));
    // One that asks something asks nobody.
    Process ended = builder.start().onExit().orTimeout(60, TimeUnit.SECONDS).join();
    return new Outcome(ended.exitValue(), Files.readString(out));
  }

  @Override
  public void close() throws IOException {
    run("wineserver", "--kill");
    run("wineserver", "--wait");
  }
}
