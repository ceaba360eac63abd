package run.edges.companion.host;

/** The version of this build; a test compares it with the pom. */
public final class HostVersion {
  public static final String TEXT = "0.1.0";

  private HostVersion() {}
}
