package run.edges.companion.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the Windows launcher makes of arguments, split again as Microsoft's C runtime does. */
class WindowsCommandLineTest {
  private static final String PRINT_COMMAND_LINE =
      """
      #include <stdio.h>
      #include <stdlib.h>
      #include <string.h>
      #include "launcher.h"
      static _Noreturn void fail(const char *name, const char *what) { (void)name, (void)what, exit(1); }
      static int is_current(const char *cache, const char *jar) { return cache == jar; }
      #include "quote.h"
      int main(int count, char *arguments[]) {
        if (count < 0) make_command("", "", count, arguments);
        fputs(make_command_line((const char *const *)arguments + 1), stdout);
      }
      """;

  @TempDir static Path folder;

  @BeforeAll
  static void compile() throws IOException {
    Path source = Files.writeString(folder.resolve("print.c"), PRINT_COMMAND_LINE);
    run("cc", "-I", "src/main/c", "-o", program(), source.toString());
  }

  @Test
  void commandLine_anyCharacters_isSplitIntoTheSame() throws IOException {
    assertComesBack(
        List.of(
            "C:\\Users\\A & B Ü %TEMP%\\java.exe",
            "",
            "ends in \\",
            "\\\\server\\share\\\\",
            "\"quoted\"",
            "\\\"",
            "a\\\\\"b",
            "*.json",
            "|<>^&%PATH%",
            "tab\tand\nline"));
  }

  @Test
  void commandLine_slashesAndQuotationMarks_isSplitIntoTheSame() throws IOException {
    Random random = new Random(1);
    List<String> arguments = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      StringBuilder argument = new StringBuilder();
      random.ints(random.nextInt(12), 0, 4).forEach(each -> argument.append("\\\" a".charAt(each)));
      arguments.add(argument.toString());
    }
    assertComesBack(arguments);
  }

  private static void assertComesBack(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(program()));
    command.addAll(arguments);
    assertThat(split(run(command.toArray(String[]::new)))).isEqualTo(arguments);
  }

  /** By the published rules; back-slashes count only before a quotation mark. */
  private static List<String> split(String line) {
    List<String> arguments = new ArrayList<>();
    StringBuilder argument = new StringBuilder();
    boolean quoted = false;
    boolean started = false;
    for (int i = 0; i < line.length(); i++) {
      int slashes = 0;
      while (i < line.length() && line.charAt(i) == '\\') {
        slashes++;
        i++;
      }
      boolean mark = i < line.length() && line.charAt(i) == '"';
      argument.repeat('\\', mark ? slashes / 2 : slashes);
      started |= slashes > 0 || mark;
      if (i == line.length()) {
        break;
      }
      char letter = line.charAt(i);
      if (mark && slashes % 2 == 0) {
        quoted = !quoted;
      } else if (!quoted && (letter == ' ' || letter == '\t')) {
        if (started) {
          arguments.add(argument.toString());
        }
        argument.setLength(0);
        started = false;
      } else {
        argument.append(letter);
        started = true;
      }
    }
    if (started) {
      arguments.add(argument.toString());
    }
    return arguments;
  }

  private static String program() {
    return folder.resolve("print").toString();
  }

  private static String run(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.onExit().join().exitValue()).as(List.of(command).getFirst()).isZero();
    return out;
  }
}
