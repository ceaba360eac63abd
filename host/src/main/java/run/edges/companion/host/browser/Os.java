package run.edges.companion.host.browser;

/** The systems that browsers look for hosts on, each in its own way. */
public enum Os {
  LINUX,
  MACOS,
  WINDOWS;

  /** The one that this program runs on. */
  public static Os current() {
    String name = System.getProperty("os.name", "");
    return name.startsWith("Windows") ? WINDOWS : name.startsWith("Mac") ? MACOS : LINUX;
  }

  /** The name of the program that browsers start. */
  public String launcher() {
    return program("edges-companion-host");
  }

  /** The file name of a program. */
  public String program(String name) {
    return this == WINDOWS ? name + ".exe" : name;
  }
}
