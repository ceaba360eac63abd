package run.edges.companion.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.wire.CapturedSession;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.ServerMessage;
import run.edges.companion.protocol.wire.SharedLink;
import run.edges.companion.server.testing.Api;
import run.edges.companion.server.testing.RunningServer;
import run.edges.companion.server.testing.Samples;
import run.edges.companion.server.testing.TestDevice;

/** Plants secrets, drives journeys and failures, and searches everything for them. */
class CanaryTest {
  private static final String LI_AT = "CANARY-li_at-0123456789";
  private static final String LI_A = "CANARY-li_a-0123456789";

  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    root.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    root.detachAppender(log);
  }

  @Test
  void journeys_withErrors_leaveNoSecretAnywhere(@TempDir Path folder) throws IOException {
    List<String> secrets = new ArrayList<>(List.of(LI_AT, LI_A));
    List<String> said = new ArrayList<>();
    try (RunningServer server = RunningServer.start(folder)) {
      secrets.add(RunningServer.apiKey(folder));
      drive(server, secrets, said);
      said.addAll(server.api().transcript());
      // While it runs: the write-ahead log is there too.
      assertClean(folder, secrets);
    }
    assertClean(folder, secrets);
    log.list.forEach(event -> said.add(text(event)));
    secrets.forEach(secret -> assertThat(said).noneMatch(text -> text.contains(secret)));
  }

  private static void drive(RunningServer server, List<String> secrets, List<String> said) {
    String identity = server.api().createIdentity("Ada");
    SharedLink link = server.api().issueLink(identity);
    String linkSecret = link.secret().reveal(SecretAccess.granted());
    secrets.add(linkSecret);
    CapturedSession session =
        Samples.session(Samples.ADA, Samples.cookie("li_at", LI_AT), Samples.cookie("li_a", LI_A));
    try (TestDevice device = server.device()) {
      device.inspect(link.id());
      String uid = device.accept(link).integrationId();
      device.store(uid, session);
      device.session(uid, 1, session);
      device.session("unknown", 2, session);
      device.ask(
          device.sessionMessage(
              uid, 2, ("{" + LI_AT + linkSecret).getBytes(StandardCharsets.UTF_8), null));
      device.session(uid, 3, Samples.session(Samples.EVE, Samples.cookie("li_at", LI_AT)));
      device.send("{\"type\":\"session\",\"id\":\"" + LI_AT.substring(0, 5));
      device.inbox().answer(ServerMessage.Refused.class);
      device.unavailable(uid, ErrorCode.SIGNED_OUT, null);
      server.api().integration(identity);
      server.api().get("/share/" + link.id());
      server.api().get("/v1/integrations");
      server.api().get(Api.integrationPath(identity) + "/consent-record");
      server.api().post("/v1/identities", "{\"cookie\":\"" + LI_AT + "\"}");
      server.api().post("/v1/identities", "{\"name\":[\"" + LI_AT + "\"]}");
      server.api().get("/v1/identities/" + LI_AT);
      server.api().get("/share/" + linkSecret);
      server.api().send(server.api().bare("/v1/identities").header("X-API-Key", LI_AT));
      device.record(uid);
      device.revoke(uid);
      said.addAll(device.inbox().texts());
    }
  }

  private static void assertClean(Path folder, List<String> secrets) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> all =
          files.filter(Files::isRegularFile).filter(file -> !file.endsWith("api-key")).toList();
      assertThat(all).anyMatch(file -> file.endsWith("companion.db"));
      for (Path file : all) {
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        secrets.forEach(secret -> assertThat(content.contains(secret)).as("%s", file).isFalse());
      }
    }
  }

  private static String text(ILoggingEvent event) {
    StringBuilder text = new StringBuilder(event.getFormattedMessage());
    for (IThrowableProxy cause = event.getThrowableProxy();
        cause != null;
        cause = cause.getCause()) {
      text.append(' ').append(cause.getMessage());
    }
    return text.toString();
  }
}
