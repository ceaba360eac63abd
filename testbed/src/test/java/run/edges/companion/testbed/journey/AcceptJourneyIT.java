package run.edges.companion.testbed.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;
import run.edges.companion.testbed.linkedin.LinkedInMember;

/** An owner opens a shared link and accepts. */
class AcceptJourneyIT {
  @RegisterExtension final World world = new World();

  @Test
  void accept_signedIn_storesTheSessionVerifiedAsTheMember() {
    String identity = world.api().createIdentity("Ada at work");
    String link = world.api().issueLink(identity).get("url").getAsString();
    var browser = world.browser("ada");
    browser.signIn(LinkedInMember.ADA);

    String page = browser.reviewSharedLink(link);
    browser.screenshot(Path.of("target/screenshots/consent.png"));
    browser.await("Accept", () -> browser.find(By.id("accept")).filter(b -> b.isEnabled())).click();

    JsonObject integration = world.api().awaitStatus(identity, "VALID");
    assertThat(integration.get("verified_as").getAsString())
        .isEqualTo(LinkedInMember.ADA.fullName());
    browser.driver().switchTo().window(page);
    String line =
        browser.await(
            "the result",
            () ->
                java.util.Optional.of(browser.text(By.id("result")))
                    .filter(t -> t.contains("erified")));
    assertThat(line).contains(LinkedInMember.ADA.fullName());
    browser.screenshot(Path.of("target/screenshots/share-page.png"));
  }
}
