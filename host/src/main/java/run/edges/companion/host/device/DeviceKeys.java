package run.edges.companion.host.device;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import run.edges.companion.host.nativemessage.ServerRef;
import run.edges.companion.protocol.seal.KeyPair;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretBytes;
import run.edges.companion.protocol.wire.ProtocolException;
import run.edges.companion.protocol.wire.WireJson;

/**
 * The device keys of one browser profile, each in its own file that only the owner can read. A file
 * that others can read, or that does not parse, is refused and never overwritten. Holds no session.
 */
public final class DeviceKeys {
  private static final String SERVER = "server_url";
  private static final String SUFFIX = ".json";
  private static final int MAX_FILE_BYTES = 4096;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  private static final Set<PosixFilePermission> OWNER_FOLDER =
      PosixFilePermissions.fromString("rwx------");

  private final Path folder;

  private DeviceKeys(Path folder) {
    this.folder = folder;
  }

  /**
   * The keys of one browser profile.
   *
   * @param profileId uuid
   */
  public static DeviceKeys in(Path dataFolder, String profileId) {
    return new DeviceKeys(dataFolder.resolve("devices").resolve(profileId));
  }

  /** Where this user's keys are, from the environment. */
  public static Path dataFolder(Map<String, String> environment) {
    String own = environment.get("EDGES_COMPANION_HOME");
    if (own != null && own.startsWith("/")) {
      return Path.of(own);
    }
    String shared = environment.get("XDG_DATA_HOME");
    // The specification of the variable says to ignore a relative path.
    Path data =
        shared != null && shared.startsWith("/")
            ? Path.of(shared)
            : Path.of(
                environment.getOrDefault("HOME", System.getProperty("user.home")),
                ".local",
                "share");
    return data.resolve("edges-companion");
  }

  /** The servers that the keys of all profiles are for, as far as they are known. */
  public static Set<ServerRef> findServers(Path dataFolder) {
    Set<ServerRef> servers = new LinkedHashSet<>();
    try (Stream<Path> files = Files.walk(dataFolder.resolve("devices"), 2)) {
      files
          .filter(file -> file.toString().endsWith(SUFFIX))
          .sorted()
          .flatMap(file -> findServer(file).stream())
          .forEach(servers::add);
    } catch (IOException | UncheckedIOException none) {
      return servers;
    }
    return servers;
  }

  private static Optional<ServerRef> findServer(Path file) {
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          || Files.size(file) > MAX_FILE_BYTES) {
        return Optional.empty();
      }
      String name = file.getFileName().toString();
      return WireJson.findString(WireJson.parseObject(Files.readString(file)), SERVER)
          .flatMap(url -> ServerRef.parse(url, name.substring(0, name.length() - SUFFIX.length())));
    } catch (IOException | ProtocolException unusable) {
      return Optional.empty();
    }
  }

  /**
   * The device for the server with this identity key.
   *
   * @throws DeviceKeyException if there is one that cannot be used
   */
  public Optional<Device> find(String fingerprint) {
    Path file = file(fingerprint);
    try {
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        return Optional.empty();
      }
      requireOwnerOnly(file);
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new DeviceKeyException(file, "is not a device key");
      }
      return Optional.of(parse(file, Files.readString(file)));
    } catch (IOException unreadable) {
      throw new DeviceKeyException(file, "cannot be read");
    }
  }

  /**
   * The device for the server with this identity key, made now if there is none.
   *
   * @throws DeviceKeyException if it cannot be read or kept
   */
  public Device findOrCreate(String fingerprint) {
    return find(fingerprint)
        .orElseGet(() -> {
          Device device = new Device(KeyPair.generate(), null);
          save(fingerprint, device);
          return device;
        });
  }

  /**
   * Keeps a device; durable when it returns.
   *
   * @throws DeviceKeyException if it cannot be kept
   */
  public void save(String fingerprint, Device device) {
    Path file = file(fingerprint);
    try {
      makeFolder();
      Path temporary =
          Files.createTempFile(
              folder, ".", ".tmp", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      try {
        write(temporary, text(device));
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
      try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
        directory.force(true);
      }
    } catch (IOException | UnsupportedOperationException unwritable) {
      throw new DeviceKeyException(file, "cannot be written");
    }
  }

  private Path file(String fingerprint) {
    return folder.resolve(fingerprint + SUFFIX);
  }

  private void makeFolder() throws IOException {
    FileAttribute<Set<PosixFilePermission>> ownerOnly =
        PosixFilePermissions.asFileAttribute(OWNER_FOLDER);
    Files.createDirectories(folder, ownerOnly);
    for (Path path : List.of(folder.getParent(), folder)) {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
      if (!OWNER_FOLDER.containsAll(permissions)) {
        Files.setPosixFilePermissions(path, OWNER_FOLDER);
      }
    }
  }

  private static void write(Path file, String text) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private static void requireOwnerOnly(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new DeviceKeyException(file, "is not a file");
    }
    if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS))) {
      throw new DeviceKeyException(file, "can be read by others; its mode must be 0600");
    }
  }

  private static String text(Device device) {
    JsonObject object = new JsonObject();
    object.addProperty(
        "private_key",
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(device.key().privateKey().reveal(SecretAccess.granted())));
    if (device.id() != null) {
      object.addProperty("device_id", device.id());
    }
    if (device.server() != null) {
      object.addProperty(SERVER, device.server());
    }
    return object + "\n";
  }

  private static Device parse(Path file, String text) {
    try {
      JsonObject object = WireJson.parseObject(text);
      String privateKey = WireJson.findString(object, "private_key").orElseThrow();
      @Nullable String id = WireJson.findString(object, "device_id").orElse(null);
      return new Device(
          KeyPair.of(SecretBytes.of(Base64.getUrlDecoder().decode(privateKey))),
          id,
          WireJson.findString(object, SERVER).orElse(null));
    } catch (ProtocolException | IllegalArgumentException | NoSuchElementException damaged) {
      throw new DeviceKeyException(file, "is damaged");
    }
  }
}
