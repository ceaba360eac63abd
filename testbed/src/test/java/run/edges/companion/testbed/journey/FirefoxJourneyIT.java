package run.edges.companion.testbed.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static run.edges.companion.testbed.linkedin.LinkedInMember.ADA;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.testbed.product.firefox.Firefox;

/** The server's pages in a real Firefox: they work there, and axe finds nothing wrong. */
class FirefoxJourneyIT {
  private static final String ENTER = "\uE007";
  private static final String TAB = "\uE004";

  @RegisterExtension final World world = new World();
  @AutoClose private @Nullable Firefox firefox;

  @BeforeEach
  void start(@TempDir Path folder) {
    firefox = Firefox.start(folder.resolve("profile"));
  }

  @Test
  void dashboard_fromTheFirstSignInToALink() {
    firefox().open(world.server().firstSignIn());
    firefox().click("#email");
    firefox().type("operator@example.com" + TAB + "correct horse battery" + ENTER);
    firefox().awaitText(".live", "Live");
    looksGood("firefox-dashboard-empty");

    firefox().open(url() + "/dashboard/new");
    firefox().click("#name");
    firefox().type("Ada of Acme" + ENTER);
    firefox().awaitText("main", "How they share");
    firefox().click("section[aria-labelledby=m1] button");
    firefox().awaitText("dialog", "Copy");
    looksGood("firefox-link");

    assertThat(world.api().client().identities(Optional.empty(), 1, false))
        .singleElement()
        .satisfies(one -> assertThat(one.name()).isEqualTo("Ada of Acme"));
  }

  @Test
  void sharePage_withoutTheExtension_saysHowToGetIt() {
    firefox().open(world.api().issueLink(world.api().createIdentity("Ada")));

    firefox().awaitText("main", "Install the Edges Companion extension");
    looksGood("firefox-share");
  }

  @Test
  void loginPage_signsInAndLeadsToTheOwnersPage() {
    String identity = world.api().createIdentity("Ada at work");
    firefox()
        .open(
            Objects.requireNonNull(
                    world.api().client().generateLoginLinks(identity).get("linkedin"))
                .reveal(SecretAccess.granted()));
    firefox().click("#username");
    looksGood("firefox-login");
    firefox().type(ADA.username() + TAB + ADA.password() + ENTER);

    firefox().awaitText("#result", "Verified as Ada Example");
    assertThat(world.api().integration(identity).status()).isEqualTo(Status.VALID);
    firefox().click("#owner-page-link");
    firefox().awaitText("#title", "My workspace");
    looksGood("firefox-owner");
  }

  private void looksGood(String name) {
    firefox().screenshot(Path.of("target/screenshots", name + ".png"));
    var _ = firefox().evaluate(Looks.AXE + "; undefined");
    assertThat(firefox().evaluate(Looks.VIOLATIONS)).as("axe on " + name).isEqualTo("[]");
    firefox().resize(320, 800);
    firefox().screenshot(Path.of("target/screenshots", name + "-320.png"));
    assertThat(firefox().evaluate(Looks.TOO_WIDE)).as("too wide: " + name).isEqualTo("");
    firefox().resize(1200, 900);
  }

  private Firefox firefox() {
    return Objects.requireNonNull(firefox);
  }

  private String url() {
    return "https://localhost:" + world.network().port();
  }
}
