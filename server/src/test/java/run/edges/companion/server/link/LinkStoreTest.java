package run.edges.companion.server.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import run.edges.companion.protocol.api.SharedLinkBody.Kind;
import run.edges.companion.protocol.api.SharedLinkBody.State;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.server.testing.StoreFixture;
import run.edges.companion.server.testing.TestDatabase;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class LinkStoreTest {
  @Parameter private TestDatabase kind = TestDatabase.SQLITE;
  @AutoClose private StoreFixture fixture;

  @BeforeEach
  void open(@TempDir Path folder) {
    fixture = StoreFixture.open(kind, folder);
  }

  private LinkStore links() {
    return new LinkStore(fixture.vault());
  }

  private IssuedLink issue() {
    return fixture.write(
        handle -> links().issue(handle, fixture.identity(), Kind.SHARED, StoreFixture.NOW, null));
  }

  @Test
  void issue_found_isActiveWithItsSecret() {
    IssuedLink link = issue();
    assertThat(link.id()).matches("[A-Za-z0-9_-]{22}");
    assertThat(fixture.find(handle -> links().find(handle, link.id()))).contains(link);
    assertThat(link.state(StoreFixture.NOW.plus(Duration.ofDays(9999)))).isEqualTo(State.ACTIVE);
    SecretText secret = fixture.read(handle -> links().getSecret(handle, link.id()));
    assertThat(secret.reveal(SecretAccess.granted())).matches("[A-Za-z0-9_-]{43}");
    assertThat(fixture.test(handle -> links().isSecret(handle, link.id(), secret))).isTrue();
  }

  @Test
  void isSecret_ofAnotherLink_isFalse() {
    IssuedLink one = issue();
    IssuedLink two = issue();
    SecretText secret = fixture.read(handle -> links().getSecret(handle, two.id()));
    assertThat(fixture.test(handle -> links().isSecret(handle, one.id(), secret))).isFalse();
    assertThat(fixture.test(handle -> links().isSecret(handle, "unknown", secret))).isFalse();
  }

  @Test
  void issue_row_holdsNoSecretInClear() {
    IssuedLink link = issue();
    String secret =
        fixture.read(handle -> links().getSecret(handle, link.id())).reveal(SecretAccess.granted());
    fixture.read(handle ->
        handle
            .createQuery("SELECT * FROM shared_link")
            .map((row, _) -> {
              assertThat(row.getString("secret_hash")).isNotEqualTo(secret);
              assertThat(text(row.getBytes("secret_ciphertext"))).doesNotContain(secret);
              assertThat(text(row.getBytes("secret_data_key"))).doesNotContain(secret);
              return secret;
            })
            .list());
  }

  @Test
  void revoke_twice_keepsTheFirstTime() {
    IssuedLink link = issue();
    for (int i = 1; i <= 2; i++) {
      int second = i;
      fixture.write(handle -> {
        links().revoke(handle, link.id(), StoreFixture.NOW.plusSeconds(second));
        return link;
      });
    }
    IssuedLink revoked = fixture.read(handle -> links().find(handle, link.id()).orElseThrow());
    assertThat(revoked.revokedAt()).isEqualTo(StoreFixture.NOW.plusSeconds(1));
    assertThat(revoked.state(StoreFixture.NOW)).isEqualTo(State.REVOKED);
  }

  @Test
  void state_aroundTheExpiry_changesAtThatMoment() {
    var expiry = StoreFixture.NOW.plusSeconds(60);
    IssuedLink link =
        fixture.write(handle ->
            links().issue(handle, fixture.identity(), Kind.SHARED, StoreFixture.NOW, expiry));
    IssuedLink found = fixture.read(handle -> links().find(handle, link.id()).orElseThrow());
    assertThat(found.state(expiry.minusMillis(1))).isEqualTo(State.ACTIVE);
    assertThat(found.state(expiry)).isEqualTo(State.EXPIRED);
  }

  @Test
  void findAsker_link_namesWorkspaceAndIdentity() {
    IssuedLink link = issue();
    assertThat(fixture.find(handle -> links().findAsker(handle, link.id())))
        .contains(new LinkStore.Asker(fixture.workspace(), "Acme", "Ada"));
    assertThat(fixture.find(handle -> links().findAsker(handle, "unknown"))).isEmpty();
  }

  @Test
  void list_ofAnIdentity_isOnlyItsOwn() {
    IssuedLink link = issue();
    String other = fixture.newIdentity("Bob");
    assertThat(fixture.list(handle -> links().list(handle, fixture.identity())))
        .containsExactly(link);
    assertThat(fixture.list(handle -> links().list(handle, other))).isEmpty();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
