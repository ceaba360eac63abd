package run.edges.companion.server.owner;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretBytes;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.server.owner.OwnerTokens.Standing;
import run.edges.companion.server.testing.MovableClock;
import run.edges.companion.server.vault.Vault;

class OwnerTokensTest {
  private final MovableClock clock = new MovableClock();
  private final OwnerTokens tokens = newTokens();

  @Test
  void url_behindAPrefix_isBelowIt() {
    String url = tokens.url("i", OwnerTokens.AT_ONCE).reveal(SecretAccess.granted());
    assertThat(url).startsWith("https://companion.example/prefix/owner/i#");
    assertThat("" + tokens.url("i", OwnerTokens.AT_ONCE)).doesNotContain("owner");
  }

  @Test
  void check_ofAMail_isGoodForAMonth() {
    SecretText token = token("i");
    clock.advance(Duration.ofDays(30).minusSeconds(1));
    assertThat(tokens.check("i", token)).isEqualTo(Standing.GOOD);
    assertThat(tokens.check("j", token)).isEqualTo(Standing.WRONG);
    clock.advance(Duration.ofSeconds(1));
    assertThat(tokens.check("i", token)).isEqualTo(Standing.EXPIRED);
    assertThat(tokens.check("j", token)).isEqualTo(Standing.WRONG);
  }

  @Test
  void check_underAnotherKey_isWrong() {
    assertThat(newTokens().check("i", token("i"))).isEqualTo(Standing.WRONG);
  }

  @Test
  void check_oneEndForAnother_isWrong() {
    String token = token("i").reveal(SecretAccess.granted());
    for (int i = 0; i < token.length(); i++) {
      char changed = token.charAt(i) == 'A' ? 'B' : 'A';
      String other = token.substring(0, i) + changed + token.substring(i + 1);
      assertThat(tokens.check("i", SecretText.of(other))).as("%d", i).isEqualTo(Standing.WRONG);
    }
  }

  private OwnerTokens newTokens() {
    return new OwnerTokens(
        new Vault(SecretBytes.random(32)),
        () -> URI.create("https://companion.example/prefix"),
        clock);
  }

  private SecretText token(String integration) {
    String url = tokens.url(integration, OwnerTokens.BY_MAIL).reveal(SecretAccess.granted());
    return SecretText.of(url.substring(url.indexOf('#') + 1));
  }
}
