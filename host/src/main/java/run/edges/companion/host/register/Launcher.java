package run.edges.companion.host.register;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import run.edges.companion.host.browser.Os;

/**
 * How a person starts this program in a terminal, wherever it was installed.
 *
 * @param folder where it lies
 */
public record Launcher(Path folder) {
  private static final Path PACKAGED = Path.of("/usr/bin");

  /**
   * The command that tells browsers of this installation. One that a package installed is root's,
   * and for every user.
   */
  public String register() {
    String name = Os.current().launcher();
    Path program = folder.resolve(name);
    if (leads(PACKAGED.resolve(name), program)) {
      return "sudo " + name + " register --system";
    }
    // What install.sh leaves two folders up stays the same over updates.
    Path link = folder.resolve("../..").normalize().resolve(name);
    return quote(leads(link, program) ? link : program) + " register";
  }

  private static boolean leads(Path link, Path program) {
    try {
      return Files.isSameFile(link, program);
    } catch (IOException none) {
      return false;
    }
  }

  private static String quote(Path path) {
    return path.toString().contains(" ") ? '"' + path.toString() + '"' : path.toString();
  }
}
