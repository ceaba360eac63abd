package run.edges.companion.protocol.secret;

/**
 * The token without which no secret can be read. Searching for uses of {@link #granted()} lists
 * every place that reads one; the architecture test holds the list of classes that may.
 */
public final class SecretAccess {
  private static final SecretAccess GRANTED = new SecretAccess();

  private SecretAccess() {}

  /** Returns the token. */
  public static SecretAccess granted() {
    return GRANTED;
  }
}
