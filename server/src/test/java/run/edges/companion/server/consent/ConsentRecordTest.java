package run.edges.companion.server.consent;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import run.edges.companion.protocol.wire.ServerMessage.RecordEntry;
import run.edges.companion.server.channel.ConsentChain;
import run.edges.companion.server.consent.ConsentRecord.Event;
import run.edges.companion.server.consent.ConsentRecord.Head;
import run.edges.companion.server.testing.StoreFixture;
import run.edges.companion.server.testing.TestDatabase;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class ConsentRecordTest {
  private final ConsentRecord consent = new ConsentRecord();
  @Parameter private TestDatabase kind = TestDatabase.SQLITE;
  @AutoClose private StoreFixture fixture;

  @BeforeEach
  void open(@TempDir Path folder) {
    fixture = StoreFixture.open(kind, folder);
  }

  private Head append(String integration, Event event) {
    JsonObject details = new JsonObject();
    details.addProperty("device", "Zoë's 🦊");
    return fixture.write(
        handle -> consent.append(handle, integration, event, StoreFixture.NOW, details));
  }

  private List<RecordEntry> newest(String integration) {
    return fixture.read(handle -> consent.newest(handle, integration));
  }

  @Test
  void append_several_isAChainToTheHead() throws NoSuchAlgorithmException {
    String integration = fixture.newIntegration();
    append(integration, Event.ACCEPTED);
    append(integration, Event.SESSION_STORED);
    Head head = append(integration, Event.REVOKED);
    assertThat(ConsentChain.verify(newest(integration))).isEqualTo(head.hash());
    assertThat(head.entries()).isEqualTo(3);
  }

  @Test
  void append_twoIntegrations_areTwoChains() throws NoSuchAlgorithmException {
    String one = fixture.newIntegration();
    String two = fixture.newIntegration();
    append(one, Event.ACCEPTED);
    append(two, Event.ACCEPTED);
    append(one, Event.REVOKED);
    ConsentChain.verify(newest(one));
    ConsentChain.verify(newest(two));
    assertThat(newest(two)).hasSize(1);
  }

  @Test
  void newest_moreThanTheMost_areTheLastOnesInOrder() {
    String integration = fixture.newIntegration();
    for (int i = 0; i < ConsentRecord.MAX_ENTRIES + 5; i++) {
      append(integration, Event.SESSION_STORED);
    }
    List<RecordEntry> entries = newest(integration);
    assertThat(entries).hasSize(ConsentRecord.MAX_ENTRIES);
    assertThat(entries.getFirst().body()).contains("\"index\":5,");
    assertThat(entries.getLast().body()).contains("\"index\":104,");
  }

  @Test
  void newest_ofNone_isEmpty() {
    assertThat(newest("unknown")).isEmpty();
  }
}
