package run.edges.companion.testbed.linkedin.page;

/** What pages are written in. It changes texts, never an id, a name or a URL. */
public enum Language {
  ENGLISH("en"),
  FRENCH("fr");

  private final String tag;

  Language(String tag) {
    this.tag = tag;
  }

  String tag() {
    return tag;
  }

  String say(String english, String french) {
    return this == FRENCH ? french : english;
  }
}
