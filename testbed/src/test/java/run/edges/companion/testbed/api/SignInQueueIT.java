package run.edges.companion.testbed.api;

import static org.assertj.core.api.Assertions.assertThat;
import static run.edges.companion.testbed.api.SignInSteps.basic;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import run.edges.companion.protocol.api.ApiCallException;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.api.IntegrationBody.Checkpoint;
import run.edges.companion.protocol.api.IntegrationBody.SignIn.Step;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.testbed.linkedin.Checkpoints;
import run.edges.companion.testbed.linkedin.Faults;
import run.edges.companion.testbed.linkedin.LinkedInMember;

/** More sign-ins than browsers: fifty at once, one browser. */
class SignInQueueIT {
  @RegisterExtension
  static final Companion COMPANION = new Companion(Map.of("SIGN_IN_AT_ONCE", "1"));

  private static final int OTHERS = 49;

  private final SignInSteps steps = new SignInSteps(COMPANION);

  @AfterEach
  void resetLinkedIn() {
    COMPANION.linkedin().checkpoints().clear(LinkedInMember.ADA);
    steps.endAll();
  }

  @Test
  void queue_fiftyAtOnce_areServedInOrderAndSayTheirPlace() throws InterruptedException {
    COMPANION.linkedin().checkpoints().require(LinkedInMember.ADA, Checkpoints.Kind.APP_APPROVAL);
    String first = steps.newIdentity();
    steps.toCheckpoint(first, Checkpoint.Type.IN_APP_VALIDATION);
    List<String> others = IntStream.range(0, OTHERS).mapToObj(_ -> steps.newIdentity()).toList();
    others.forEach(identity -> Thread.startVirtualThread(() -> beginAsAlan(identity)));

    // They come at once, so which one is where is open; but each place is there once.
    List<String> inOrder = awaitPlaces(others);
    COMPANION.linkedin().faults().untilCleared("/login", Faults.Kind.HANG);
    COMPANION.client().cancelSignIn(first);
    assertThat(COMPANION.linkedin().faults().awaitHanging(Duration.ofSeconds(60))).isTrue();

    List<String> moved = awaitPlaces(inOrder.subList(1, OTHERS));

    assertThat(moved).as("all moved up, and nobody overtook").isEqualTo(inOrder.subList(1, OTHERS));
    COMPANION.linkedin().faults().clear();
    COMPANION.linkedin().faults().releaseHanging();
    IntegrationBody served = steps.await(inOrder.getFirst(), one -> one.signIn() == null);
    assertThat(served.status()).isEqualTo(Status.VALID);
  }

  private List<String> awaitPlaces(List<String> identities) {
    Map<Integer, String> places = new TreeMap<>();
    Awaitility.await()
        .ignoreExceptionsInstanceOf(ApiCallException.class)
        .untilAsserted(() -> {
          places.clear();
          for (String identity : identities) {
            IntegrationBody.SignIn signIn = COMPANION.client().integration(identity).signIn();
            assertThat(signIn.step()).isEqualTo(Step.QUEUED);
            places.put(signIn.place(), identity);
          }
          assertThat(places.keySet())
              .containsExactlyElementsOf(
                  IntStream.rangeClosed(1, identities.size()).boxed().toList());
        });
    return List.copyOf(places.values());
  }

  /** Its first answer is not waited for: it comes when the queue is through, or says PENDING. */
  private static void beginAsAlan(String identity) {
    try {
      COMPANION.client().connect(identity, basic(LinkedInMember.ALAN));
    } catch (ApiCallException cancelled) {
      assertThat(cancelled.label()).isIn("SIGN_IN_ABANDONED", "CHECKPOINT_NONE");
    } catch (UncheckedIOException serverEnded) {
      // The test is over, and with it whatever still waits.
    }
  }
}
