package run.edges.companion.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import run.edges.companion.server.testing.StoreFixture;
import run.edges.companion.server.testing.TestDatabase;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class IdentityStoreTest {
  private final IdentityStore identities = new IdentityStore();
  @Parameter private TestDatabase kind = TestDatabase.SQLITE;
  @AutoClose private StoreFixture fixture;

  @BeforeEach
  void open(@TempDir Path folder) {
    fixture = StoreFixture.open(kind, folder);
  }

  @Test
  void find_created_isEqual() {
    Identity created =
        fixture.write(handle ->
            identities.create(
                handle,
                fixture.workspace(),
                "Zoë 李 🦊",
                "Asia/Tokyo",
                "engagement",
                "zoe@example.com",
                StoreFixture.NOW));
    assertThat(fixture.find(handle -> identities.find(handle, fixture.workspace(), created.uid())))
        .contains(created);
  }

  @Test
  void find_otherWorkspace_isEmpty() {
    assertThat(fixture.find(handle -> identities.find(handle, "other", fixture.identity())))
        .isEmpty();
  }

  @Test
  void list_moreThanAPage_isPagedOldestFirst() {
    for (int i = 1; i <= IdentityStore.PAGE_SIZE; i++) {
      int minute = i;
      fixture.write(handle ->
          identities.create(
              handle,
              fixture.workspace(),
              "Identity " + minute,
              "Europe/Paris",
              "standard",
              null,
              StoreFixture.NOW.plusSeconds(60L * minute)));
    }
    assertThat(names(1))
        .as("one more, since another page follows")
        .hasSize(IdentityStore.PAGE_SIZE + 1)
        .startsWith("Ada", "Identity 1");
    assertThat(names(2)).containsExactly("Identity " + IdentityStore.PAGE_SIZE);
    assertThat(names(3)).isEmpty();
    assertThat(names(Integer.MAX_VALUE)).isEmpty();
  }

  @Test
  void list_query_findsAnyCaseAndNoWildcard() {
    fixture.newIdentity("Émile Zola 100%");
    fixture.newIdentity("Émilie_du Châtelet");
    assertThat(named("ÉMIL")).containsExactlyInAnyOrder("Émile Zola 100%", "Émilie_du Châtelet");
    assertThat(named("100%")).containsExactly("Émile Zola 100%");
    assertThat(named("e_d")).containsExactly("Émilie_du Châtelet");
    assertThat(named("!")).isEmpty();
  }

  @Test
  void find_deleted_isEmpty() {
    fixture.write(handle -> {
      identities.delete(handle, fixture.identity(), StoreFixture.NOW);
      return true;
    });
    assertThat(
            fixture.find(
                handle -> identities.find(handle, fixture.workspace(), fixture.identity())))
        .isEmpty();
    assertThat(names(1)).isEmpty();
  }

  private List<String> names(int page) {
    return list(Optional.empty(), page);
  }

  private List<String> named(String query) {
    return list(Optional.of(query), 1);
  }

  private List<String> list(Optional<String> query, int page) {
    return fixture
        .list(handle -> identities.list(handle, fixture.workspace(), query, page))
        .stream()
        .map(Identity::name)
        .toList();
  }
}
