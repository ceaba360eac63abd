package run.edges.companion.host.browser;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Files that everyone may read, whatever the umask says. */
public final class PublicFile {
  private PublicFile() {}

  /** Replaces a file, or leaves it as it was. Makes the folders above it. */
  public static void write(Path file, String text) throws IOException {
    write(file, text, "rw-r--r--");
  }

  /** Like {@link #write}, a file that everyone may start. */
  static void writeProgram(Path file, String text) throws IOException {
    write(file, text, "rwxr-xr-x");
  }

  private static void write(Path file, String text, String permissions) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IOException("not a file: " + file);
    }
    makeFolder(parent);
    Path temporary = Files.createTempFile(parent, ".edges-companion", ".tmp");
    try {
      Files.writeString(temporary, text);
      open(temporary, permissions);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Opens only what it makes: a folder that was there stays as it is. */
  private static void makeFolder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path parent = folder.getParent();
    if (parent != null) {
      makeFolder(parent);
    }
    Files.createDirectory(folder);
    open(folder, "rwxr-xr-x");
  }

  /** Windows has no such permissions: there a file is as open as its folder. */
  private static void open(Path path, String permissions) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
    if (view != null) {
      view.setPermissions(PosixFilePermissions.fromString(permissions));
    }
  }

  /** Removes a folder unless something is in it. Returns whether it is gone. */
  public static boolean removeIfEmpty(@Nullable Path folder) throws IOException {
    try {
      return folder != null && Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException | NoSuchFileException stays) {
      return false;
    }
  }
}
