package run.edges.companion.testbed.linkedin.page;

/** How a sign-in form is built. */
public enum Layout {
  /** Ids {@code username} and {@code password}. */
  A("username", "password"),
  /** Ids {@code session_key} and {@code session_password}. */
  B("session_key", "session_password"),
  /** No ids, only names and {@code autocomplete}; two other visible buttons before the form. */
  C("", ""),
  /** No form: a page that nobody knows. */
  D("", "");

  private final String usernameId;
  private final String passwordId;

  Layout(String usernameId, String passwordId) {
    this.usernameId = usernameId;
    this.passwordId = passwordId;
  }

  String usernameId() {
    return usernameId;
  }

  String passwordId() {
    return passwordId;
  }
}
