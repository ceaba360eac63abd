package run.edges.companion.server.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.OptionalLong;
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
class DeviceStoreTest {
  private final DeviceStore devices = new DeviceStore();
  @Parameter private TestDatabase kind = TestDatabase.SQLITE;
  @AutoClose private StoreFixture fixture;

  @BeforeEach
  void open(@TempDir Path folder) {
    fixture = StoreFixture.open(kind, folder);
  }

  private void enrol(Device device, String integration) {
    fixture.write(handle -> {
      devices.enrol(handle, device.uid(), integration, StoreFixture.NOW);
      return device;
    });
  }

  private boolean take(Device device, String integration, long sequence) {
    return fixture.write(
        handle -> devices.takeSequence(handle, device.uid(), integration, sequence));
  }

  private OptionalLong sequence(Device device, String integration) {
    return fixture.read(handle -> devices.findSequence(handle, device.uid(), integration));
  }

  @Test
  void findOrCreate_knownKey_isTheSameDevice() {
    Device device = fixture.newDevice("key");
    assertThat(fixture.newDevice("key")).isEqualTo(device);
    assertThat(fixture.newDevice("other-key").uid()).isNotEqualTo(device.uid());
    assertThat(fixture.find(handle -> devices.find(handle, device.uid()))).contains(device);
    assertThat(fixture.find(handle -> devices.find(handle, "unknown"))).isEmpty();
  }

  @Test
  void takeSequence_higher_isTakenEqualAndLowerAreNot() {
    Device device = fixture.newDevice("key");
    String integration = fixture.newIntegration();
    enrol(device, integration);
    assertThat(take(device, integration, 5)).isTrue();
    assertThat(take(device, integration, 5)).isFalse();
    assertThat(take(device, integration, 4)).isFalse();
    assertThat(sequence(device, integration)).hasValue(5);
    assertThat(take(device, integration, Long.MAX_VALUE)).isTrue();
    assertThat(sequence(device, integration)).hasValue(Long.MAX_VALUE);
  }

  @Test
  void takeSequence_notEnrolled_isNotTaken() {
    Device device = fixture.newDevice("key");
    assertThat(take(device, fixture.newIntegration(), 1)).isFalse();
  }

  @Test
  void findSequence_notEnrolled_isEmpty() {
    assertThat(sequence(fixture.newDevice("key"), fixture.newIntegration())).isEmpty();
  }

  @Test
  void enrol_again_keepsTheSequence() {
    Device device = fixture.newDevice("key");
    String integration = fixture.newIntegration();
    enrol(device, integration);
    take(device, integration, 7);
    enrol(device, integration);
    assertThat(sequence(device, integration)).hasValue(7);
  }

  @Test
  void takeSequence_ofOneIntegration_leavesTheOther() {
    Device device = fixture.newDevice("key");
    String one = fixture.newIntegration();
    String two = fixture.newIntegration();
    enrol(device, one);
    enrol(device, two);
    take(device, one, 9);
    assertThat(sequence(device, two)).hasValue(0);
    assertThat(fixture.list(handle -> devices.integrationsOf(handle, device.uid())))
        .containsExactlyInAnyOrder(one, two);
    assertThat(fixture.list(handle -> devices.devicesOf(handle, one))).containsExactly(device);
  }
}
