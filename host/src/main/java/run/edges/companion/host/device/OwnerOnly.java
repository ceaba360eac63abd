package run.edges.companion.host.device;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryFlag;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Files and folders that are closed to all but their owner: by their mode, or by an access list
 * where the file system has no modes, as on Windows.
 */
final class OwnerOnly {
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");

  /**
   * Windows itself and its administrators, who can open every file anyway. By number too: their
   * names are in the language of this Windows.
   */
  private static final List<String> MASTERS =
      List.of("S-1-5-18", "NT AUTHORITY\\SYSTEM", "S-1-5-32-544", "BUILTIN\\Administrators");

  private OwnerOnly() {}

  /** Makes a folder, and closes it and the one above it if others have rights there. */
  static void makeFolder(Path folder) throws IOException {
    if (hasModes(folder)) {
      Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(FOLDER));
    } else {
      Files.createDirectories(folder);
    }
    for (Path path : List.of(folder.resolveSibling(""), folder)) {
      if (!isClosed(path, FOLDER)) {
        close(path, FOLDER);
      }
    }
  }

  /** Makes an empty file with a name of its own in a folder that is closed. */
  static Path makeFile(Path folder) throws IOException {
    if (hasModes(folder)) {
      return Files.createTempFile(folder, ".", ".tmp", PosixFilePermissions.asFileAttribute(FILE));
    }
    Path file = Files.createTempFile(folder, ".", ".tmp");
    close(file, FILE);
    return file;
  }

  /** Whether nobody else has a right to it. */
  static boolean isClosed(Path file) throws IOException {
    return isClosed(file, FILE);
  }

  /** How a file is closed that is open, for a person. */
  static String remedy(Path file) {
    return hasModes(file) ? "its mode must be 0600" : "no one but its owner may have a right to it";
  }

  /**
   * Returns once a file that was moved to this place is there, whatever happens to the computer.
   */
  static void sync(Path file) throws IOException {
    // Windows opens no folder. There a flush of a file writes all that was done to it before.
    boolean modes = hasModes(file);
    try (FileChannel channel =
        FileChannel.open(
            modes ? file.resolveSibling("") : file,
            modes ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static boolean hasModes(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static boolean isClosed(Path path, Set<PosixFilePermission> most) throws IOException {
    if (hasModes(path)) {
      return most.containsAll(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
    }
    List<AclEntry> entries = accessList(path).getAcl();
    Set<UserPrincipal> trusted = trusted(path);
    // None at all is also what a file has that is open to everyone.
    return !entries.isEmpty()
        && entries.stream()
            .filter(entry -> entry.type() == AclEntryType.ALLOW)
            .allMatch(entry -> trusted.contains(entry.principal()));
  }

  private static Set<UserPrincipal> trusted(Path path) throws IOException {
    Set<UserPrincipal> trusted = new HashSet<>();
    trusted.add(Files.getOwner(path, LinkOption.NOFOLLOW_LINKS));
    for (String name : MASTERS) {
      try {
        trusted.add(
            path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name));
      } catch (UserPrincipalNotFoundException otherLanguage) {
        // Then an entry of theirs is taken for another's.
      }
    }
    return trusted;
  }

  private static void close(Path path, Set<PosixFilePermission> most) throws IOException {
    if (hasModes(path)) {
      Files.setPosixFilePermissions(path, most);
      return;
    }
    AclEntry.Builder owners =
        AclEntry.newBuilder()
            .setType(AclEntryType.ALLOW)
            .setPrincipal(Files.getOwner(path, LinkOption.NOFOLLOW_LINKS))
            .setPermissions(EnumSet.allOf(AclEntryPermission.class));
    if (Files.isDirectory(path)) {
      owners.setFlags(AclEntryFlag.FILE_INHERIT, AclEntryFlag.DIRECTORY_INHERIT);
    }
    accessList(path).setAcl(List.of(owners.build()));
  }

  private static AclFileAttributeView accessList(Path path) {
    AclFileAttributeView view =
        Files.getFileAttributeView(path, AclFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (view == null) {
      throw new UnsupportedOperationException("no access lists");
    }
    return view;
  }
}
