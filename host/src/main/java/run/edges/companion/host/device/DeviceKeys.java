package run.edges.companion.host.device;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import run.edges.companion.host.browser.Os;
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
    return dataFolder(environment, Os.current(), FileSystems.getDefault());
  }

  static Path dataFolder(Map<String, String> environment, Os os, FileSystem files) {
    Optional<Path> own = findAbsolute(environment, "EDGES_COMPANION_HOME", files);
    String home = System.getProperty("user.home");
    Path data =
        os == Os.WINDOWS
            ? findAbsolute(environment, "LOCALAPPDATA", files)
                .orElseGet(() -> files.getPath(home, "AppData", "Local"))
            : findAbsolute(environment, "XDG_DATA_HOME", files)
                .orElseGet(
                    () -> files.getPath(environment.getOrDefault("HOME", home), ".local", "share"));
    return own.orElseGet(() -> data.resolve("edges-companion"));
  }

  /** A relative path is ignored, as the specification of such variables says. */
  private static Optional<Path> findAbsolute(
      Map<String, String> environment, String variable, FileSystem files) {
    return Optional.ofNullable(environment.get(variable))
        .map(files::getPath)
        .filter(Path::isAbsolute);
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
    } catch (IOException | UnsupportedOperationException unreadable) {
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
      OwnerOnly.makeFolder(folder);
      Path temporary = OwnerOnly.makeFile(folder);
      try {
        write(temporary, text(device));
        Files.move(
            temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
      OwnerOnly.sync(file);
    } catch (IOException | UnsupportedOperationException unwritable) {
      throw new DeviceKeyException(file, "cannot be written");
    }
  }

  private Path file(String fingerprint) {
    return folder.resolve(fingerprint + SUFFIX);
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
    if (!OwnerOnly.isClosed(file)) {
      throw new DeviceKeyException(file, "can be read by others; " + OwnerOnly.remedy(file));
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
