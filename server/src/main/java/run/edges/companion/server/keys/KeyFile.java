package run.edges.companion.server.keys;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Supplier;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.server.configuration.ConfigurationException;

/** Owner-only files in the data folder, written whole or not at all. */
public final class KeyFile {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private KeyFile() {}

  /**
   * Reads the file, or writes and returns what {@code first} makes if there is none.
   *
   * @throws ConfigurationException {@code DATA_FOLDER_UNUSABLE}
   */
  public static String readOrCreate(Path file, Supplier<String> first) {
    try {
      return Files.readString(file).strip();
    } catch (NoSuchFileException absent) {
      String content = first.get();
      write(file, content);
      return content;
    } catch (IOException unreadable) {
      throw unusable(file);
    }
  }

  /**
   * The secret in a file that a setting names.
   *
   * @throws ConfigurationException {@code CONFIG_VALUE_INVALID} if it cannot be read or is empty
   */
  public static SecretText readSecret(Path file) {
    try {
      String content = Files.readString(file).strip();
      if (!content.isEmpty()) {
        return SecretText.of(content);
      }
    } catch (IOException unreadable) {
      throw unusableSecret(file);
    }
    throw unusableSecret(file);
  }

  /**
   * Replaces the file's content; after a crash the old or the new content is there, whole.
   *
   * @throws ConfigurationException {@code DATA_FOLDER_UNUSABLE}
   */
  public static void write(Path file, String content) {
    Path folder = file.toAbsolutePath().getParent();
    try {
      if (folder != null) {
        Files.createDirectories(folder, OWNER_ONLY_FOLDER);
      }
      Path temporary = file.resolveSibling(file.getFileName() + ".new");
      Files.deleteIfExists(temporary);
      Files.createFile(temporary, OWNER_ONLY);
      Files.writeString(temporary, content + "\n", StandardCharsets.UTF_8);
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException unwritable) {
      throw unusable(file);
    }
  }

  private static ConfigurationException unusableSecret(Path file) {
    return new ConfigurationException(
        ErrorCode.CONFIG_VALUE_INVALID,
        "The secret file %s cannot be read or is empty.".formatted(file));
  }

  private static ConfigurationException unusable(Path file) {
    return new ConfigurationException(
        ErrorCode.DATA_FOLDER_UNUSABLE,
        "%s cannot be read or written. Check the folder's permissions and free space, or set data.folder."
            .formatted(file));
  }
}
