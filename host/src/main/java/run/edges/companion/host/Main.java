package run.edges.companion.host;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import run.edges.companion.host.frame.Halt;
import run.edges.companion.host.nativemessage.Caller;
import run.edges.companion.host.nativemessage.Conversation;
import run.edges.companion.protocol.wire.ErrorCode;

/**
 * The program the browser starts. Standard output carries frames only; the process ends with its
 * input. Commands for people are apart, so that a browser's start loads nothing of them.
 */
public final class Main {
  private static final Set<String> COMMANDS =
      Set.of("register", "unregister", "doctor", "status", "train");

  private Main() {}

  public static void main(String[] arguments) {
    System.setOut(System.err);
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    if (isCommand(arguments)) {
      System.exit(Commands.run(arguments, out));
    }
    Path folder = Path.of(System.getProperty("run.edges.companion.folder", "/"));
    if (Caller.isAllowed(arguments, folder)) {
      halt(converse(out, folder));
    }
    if (!Caller.isBrowser(arguments) && isTerminal()) {
      System.exit(Commands.usage());
    }
    Conversation.refuse(out, ErrorCode.CALLER_FORBIDDEN);
    halt(1);
  }

  private static boolean isCommand(String[] arguments) {
    return arguments.length > 0
        && (COMMANDS.contains(arguments[0]) || arguments[0].startsWith("-"));
  }

  private static boolean isTerminal() {
    return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
  }

  private static int converse(OutputStream out, Path folder) {
    InputStream in = new FileInputStream(FileDescriptor.in);
    try {
      new Conversation(in, out, HostVersion.TEXT, new Service.Opener(folder), new Halt(0)).run();
      return 0;
    } catch (IOException truncated) {
      return 1;
    }
  }

  private static void halt(int status) {
    new Halt(status).run();
  }
}
