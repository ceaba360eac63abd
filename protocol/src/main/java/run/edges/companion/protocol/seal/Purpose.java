package run.edges.companion.protocol.seal;

/**
 * What an envelope is for. It is bound into the envelope, so that one kind never opens as another.
 */
public enum Purpose {
  ENROL("enrol"),
  HELLO("hello"),
  SESSION("session"),
  UNAVAILABLE("unavailable"),
  REVOKE("revoke"),
  PAUSE("pause");

  private final String label;

  Purpose(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }
}
