package run.edges.companion.testbed.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
  private static final int AT_ONCE = 16;

  /** All that LinkedIn answers at once. */
  private static final List<Faults.Kind> QUICK =
      Arrays.stream(Faults.Kind.values()).filter(kind -> kind != Faults.Kind.HANG).toList();

  private static final List<Death> DEATHS = List.of(Death.values());
  private static final List<LinkedInMember> MEMBERS =
      List.of(LinkedInMember.ADA, LinkedInMember.ALAN, LinkedInMember.GRACE);

  @RegisterExtension static final Companion COMPANION = new Companion();

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final Queue<String> falseInvalid = new ConcurrentLinkedQueue<>();
  private final Queue<String> falseValid = new ConcurrentLinkedQueue<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

  private enum Action {
    VERIFY,
    CONNECT,
    DIE
  }

  /** What happens next, under a fault or by which death. */
  private record Step(Action action, Optional<Faults.Kind> fault, Death death) {
    @Override
    public String toString() {
      return action
          + fault.map(kind -> " under " + kind).orElse("")
          + (action == Action.DIE ? " by " + death : "");
    }
  }

  /** A fault is LinkedIn's for everybody: those whose next step has the same go together. */
  @Test
  void verifyAndConnect_randomAnswers_leadToNoFalseStatus() throws Exception {
    List<Sequence> sequences =
        IntStream.range(0, SEQUENCES)
            .mapToObj(i -> new Sequence(MEMBERS.get(i % MEMBERS.size()), steps()))
            .toList();
    inParallel(sequences, Sequence::begin);
    for (int round = 0; round <= MOST_STEPS; round++) {
      int now = round;
      Map<Optional<Faults.Kind>, List<Sequence>> byFault =
          sequences.stream()
              .filter(sequence -> now < sequence.steps.size())
              .collect(Collectors.groupingBy(sequence -> sequence.steps.get(now).fault()));
      for (Map.Entry<Optional<Faults.Kind>, List<Sequence>> group : byFault.entrySet()) {
        COMPANION.linkedin().faults().clear();
        group.getKey().ifPresent(kind -> COMPANION.linkedin().faults().untilCleared(ME, kind));
        inParallel(group.getValue(), sequence -> sequence.take(now));
      }
    }

    assertThat(falseInvalid).as("false INVALID, seed %d", seed).isEmpty();
    assertThat(falseValid).as("false VALID, seed %d", seed).isEmpty();
    assertThat(wrong).as("wrong otherwise, seed %d", seed).isEmpty();
    assertThat(sequences)
        .as("deaths found, seed %d", seed)
        .filteredOn(Sequence::isKnownDead)
        .hasSizeGreaterThan(SEQUENCES / 20);
  }

  /** Three to six at random, and a look at the end. */
  private List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    int length = random.nextInt(LEAST_STEPS, MOST_STEPS + 1);
    for (int i = 0; i < length; i++) {
      Optional<Faults.Kind> fault = Optional.of(QUICK.get(random.nextInt(QUICK.size())));
      Death death = DEATHS.get(random.nextInt(DEATHS.size()));
      int dice = random.nextInt(20);
      steps.add(
          dice < 10
              ? new Step(Action.VERIFY, fault, death)
              : dice < 12
                  ? new Step(Action.DIE, Optional.empty(), death)
                  : dice < 14
                      ? new Step(Action.CONNECT, fault, death)
                      : dice < 17
                          ? new Step(Action.CONNECT, Optional.empty(), death)
                          : new Step(Action.VERIFY, Optional.empty(), death));
    }
    steps.add(new Step(Action.VERIFY, Optional.empty(), DEATHS.getFirst()));
    return steps;
  }

  private interface Work {
    void on(Sequence sequence);
  }

  private static void inParallel(List<Sequence> sequences, Work work) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<?>> all = new ArrayList<>();
      for (Sequence sequence : sequences) {
        all.add(threads.submit(() -> work.on(sequence)));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
  }

  /** One identity, and what is known to be true of it. */
  private final class Sequence {
    private final LinkedInMember member;
    private final List<Step> steps;
    private String identity = "";
    private SessionCookies stored;

    /** How the stored session died, if it did. */
    private @Nullable Death death;

    /** The reason that the server knows, if it was told that the session died. */
    private @Nullable String known;

    Sequence(LinkedInMember member, List<Step> steps) {
      this.member = member;
      this.steps = steps;
      this.stored = COMPANION.linkedin().sessions().signIn(member);
    }

    void begin() {
      identity = COMPANION.api().createIdentity("Sequence");
      check(COMPANION.connect(identity, stored), 0);
    }

    void take(int number) {
      Step step = steps.get(number);
      switch (step.action()) {
        case VERIFY -> verify(step, number);
        case CONNECT -> connect(step, number);
        case DIE -> {
          if (COMPANION.linkedin().sessions().endSession(stored.liAt(), step.death())) {
            death = step.death();
          }
          check(COMPANION.client().integration(identity), number);
        }
      }
    }

    boolean isKnownDead() {
      return known != null;
    }

    private void verify(Step step, int number) {
      if (step.fault().isEmpty() && death != null) {
        known = reason(death);
      }
      check(COMPANION.client().verify(identity).integration(), number);
    }

    /** Under a fault it is refused, and nothing changes: neither to the better nor the worse. */
    private void connect(Step step, int number) {
      SessionCookies other = COMPANION.linkedin().sessions().signIn(member);
      try {
        IntegrationBody made = COMPANION.connect(identity, other);
        if (step.fault().isPresent()) {
          wrong.add("connected: " + steps.subList(0, number + 1));
        }
        stored = other;
        death = null;
        known = null;
        check(made, number);
      } catch (ApiCallException refused) {
        if (step.fault().isEmpty()) {
          wrong.add(refused + ": " + steps.subList(0, number + 1));
        }
        check(COMPANION.client().integration(identity), number);
      }
    }

    private void check(IntegrationBody body, int number) {
      Status expected = known == null ? Status.VALID : Status.INVALID;
      String what = "step %d of %s".formatted(number, steps);
      if (body.status() != expected) {
        (expected == Status.VALID ? falseInvalid : falseValid).add(what);
      } else if (!String.valueOf(body.error()).equals(String.valueOf(known))) {
        wrong.add("%s instead of %s: %s".formatted(body.error(), known, what));
      }
    }

    private static String reason(Death death) {
      return death == Death.REDIRECT_TO_CHECKPOINT || death == Death.FORBIDDEN_CHALLENGE
          ? "NEEDS_OWNER"
          : "SESSION_ENDED";
    }
  }
}
