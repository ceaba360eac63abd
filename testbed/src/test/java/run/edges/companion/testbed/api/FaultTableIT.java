package run.edges.companion.testbed.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import run.edges.companion.protocol.api.ApiCallException;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.testbed.linkedin.Faults;
import run.edges.companion.testbed.linkedin.LinkedInMember;
import run.edges.companion.testbed.linkedin.SessionCookies;
import run.edges.companion.testbed.linkedin.Sessions.Death;

/** Whatever LinkedIn answers in whatever order: never a false INVALID, never a false VALID. */
class FaultTableIT {
  private static final String ME = "/voyager/api/me";
  private static final int SEQUENCES = 1_000;
  private static final int LEAST_STEPS = 3;
  private static final int MOST_STEPS = 6;

  /** All that LinkedIn answers at once. */
  private static final List<Faults.Kind> QUICK =
      Arrays.stream(Faults.Kind.values()).filter(kind -> kind != Faults.Kind.HANG).toList();

  private static final List<Death> DEATHS = List.of(Death.values());

  private static final List<LinkedInMember> MEMBERS =
      List.of(LinkedInMember.ADA, LinkedInMember.ALAN, LinkedInMember.GRACE);

  @RegisterExtension static final Companion COMPANION = new Companion();

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final List<String> falseInvalid = new ArrayList<>();
  private final List<String> falseValid = new ArrayList<>();
  private final List<String> wrongReason = new ArrayList<>();
  private int deaths;
  private int faults;

  @Test
  void verifyAndConnect_randomAnswers_leadToNoFalseStatus() {
    for (int i = 0; i < SEQUENCES; i++) {
      new Sequence(MEMBERS.get(i % MEMBERS.size())).run();
    }

    assertThat(falseInvalid).as("false INVALID, seed %d", seed).isEmpty();
    assertThat(falseValid).as("false VALID, seed %d", seed).isEmpty();
    assertThat(wrongReason).as("wrong reasons, seed %d", seed).isEmpty();
    assertThat(deaths).as("deaths, seed %d", seed).isGreaterThan(SEQUENCES / 10);
    assertThat(faults).as("faults, seed %d", seed).isGreaterThan(SEQUENCES);
  }

  /** One identity, and what is known to be true of it. */
  private final class Sequence {
    private final LinkedInMember member;
    private final String identity;
    private final List<String> steps = new ArrayList<>();
    private SessionCookies stored;

    /** How the stored session died, if it did. */
    private @Nullable Death death;

    /** The reason that the server knows, if it was told that the session died. */
    private @Nullable String known;

    Sequence(LinkedInMember member) {
      this.member = member;
      this.identity = COMPANION.api().createIdentity("Sequence");
      this.stored = COMPANION.linkedin().sessions().signIn(member);
      COMPANION.connect(identity, stored);
    }

    void run() {
      int length = random.nextInt(LEAST_STEPS, MOST_STEPS + 1);
      for (int i = 0; i < length; i++) {
        step();
      }
      steps.add("verify at the end");
      verify();
    }

    private void step() {
      int dice = random.nextInt(20);
      if (dice < 10) {
        verifyUnderFault(QUICK.get(random.nextInt(QUICK.size())));
      } else if (dice < 11) {
        die();
      } else if (dice < 14) {
        connect();
      } else if (dice < 16) {
        connectUnderFault(QUICK.get(random.nextInt(QUICK.size())));
      } else {
        steps.add("verify");
        verify();
      }
    }

    private void verifyUnderFault(Faults.Kind kind) {
      steps.add("verify under " + kind);
      COMPANION.linkedin().faults().next(ME, kind, 1);
      faults++;
      check(COMPANION.client().verify(identity).integration());
    }

    private void verify() {
      if (death != null) {
        known = reason(death);
      }
      check(COMPANION.client().verify(identity).integration());
    }

    /** LinkedIn ends it; nobody asked yet. */
    private void die() {
      Death next = DEATHS.get(random.nextInt(DEATHS.size()));
      steps.add("dies by " + next);
      if (COMPANION.linkedin().sessions().endSession(stored.liAt(), next)) {
        death = next;
        deaths++;
      }
      check(COMPANION.client().integration(identity));
    }

    private void connect() {
      steps.add("connect");
      stored = COMPANION.linkedin().sessions().signIn(member);
      death = null;
      known = null;
      check(COMPANION.connect(identity, stored));
    }

    /** Refused, and nothing changes: neither to the better nor to the worse. */
    private void connectUnderFault(Faults.Kind kind) {
      steps.add("connect under " + kind);
      SessionCookies other = COMPANION.linkedin().sessions().signIn(member);
      COMPANION.linkedin().faults().next(ME, kind, 1);
      faults++;
      try {
        COMPANION.connect(identity, other);
        wrongReason.add("connected under a fault: " + steps);
      } catch (ApiCallException refused) {
        check(COMPANION.client().integration(identity));
      }
    }

    private void check(IntegrationBody body) {
      Status expected = known == null ? Status.VALID : Status.INVALID;
      if (body.status() != expected) {
        (expected == Status.VALID ? falseInvalid : falseValid).add(steps.toString());
      } else if (!String.valueOf(body.error()).equals(String.valueOf(known))) {
        wrongReason.add("%s for %s: %s".formatted(body.error(), known, steps));
      }
    }

    private static String reason(Death death) {
      return death == Death.REDIRECT_TO_CHECKPOINT || death == Death.FORBIDDEN_CHALLENGE
          ? "NEEDS_OWNER"
          : "SESSION_ENDED";
    }
  }
}
