package run.edges.companion.server.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.wire.DeviceMessage.Enrolment;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.IntegrationState;
import run.edges.companion.protocol.wire.LinkedInMember;
import run.edges.companion.protocol.wire.ServerMessage;
import run.edges.companion.protocol.wire.SharedLink;
import run.edges.companion.server.testing.Api;
import run.edges.companion.server.testing.MovableClock;
import run.edges.companion.server.testing.RunningServer;
import run.edges.companion.server.testing.Samples;
import run.edges.companion.server.testing.TestDevice;

class EnrolmentTest {
  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.start(folder);
  }

  @Test
  void inspect_activeLink_saysWhoAsks() {
    SharedLink link = server.newLink();
    try (TestDevice device = server.device()) {
      assertThat(device.inspect(link.id()))
          .isEqualTo(new ServerMessage.Offer("t1", "My workspace", "Ada", null));
    }
  }

  @Test
  void inspect_unknownLink_isLinkUnknown() {
    try (TestDevice device = server.device()) {
      assertRefused(device.inspect("AAAAAAAAAAAAAAAAAAAAAA"), ErrorCode.LINK_UNKNOWN);
    }
  }

  @Test
  void enrol_firstTime_pinsTheMemberAndWaitsForASession() {
    SharedLink link = server.newLink();
    try (TestDevice device = server.device()) {
      IntegrationState state = device.accept(link);
      assertThat(state.status()).isEqualTo(IntegrationState.Status.PENDING);
      assertThat(state.state()).isEqualTo(IntegrationState.State.ACTIVE);
      assertThat(state.linkedinMember()).isEqualTo(Samples.ADA);
      assertThat(state.sequence()).isZero();
      assertThat(state.verifiedAt()).isNull();
      assertThat(state.currentDevice()).isFalse();
    }
  }

  @Test
  void enrol_otherMember_isMemberMismatchAndEnrolsNothing() {
    SharedLink link = server.newLink();
    try (TestDevice ada = server.device();
        TestDevice eve = server.device()) {
      IntegrationState state = ada.accept(link);
      assertRefused(eve.enrol(link, Samples.EVE), ErrorCode.MEMBER_MISMATCH);
      assertRefused(eve.record(state.integrationId()), ErrorCode.NOT_AUTHENTICATED);
    }
  }

  @Test
  void enrol_sameMemberByEntityOnly_isAccepted() {
    SharedLink link = server.newLink();
    try (TestDevice ada = server.device();
        TestDevice again = server.device()) {
      ada.accept(link);
      LinkedInMember byEntity = new LinkedInMember(null, Samples.ADA.entity(), "Ada");
      assertThat(again.enrol(link, byEntity)).isInstanceOf(ServerMessage.Enrolled.class);
    }
  }

  @Test
  void enrol_wrongSecret_isLinkUnknown() {
    SharedLink link = server.newLink();
    SharedLink guessed =
        new SharedLink(link.server(), link.id(), SecretText.of("A".repeat(43)), link.fingerprint());
    try (TestDevice device = server.device()) {
      assertRefused(device.enrol(guessed, Samples.ADA), ErrorCode.LINK_UNKNOWN);
    }
  }

  @Test
  void enrol_revokedLink_isLinkRevoked() {
    String identity = server.api().createIdentity("Ada");
    SharedLink link = server.api().issueLink(identity);
    Api.object(server.api().delete("/v1/identities/" + identity + "/shared-links/" + link.id()));
    try (TestDevice device = server.device()) {
      assertRefused(device.inspect(link.id()), ErrorCode.LINK_REVOKED);
      assertRefused(device.enrol(link, Samples.ADA), ErrorCode.LINK_REVOKED);
    }
  }

  @Test
  void enrol_atTheExpiry_isLinkExpired(@TempDir Path folder) {
    MovableClock clock = new MovableClock();
    try (RunningServer moving =
        RunningServer.start(RunningServer.configuration(folder, Map.of()), clock)) {
      SharedLink link =
          moving.api().issueLink(moving.api().createIdentity("Ada"), "{\"lifetime\":\"PT5S\"}");
      try (TestDevice device = moving.device()) {
        ServerMessage.Offer offer = (ServerMessage.Offer) device.inspect(link.id());
        assertThat(offer.expiresAt()).isEqualTo(clock.instant().plusSeconds(5));
        clock.advance(Duration.ofSeconds(5));
        assertRefused(device.inspect(link.id()), ErrorCode.LINK_EXPIRED);
        assertRefused(device.enrol(link, Samples.ADA), ErrorCode.LINK_EXPIRED);
      }
    }
  }

  @Test
  void issueLink_configuredLifetime_expiresThen(@TempDir Path folder) {
    var configuration = RunningServer.configuration(folder, Map.of("LINK_LIFETIME", "P30D"));
    try (RunningServer other = RunningServer.start(configuration, Clock.systemUTC());
        TestDevice device = other.device()) {
      ServerMessage.Offer offer = (ServerMessage.Offer) device.inspect(other.newLink().id());
      assertThat(offer.expiresAt()).isAfter(Clock.systemUTC().instant().plus(Duration.ofDays(29)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"li_at", "li_at,li_a", "li_at,user_agent", "li_at,li_a,user_agent,JSESSIONID"})
  void enrol_consentThatCoversLessOrMore_isConsentInvalid(String items) {
    SharedLink link = server.newLink();
    Enrolment enrolment =
        new Enrolment(
            link.secret(),
            Samples.consent(List.of(items.split(",", -1))),
            Samples.ADA,
            "Chromium on Linux");
    try (TestDevice device = server.device()) {
      assertRefused(device.enrol(link, enrolment), ErrorCode.CONSENT_INVALID);
    }
  }

  @Test
  void enrol_twiceWithOneKey_isTheSameDeviceAndIntegration() {
    SharedLink link = server.newLink();
    try (TestDevice device = server.device()) {
      IntegrationState first = device.accept(link);
      String uid = device.uid();
      device.store(first.integrationId(), Samples.session("one"));
      IntegrationState second = device.accept(link);
      assertThat(device.uid()).isEqualTo(uid);
      assertThat(second.integrationId()).isEqualTo(first.integrationId());
      assertThat(second.sequence()).isEqualTo(1);
      assertThat(second.status()).isEqualTo(IntegrationState.Status.VALID);
    }
  }

  @Test
  void enrol_twoLinksOnOneChannel_sharesBoth() {
    SharedLink one = server.newLink();
    SharedLink two = server.newLink();
    try (TestDevice device = server.device()) {
      IntegrationState first = device.accept(one);
      IntegrationState second = device.accept(two);
      assertThat(first.integrationId()).isNotEqualTo(second.integrationId());
      device.store(first.integrationId(), Samples.session("one"));
      device.store(second.integrationId(), Samples.session("two"));
    }
  }

  static void assertRefused(ServerMessage answer, ErrorCode code) {
    assertThat(answer).isInstanceOf(ServerMessage.Refused.class);
    ServerMessage.Refused refused = (ServerMessage.Refused) answer;
    assertThat(refused).isEqualTo(ServerMessage.Refused.of(refused.id(), code));
    assertThat(refused.id()).isNotNull();
  }
}
