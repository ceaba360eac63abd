package run.edges.companion.testbed.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;
import run.edges.companion.protocol.api.SharedLinkBody;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.testbed.linkedin.LinkedInMember;
import run.edges.companion.testbed.product.Owner;
import run.edges.companion.testbed.product.ServerApi;

/** Links and people that must be refused, each with the exact reason, and nothing sent. */
class RefusalJourneyIT {
  @RegisterExtension final World world = new World();

  @Test
  void open_revokedLink_saysSo() {
    String identity = world.api().createIdentity("Ada at work");
    SharedLinkBody link = issue(identity, null);
    world.api().client().revokeSharedLink(identity, link.id());
    Owner owner = world.owner("ada");

    owner.browser().open(ServerApi.url(link));

    assertThat(owner.browser().text(By.id("result"))).isEqualTo(ErrorCode.LINK_REVOKED.text());
  }

  @Test
  void accept_linkRevokedMeanwhile_isRefused() {
    String identity = world.api().createIdentity("Ada at work");
    SharedLinkBody link = issue(identity, null);
    Owner owner = world.owner("ada");
    owner.browser().signIn(LinkedInMember.ADA);

    String page = owner.review(ServerApi.url(link));
    var accept = owner.acceptButton();
    world.api().client().revokeSharedLink(identity, link.id());
    accept.click();

    assertThat(owner.awaitConsentSays("revoked")).isFalse();
    owner.closeConsent();
    assertThat(owner.resultOf(page)).contains(ErrorCode.LINK_REVOKED.text());
    assertThat(world.api().integrations(identity)).isEmpty();
  }

  @Test
  void open_expiredLink_saysSo() {
    String identity = world.api().createIdentity("Ada at work");
    SharedLinkBody link = issue(identity, "PT2S");
    Instant expiresAt = Objects.requireNonNull(link.expiresAt());
    Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> Instant.now().isAfter(expiresAt));
    Owner owner = world.owner("ada");

    owner.browser().open(ServerApi.url(link));

    assertThat(owner.browser().text(By.id("result"))).isEqualTo(ErrorCode.LINK_EXPIRED.text());
  }

  @Test
  void accept_asAnotherMemberThanPinned_isRefused() {
    String identity = world.api().createIdentity("Ada at work");
    world.sharing(LinkedInMember.ADA, identity);
    Owner other = world.owner("alan");
    other.browser().signIn(LinkedInMember.ALAN);

    String page = other.review(world.api().issueLink(identity));
    other.acceptButton().click();

    assertThat(other.awaitConsentSays("Another LinkedIn member")).isFalse();
    other.closeConsent();
    assertThat(other.resultOf(page)).contains("Another LinkedIn member is signed in");
    world.awaitCurrentSession(identity, LinkedInMember.ADA);
  }

  @Test
  void review_serverKeyReplaced_sendsNothing() throws IOException {
    String identity = world.api().createIdentity("Ada at work");
    String link = world.api().issueLink(identity);
    world.server().stop();
    Files.delete(world.server().dataFolder().resolve("keys/server-identity.key"));
    world.server().start();
    Owner owner = world.owner("ada");
    owner.browser().signIn(LinkedInMember.ADA);

    owner.review(link);

    assertThat(owner.awaitConsentSays("Nothing was sent")).isFalse();
    assertThat(world.api().integrations(identity)).isEmpty();
  }

  @Test
  void refresh_serverKeyReplaced_sendsNothingMore() throws IOException {
    String identity = world.api().createIdentity("Ada at work");
    Owner owner = world.sharing(LinkedInMember.ADA, identity);
    var before = world.storedCookie(identity, "li_at");
    world.server().stop();
    Files.delete(world.server().dataFolder().resolve("keys/server-identity.key"));
    world.server().start();

    owner.awaitPopupSays("not the one");
    owner.browser().rotate("li_at");
    owner.awaitPopupSays("not the one");

    assertThat(world.storedCookie(identity, "li_at")).isEqualTo(before);
  }

  private SharedLinkBody issue(String identity, @Nullable String lifetime) {
    return world.api().client().issueSharedLink(identity, new SharedLinkBody.New(lifetime));
  }
}
