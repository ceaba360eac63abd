package run.edges.companion.testbed.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.api.ApiCallException;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.api.IntegrationBody.Checkpoint;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.testbed.linkedin.LinkedInMember;

/** What an integrator does with a sign-in, and what a machine's administrator sees of it. */
final class SignInSteps {
  static final LinkedInMember ADA = LinkedInMember.ADA;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Companion companion;
  private final List<String> identities = new ArrayList<>();

  SignInSteps(Companion companion) {
    this.companion = companion;
  }

  static IntegrationBody.Connect basic(LinkedInMember member) {
    return basic(member.username(), member.password());
  }

  static IntegrationBody.Connect basic(String username, String password) {
    return new IntegrationBody.Connect(
        new IntegrationBody.AuthData(
            null, new IntegrationBody.Basic(username, SecretText.of(password))),
        null,
        null);
  }

  String newIdentity() {
    String identity = companion.api().createIdentity("Ada at work");
    identities.add(identity);
    return identity;
  }

  /**
   * Closes what still runs, the last one in the queue first, and waits until no browser is left.
   */
  void endAll() {
    identities.reversed().forEach(companion.client()::cancelSignIn);
    awaitNoBrowser();
  }

  /** Signs the identity in, up to the first thing to do. */
  IntegrationBody signIn(String identity) {
    return companion.client().connect(identity, basic(ADA));
  }

  /** Signs in and expects a checkpoint of this type. */
  Checkpoint toCheckpoint(String identity, Checkpoint.Type type) {
    IntegrationBody pending = signIn(identity);
    assertThat(pending.status()).isEqualTo(Status.PENDING);
    Checkpoint checkpoint = pending.checkpoint();
    assertThat(checkpoint).isNotNull();
    assertThat(checkpoint.type()).isEqualTo(type);
    return checkpoint;
  }

  IntegrationBody code(String identity, String code) {
    return companion
        .client()
        .checkpoint(identity, new Checkpoint.Answer(SecretText.of(code), null));
  }

  IntegrationBody resend(String identity) {
    return companion.client().checkpoint(identity, new Checkpoint.Answer(null, true));
  }

  IntegrationBody look(String identity) {
    return companion.client().checkpoint(identity, new Checkpoint.Answer(null, null));
  }

  /** Polls, as an integrator does, until the integration is as wanted. */
  IntegrationBody await(String identity, Predicate<IntegrationBody> wanted) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> look(identity), wanted);
  }

  /** Polls until that is refused, and returns with what. */
  ApiCallException awaitRefusal(String identity) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> refusal(() -> look(identity)), refused -> refused != null);
  }

  static @Nullable ApiCallException refusal(Runnable call) {
    return catchThrowableOfType(ApiCallException.class, call::run);
  }

  static void assertRefused(Runnable call, int status, String label) {
    ApiCallException refused = refusal(call);
    assertThat(refused).as("refused with " + label).isNotNull();
    assertThat(refused.label()).isEqualTo(label);
    assertThat(refused.status()).isEqualTo(status);
  }

  /** The server's browser processes, the guard included. */
  List<ProcessHandle> browserProcesses() {
    String folder = companion.server().dataFolder().resolve("sign-in").toString();
    return ProcessHandle.allProcesses()
        .filter(process -> commandLine(process).contains(folder))
        .toList();
  }

  /** What is left of browsers on disk. */
  List<Path> browserFolders() {
    Path folder = companion.server().dataFolder().resolve("sign-in");
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Waits until neither a process nor a folder of a browser is left. */
  void awaitNoBrowser() {
    Awaitility.await("no browser")
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(browserProcesses()).isEmpty();
          assertThat(browserFolders()).isEmpty();
        });
  }

  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
          .replace('\0', ' ');
    } catch (IOException gone) {
      return "";
    }
  }
}
