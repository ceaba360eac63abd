package run.edges.companion.host.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryFlag;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.edges.companion.host.browser.Os;

/** Device keys where files have access lists and no modes, and no folder can be opened. */
class DeviceKeysOnWindowsTest {
  private static final String PROFILE = "123e4567-e89b-12d3-a456-426614174000";
  private static final String SERVER = "f".repeat(43);

  private final FileSystem windows =
      Jimfs.newFileSystem(
          Configuration.windows().toBuilder()
              .setAttributeViews("basic", "owner", "dos", "acl", "user")
              .build());
  private final Path folder = windows.getPath("C:\\Users\\Ü & b%c\\edges-companion");
  private final Path profile = folder.resolve("devices").resolve(PROFILE);
  private final Path file = profile.resolve(SERVER + ".json");

  @AfterEach
  void close() throws IOException {
    windows.close();
  }

  private DeviceKeys keys() {
    return DeviceKeys.in(folder, PROFILE);
  }

  @Test
  void save_again_isFoundAndTheOwnersAlone() throws IOException {
    Device device = new Device(keys().findOrCreate(SERVER).key(), "some-id");
    keys().save(SERVER, device);
    assertThat(keys().find(SERVER)).contains(device);
    for (Path path : List.of(file, profile, folder.resolve("devices"))) {
      assertThat(accessList(path).getAcl())
          .as("%s", path)
          .extracting(AclEntry::type, AclEntry::principal)
          .containsExactly(tuple(AclEntryType.ALLOW, Files.getOwner(path)));
    }
    assertThat(accessList(profile).getAcl().getFirst().flags())
        .as("what is made in the folder is the owner's too")
        .contains(AclEntryFlag.FILE_INHERIT, AclEntryFlag.DIRECTORY_INHERIT);
    assertThat(profile).isDirectoryNotContaining(path -> path.toString().endsWith(".tmp"));
  }

  @Test
  void save_folderOpenToOthers_isClosed() throws IOException {
    Files.createDirectories(profile);
    allow(profile, "Everyone");
    keys().findOrCreate(SERVER);
    assertThat(accessList(profile).getAcl())
        .extracting(AclEntry::principal)
        .containsExactly(Files.getOwner(profile));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Everyone", "BUILTIN\\Users", "PC\\someone"})
  void find_openToOthers_isRefusedAndNamesThePath(String other) throws IOException {
    keys().findOrCreate(SERVER);
    allow(file, other);
    byte[] before = Files.readAllBytes(file);
    assertThatThrownBy(() -> keys().findOrCreate(SERVER))
        .isInstanceOf(DeviceKeyException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("no one but its owner");
    assertThat(file).hasBinaryContent(before);
  }

  @Test
  void find_openToTheSystemAndAdministrators_isFound() throws IOException {
    Device device = keys().findOrCreate(SERVER);
    allow(file, "NT AUTHORITY\\SYSTEM");
    allow(file, "BUILTIN\\Administrators");
    assertThat(keys().find(SERVER)).contains(device);
  }

  /** As on a disk that has no access lists. */
  @Test
  void find_noAccessList_isRefused() throws IOException {
    keys().findOrCreate(SERVER);
    accessList(file).setAcl(List.of());
    assertThatThrownBy(() -> keys().find(SERVER)).isInstanceOf(DeviceKeyException.class);
  }

  @Test
  void find_noViewOfAccessLists_isRefused() throws IOException {
    try (FileSystem plain = Jimfs.newFileSystem(Configuration.windows())) {
      DeviceKeys keys = DeviceKeys.in(plain.getPath("C:\\data"), PROFILE);
      assertThatThrownBy(() -> keys.findOrCreate(SERVER))
          .isInstanceOf(DeviceKeyException.class)
          .hasMessageContaining("cannot be written");
    }
  }

  @Test
  void dataFolder_environment_decides() {
    assertThat(dataFolder(Map.of("EDGES_COMPANION_HOME", "D:\\keys", "LOCALAPPDATA", "C:\\l")))
        .isEqualTo("D:\\keys");
    assertThat(dataFolder(Map.of("EDGES_COMPANION_HOME", "keys", "LOCALAPPDATA", "C:\\l")))
        .isEqualTo("C:\\l\\edges-companion");
  }

  private String dataFolder(Map<String, String> environment) {
    return DeviceKeys.dataFolder(environment, Os.WINDOWS, windows).toString();
  }

  private void allow(Path path, String name) throws IOException {
    UserPrincipal other = windows.getUserPrincipalLookupService().lookupPrincipalByName(name);
    List<AclEntry> entries = new ArrayList<>(accessList(path).getAcl());
    entries.add(
        AclEntry.newBuilder()
            .setType(AclEntryType.ALLOW)
            .setPrincipal(other)
            .setPermissions(EnumSet.of(AclEntryPermission.READ_DATA))
            .build());
    accessList(path).setAcl(entries);
  }

  private static AclFileAttributeView accessList(Path path) {
    return Files.getFileAttributeView(path, AclFileAttributeView.class);
  }
}
