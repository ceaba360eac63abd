package run.edges.companion.server.testing;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.wire.CapturedSession;
import run.edges.companion.protocol.wire.CapturedSession.Cookie;
import run.edges.companion.protocol.wire.DeviceMessage.Consent;
import run.edges.companion.protocol.wire.DeviceMessage.Enrolment;
import run.edges.companion.protocol.wire.LinkedInMember;
import run.edges.companion.protocol.wire.SharedLink;

/** Made-up members, sessions and consents. */
public final class Samples {
  public static final LinkedInMember ADA = new LinkedInMember("123456789", "ACoAAda", "Ada Owner");
  public static final LinkedInMember EVE = new LinkedInMember("987654321", "ACoAEve", "Eve Other");
  public static final List<String> ALL_ITEMS = List.of("li_at", "li_a", "user_agent");

  private static final Instant EXPIRY = Instant.parse("2027-11-24T06:08:06.123Z");

  private Samples() {}

  public static CapturedSession session(String liAt) {
    return session(ADA, cookie("li_at", liAt));
  }

  public static CapturedSession session(LinkedInMember member, Cookie... cookies) {
    return new CapturedSession(List.of(cookies), "Mozilla/5.0 (X11; Linux x86_64) Test", member);
  }

  public static Cookie cookie(String name, String value) {
    return new Cookie(
        name,
        SecretText.of(value),
        ".www.linkedin.com",
        "/",
        true,
        true,
        false,
        "no_restriction",
        EXPIRY);
  }

  public static Enrolment enrolment(SharedLink link, LinkedInMember member) {
    return new Enrolment(link.secret(), consent(ALL_ITEMS), member, "Chromium on Linux");
  }

  public static Consent consent(List<String> items) {
    return new Consent(
        "1", "made-up-hash-of-the-text", Instant.parse("2026-11-24T07:59:59Z"), items);
  }

  /** Texts that are not a channel message. */
  public static Stream<String> garbage() {
    return Stream.of("", " ", "{", "null", "[]", "\"text\"", "12", "{}{}", "{'type':'hello'}");
  }
}
