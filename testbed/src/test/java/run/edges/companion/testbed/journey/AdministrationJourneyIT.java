package run.edges.companion.testbed.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;
import run.edges.companion.testbed.product.Chromium;
import run.edges.companion.testbed.product.Operator;

/** The pages of an Admin, in a real browser: how they look, and what a hasty hand does to them. */
class AdministrationJourneyIT {
  @RegisterExtension final World world = new World();

  @Test
  void keysWebhooksAndMembers_made_areShownOnceAndLookGood() {
    Operator operator = operator();
    Chromium browser = operator.browser();
    operator.open("/dashboard/keys");
    Looks.areGood(browser, "keys");
    operator.field("name").sendKeys("automation", Keys.ENTER);
    operator.awaitDialog("This is shown only now");
    Looks.areGood(browser, "key-once");
    operator.press("Close");

    operator.open("/dashboard/webhooks");
    Looks.areGood(browser, "webhooks-empty");
    operator.field("url").sendKeys("https://hook.example/companion", Keys.ENTER);
    operator.awaitDialog("The webhook is added");
    operator.press("Close");
    operator.press("Open");
    browser.await("the webhook", () -> browser.find(By.cssSelector("h1")));
    Looks.areGood(browser, "webhook");

    operator.open("/dashboard/members");
    operator.field("name").sendKeys("Olga Ops", Keys.ENTER);
    operator.awaitDialog("Invitation for Olga Ops");
    operator.press("Close");
    Looks.areGood(browser, "members");
    operator.press("Manage");
    operator.awaitDialog("New invitation");
    Looks.areGood(browser, "member");
  }

  @Test
  void auditServerGuideAndReference_lookGood() {
    Operator operator = operator();
    for (String page : new String[] {"audit", "server", "guide"}) {
      operator.open("/dashboard/" + page);
      Looks.areGood(operator.browser(), page);
    }
    operator.browser().open(url() + "/api");
    Looks.areGood(operator.browser(), "api");
    operator.browser().open(url() + "/dashboard/integrations/none");
    Looks.areGood(operator.browser(), "not-found");
  }

  @Test
  void import_rowsRightAndWrong_saysWhatBecameOfEach(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("people.csv"),
            "name,email,timezone\nAda Lovelace,ada@example.com,Europe/London\nGrace,not an address,\n");
    Operator operator = operator();
    operator.open("/dashboard/import");
    Looks.areGood(operator.browser(), "import");
    operator.field("file").sendKeys(file.toString());

    operator.press("Import");

    operator
        .browser()
        .await(
            "the end of the import",
            () ->
                Optional.of(operator.browser().text(By.id("job")))
                    .filter(text -> text.contains("All 2 rows done")));
    assertThat(operator.browser().text(By.id("job"))).contains("This is not an email address");
    Looks.areGood(operator.browser(), "import-done");
    assertThat(world.api().client().identities(Optional.empty(), 1, false)).hasSize(1);
  }

  @Test
  void create_pressedTwiceAndGoneBack_isMadeOnceAndTheTableShowsIt() {
    Operator operator = operator();
    Chromium browser = operator.browser();
    operator.open("/dashboard?tab=waiting");
    operator.press("New identity");
    operator.field("name").sendKeys("Ada of Acme");
    WebElement create = browser.driver().findElement(By.cssSelector("form.card button.main"));
    new Actions(browser.driver()).doubleClick(create).perform();
    browser.await("the methods", () -> browser.find(By.id("m1")));

    browser.driver().navigate().back();
    browser.driver().navigate().back();

    operator.awaitRow("Ada of Acme", "Pick a method");
    assertThat(world.api().client().identities(Optional.empty(), 1, false)).hasSize(1);
  }

  private Operator operator() {
    Operator operator = new Operator(world.owner("operator").browser(), URI.create(url()));
    operator.accept(world.server().firstSignIn());
    return operator;
  }

  private String url() {
    return "https://localhost:" + world.network().port();
  }
}
