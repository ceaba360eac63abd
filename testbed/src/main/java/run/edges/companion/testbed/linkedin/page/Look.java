package run.edges.companion.testbed.linkedin.page;

/** What the pages answered from now on look like: layout A in English until told. Thread-safe. */
public final class Look {

  private volatile Layout layout = Layout.A;
  private volatile Language language = Language.ENGLISH;

  /** Of the sign-in forms. */
  public void layout(Layout wanted) {
    layout = wanted;
  }

  /** Of every page. */
  public void language(Language wanted) {
    language = wanted;
  }

  Layout layout() {
    return layout;
  }

  Language language() {
    return language;
  }
}
