package run.edges.companion.testbed.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.RegisterExtension;
import run.edges.companion.protocol.api.ApiCallException;
import run.edges.companion.protocol.api.CompanionClient;
import run.edges.companion.protocol.api.IdentityBody;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.testbed.linkedin.LinkedInMember;
import run.edges.companion.testbed.linkedin.SessionCookies;
import run.edges.companion.testbed.product.ServerApi;

/**
 * A power cut in the middle of connects: what was answered stays, what was not is whole or absent.
 */
class CrashIT {
  private static final int CALLERS = 12;
  private static final int ANSWERED_BEFORE_THE_CUT = 60;

  @RegisterExtension static final Companion COMPANION = new Companion();

  private final Map<String, SessionCookies> sentByName = new ConcurrentHashMap<>();
  private final Map<String, String> nameByAnsweredIdentity = new ConcurrentHashMap<>();
  private final CountDownLatch enough = new CountDownLatch(ANSWERED_BEFORE_THE_CUT);

  @RepeatedTest(3)
  void kill_duringConnects_losesNothingThatWasAnswered() throws Exception {
    CompanionClient client =
        ServerApi.client(COMPANION.server(), SecretText.of(COMPANION.server().apiKey()));
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      String caller = "Round %d caller %d".formatted(System.nanoTime(), i);
      callers.add(Thread.ofVirtual().start(() -> connectUntilTheCut(client, caller)));
    }
    assertThat(enough.await(60, TimeUnit.SECONDS)).isTrue();
    COMPANION.server().kill();
    for (Thread caller : callers) {
      caller.join();
    }
    COMPANION.server().start();

    assertThat(nameByAnsweredIdentity).hasSizeGreaterThanOrEqualTo(ANSWERED_BEFORE_THE_CUT);
    nameByAnsweredIdentity.forEach((identity, name) -> {
      assertThat(COMPANION.client().integration(identity).status()).isEqualTo(Status.VALID);
      assertThat(released(identity)).isEqualTo(sent(name));
    });
    unanswered().forEach(this::assertWholeOrAbsent);
  }

  private void connectUntilTheCut(CompanionClient client, String caller) {
    try {
      for (int i = 0; ; i++) {
        String name = caller + " connect " + i;
        SessionCookies cookies = COMPANION.linkedin().sessions().signIn(LinkedInMember.ADA);
        sentByName.put(name, cookies);
        String identity = client.createIdentity(new IdentityBody.New(name, null, null, null)).uid();
        client.connect(identity, Companion.cookies(cookies));
        nameByAnsweredIdentity.put(identity, name);
        enough.countDown();
      }
    } catch (UncheckedIOException cut) {
      // The server is gone; this caller never learns what became of its last call.
    }
  }

  /** The identities of this round that are there although nobody was told of a connect. */
  private List<IdentityBody> unanswered() {
    List<IdentityBody> all = new ArrayList<>();
    for (int page = 1; ; page++) {
      List<IdentityBody> some = COMPANION.client().identities(Optional.of("Round "), page, true);
      if (some.isEmpty()) {
        return all;
      }
      some.stream()
          .filter(identity -> sentByName.containsKey(identity.name()))
          .filter(identity -> !nameByAnsweredIdentity.containsKey(identity.uid()))
          .forEach(all::add);
    }
  }

  private void assertWholeOrAbsent(IdentityBody identity) {
    List<IntegrationBody> integrations = COMPANION.api().integrations(identity.uid());
    if (integrations.isEmpty()) {
      assertThat(identity.integrations()).isEmpty();
      assertThatThrownBy(() -> COMPANION.client().session(identity.uid()))
          .isInstanceOfSatisfying(
              ApiCallException.class, refused -> assertThat(refused.status()).isEqualTo(404));
    } else {
      assertThat(integrations).hasSize(1);
      assertThat(integrations.getFirst().status()).isEqualTo(Status.VALID);
      assertThat(released(identity.uid())).isEqualTo(sent(identity.name()));
    }
  }

  private String sent(String name) {
    return Objects.requireNonNull(sentByName.get(name)).liAt();
  }

  private static String released(String identity) {
    return COMPANION
        .client()
        .session(identity)
        .find("li_at")
        .orElseThrow()
        .value()
        .reveal(SecretAccess.granted());
  }
}
