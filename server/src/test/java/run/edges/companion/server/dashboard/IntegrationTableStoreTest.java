package run.edges.companion.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import run.edges.companion.protocol.api.SetupMethod;
import run.edges.companion.protocol.statement.ServerIdentity;
import run.edges.companion.protocol.statement.Statement;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.LinkedInMember;
import run.edges.companion.server.dashboard.IntegrationTableStore.Query;
import run.edges.companion.server.dashboard.IntegrationTableStore.Sort;
import run.edges.companion.server.dashboard.IntegrationTableStore.Tab;
import run.edges.companion.server.integration.IntegrationStore;
import run.edges.companion.server.testing.StoreFixture;
import run.edges.companion.server.testing.TestDatabase;
import run.edges.companion.server.workspace.WorkspaceStore;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class IntegrationTableStoreTest {
  private final IntegrationTableStore table = new IntegrationTableStore();
  private final IntegrationStore integrations = new IntegrationStore();
  @Parameter private TestDatabase kind = TestDatabase.SQLITE;
  @AutoClose private StoreFixture fixture;

  @BeforeEach
  void open(@TempDir Path folder) {
    fixture = StoreFixture.open(kind, folder);
  }

  private String create(String identity, String member, SetupMethod method) {
    String uid = fixture.newIdentity(identity);
    return fixture.write(handle ->
        integrations.create(
            handle, uid, new LinkedInMember("1", null, member), method, StoreFixture.NOW));
  }

  private List<String> find(Query query) {
    return fixture.read(handle -> table.find(handle, fixture.workspace(), query).uids());
  }

  private static Query query(Tab tab, String search) {
    return new Query(tab, Optional.empty(), search, Sort.NAME, false, 1);
  }

  @Test
  void find_byName_isSortedInAnyCaseAndTurnsRound() {
    String chloe = create("chloé", "C", SetupMethod.API_COOKIES);
    String ada = create("Ada L.", "A", SetupMethod.API_COOKIES);
    String bob = create("BOB", "B", SetupMethod.API_COOKIES);
    assertThat(find(query(Tab.ALL, ""))).containsExactly(ada, bob, chloe);
    assertThat(find(new Query(Tab.ALL, Optional.empty(), "", Sort.NAME, true, 1)))
        .containsExactly(chloe, bob, ada);
  }

  @Test
  void find_search_looksIntoBothNamesAndTakesNoPattern() {
    String ada = create("Sales one", "Ada Lovelace", SetupMethod.API_COOKIES);
    String all = create("100% Bob", "Bob", SetupMethod.API_COOKIES);
    assertThat(find(query(Tab.ALL, "LOVE"))).containsExactly(ada);
    assertThat(find(query(Tab.ALL, "one"))).containsExactly(ada);
    assertThat(find(query(Tab.ALL, "%"))).containsExactly(all);
    assertThat(find(query(Tab.ALL, "' OR 1=1 --"))).isEmpty();
  }

  @Test
  void find_tabsAndMethods_holdTheirOwn() {
    String pending = create("Ada Pending", "Ada", SetupMethod.SHARED_LOGIN);
    String invalid = create("Bob Invalid", "Bob", SetupMethod.API_BASIC);
    fixture.write(handle -> {
      integrations.markInvalid(handle, invalid, ErrorCode.SIGNED_OUT, StoreFixture.NOW);
      return invalid;
    });
    assertThat(find(query(Tab.PENDING, ""))).containsExactly(pending);
    assertThat(find(query(Tab.INVALID, ""))).containsExactly(invalid);
    assertThat(find(query(Tab.VALID, ""))).isEmpty();
    assertThat(
            find(
                new Query(Tab.ALL, Optional.of(SetupMethod.API_BASIC), "", Sort.VERIFIED, true, 1)))
        .containsExactly(invalid);
    assertThat(find(query(Tab.WAITING, ""))).containsExactly(fixture.identity());
    Map<Tab, Long> counts = fixture.read(handle -> table.count(handle, fixture.workspace()));
    assertThat(counts)
        .isEqualTo(
            Map.of(Tab.ALL, 2L, Tab.INVALID, 1L, Tab.VALID, 0L, Tab.PENDING, 1L, Tab.WAITING, 1L));
  }

  @Test
  void find_ended_waitsForItsOwnerAgain() {
    String ended = create("Ada Ended", "Ada", SetupMethod.SHARED_EXTENSION);
    fixture.write(handle -> {
      integrations.markRevoked(
          handle,
          ended,
          ServerIdentity.generate().sign(Statement.Purpose.RECEIPT, "{}"),
          StoreFixture.NOW);
      return ended;
    });
    assertThat(find(query(Tab.ALL, ""))).isEmpty();
    assertThat(find(query(Tab.WAITING, "ada ended"))).hasSize(1);
  }

  @Test
  void find_morePages_areWholeAndDoNotOverlap() {
    for (int i = 0; i < IntegrationTableStore.PAGE_SIZE + 3; i++) {
      create("Name %03d".formatted(i), "M", SetupMethod.API_COOKIES);
    }
    IntegrationTableStore.Found first =
        fixture.read(handle -> table.find(handle, fixture.workspace(), query(Tab.ALL, "")));
    IntegrationTableStore.Found second =
        fixture.read(handle ->
            table.find(
                handle,
                fixture.workspace(),
                new Query(Tab.ALL, Optional.empty(), "", Sort.NAME, false, 2)));
    assertThat(first.more()).isTrue();
    assertThat(second.more()).isFalse();
    assertThat(second.uids()).hasSize(3).doesNotContainAnyElementsOf(first.uids());
  }

  @Test
  void find_neighboursWorkspace_hasNone() {
    String uid = create("Ada", "Ada", SetupMethod.API_COOKIES);
    String other =
        fixture.write(
            handle -> new WorkspaceStore().create(handle, "Neighbour", StoreFixture.NOW).uid());
    List<String> theirs =
        fixture.read(handle -> table.find(handle, other, query(Tab.ALL, "")).uids());
    assertThat(theirs).isEmpty();
    Set<String> workspaces =
        fixture.read(handle -> table.workspacesOf(handle, Set.of(uid, "nobody")));
    assertThat(workspaces).containsExactly(fixture.workspace());
  }
}
