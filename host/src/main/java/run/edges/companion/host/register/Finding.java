package run.edges.companion.host.register;

import org.jspecify.annotations.Nullable;

/**
 * One line of what the doctor found.
 *
 * @param about the browser
 * @param text how it is
 * @param fault null if nothing is wrong
 * @param remedy what mends the fault
 */
record Finding(String about, String text, @Nullable Fault fault, @Nullable String remedy) {
  /** What keeps a browser from the host. The numbers never change. */
  enum Fault {
    NO_BROWSER(10),
    NOT_REGISTERED(11),
    UNREADABLE(12),
    MALFORMED(13),
    OTHER_NAME(14),
    EXTENSION_NOT_LISTED(15),
    PATH_RELATIVE(16),
    HOST_MISSING(17),
    HOST_NOT_EXECUTABLE(18),
    SHADOWED(19),
    POLICY(20),
    SANDBOXED(21),
    LAUNCH_FAILED(22);

    private final int status;

    Fault(int status) {
      this.status = status;
    }

    /** The exit status of {@code doctor} if this is the first fault. */
    int status() {
      return status;
    }
  }

  static Finding good(String about, String text) {
    return new Finding(about, text, null, null);
  }

  static Finding fault(String about, Fault fault, String text, String remedy) {
    return new Finding(about, text, fault, remedy);
  }
}
