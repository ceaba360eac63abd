package run.edges.companion.testbed.product.firefox;

/** How the owner of a Firefox has it show pages. */
public enum Appearance {
  DARK(0),
  LIGHT(1);

  private final int preference;

  Appearance(int preference) {
    this.preference = preference;
  }

  /** Shows each page so from now on, and without movement: a picture shows one state of it. */
  public void choose(Firefox browser) {
    var _ =
        browser.inWindow(
            """
            Services.prefs.setIntPref('layout.css.prefers-color-scheme.content-override', %d),
            Services.prefs.setIntPref('ui.prefersReducedMotion', 1)
            """
                .formatted(preference));
  }
}
