package run.edges.companion.host.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceKeysTest {
  private static final String PROFILE = "123e4567-e89b-12d3-a456-426614174000";
  private static final String SERVER = "f".repeat(43);

  @TempDir Path folder;

  private DeviceKeys keys() {
    return DeviceKeys.in(folder, PROFILE);
  }

  private Path file() {
    return folder.resolve("devices").resolve(PROFILE).resolve(SERVER + ".json");
  }

  @Test
  void find_nothingKept_isEmptyAndWritesNothing() {
    assertThat(keys().find(SERVER)).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void findOrCreate_again_isTheSameKey() {
    Device device = keys().findOrCreate(SERVER);
    assertThat(keys().findOrCreate(SERVER)).isEqualTo(device);
    assertThat(device.id()).isNull();
  }

  @Test
  void save_withId_isFoundAndOwnerOnly() throws IOException {
    Device device = new Device(keys().findOrCreate(SERVER).key(), "some-id");
    keys().save(SERVER, device);
    assertThat(keys().find(SERVER)).contains(device);
    assertThat(mode(file())).isEqualTo("rw-------");
    assertThat(mode(file().resolveSibling("."))).isEqualTo("rwx------");
    assertThat(mode(folder.resolve("devices"))).isEqualTo("rwx------");
    assertThat(folder.resolve("devices").resolve(PROFILE)).isDirectoryNotContaining("glob:**/.*");
  }

  @Test
  void save_folderOpenToOthers_isClosed() throws IOException {
    Files.createDirectories(
        folder.resolve("devices").resolve(PROFILE),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    keys().findOrCreate(SERVER);
    assertThat(mode(file().resolveSibling("."))).isEqualTo("rwx------");
  }

  @Test
  void find_readableByOthers_isRefusedAndNamesThePath() throws IOException {
    keys().findOrCreate(SERVER);
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));
    byte[] before = Files.readAllBytes(file());
    assertThatThrownBy(() -> keys().findOrCreate(SERVER))
        .isInstanceOf(DeviceKeyException.class)
        .hasMessageContaining(file().toString())
        .hasMessageContaining("0600");
    assertThat(file()).hasBinaryContent(before);
  }

  @Test
  void find_damaged_isRefusedAndNotOverwritten() throws IOException {
    keys().findOrCreate(SERVER);
    Files.writeString(file(), "{\"private_key\": \"AAAA\"}");
    assertThatThrownBy(() -> keys().findOrCreate(SERVER))
        .isInstanceOf(DeviceKeyException.class)
        .hasMessageContaining("damaged");
    assertThat(file()).hasContent("{\"private_key\": \"AAAA\"}");
  }

  @Test
  void find_symbolicLink_isRefused() throws IOException {
    keys().findOrCreate(SERVER);
    Path elsewhere = folder.resolve("elsewhere");
    Files.move(file(), elsewhere);
    Files.createSymbolicLink(file(), elsewhere);
    assertThatThrownBy(() -> keys().find(SERVER)).isInstanceOf(DeviceKeyException.class);
  }

  @Test
  void save_folderIsAFile_isRefused() throws IOException {
    Files.writeString(folder.resolve("devices"), "");
    assertThatThrownBy(() -> keys().findOrCreate(SERVER))
        .isInstanceOf(DeviceKeyException.class)
        .hasMessageContaining("cannot be written");
  }

  @Test
  void dataFolder_environment_decides() {
    assertThat(DeviceKeys.dataFolder(Map.of("EDGES_COMPANION_HOME", "/a", "XDG_DATA_HOME", "/b")))
        .isEqualTo(Path.of("/a"));
    assertThat(DeviceKeys.dataFolder(Map.of("XDG_DATA_HOME", "/b", "HOME", "/c")))
        .isEqualTo(Path.of("/b/edges-companion"));
    assertThat(DeviceKeys.dataFolder(Map.of("XDG_DATA_HOME", "relative", "HOME", "/c")))
        .isEqualTo(Path.of("/c/.local/share/edges-companion"));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
