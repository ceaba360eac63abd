package run.edges.companion.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import run.edges.companion.host.InstalledHost.Result;

/** The doctor as on Windows: a Java that says it is there, and exports of a registry. */
@Timeout(120)
class WindowsDoctorIT {
  private static final String HOSTS =
      "\\Software\\Google\\Chrome\\NativeMessagingHosts\\run.edges.companion";
  private static final String POLICIES = "\\Software\\Policies\\Google\\Chrome";

  @TempDir Path folder;
  private Path manifest;

  @BeforeEach
  void register() throws IOException {
    Files.createDirectories(folder.resolve("Google/Chrome/User Data"));
    Path reg = folder.resolve("reg.exe");
    Files.writeString(
        reg,
        """
        #!/bin/sh
        [ "$1 $4" = "export /y" ] && exec cp "${0%/*}/$2" "$3"
        exit 1
        """);
    Files.setPosixFilePermissions(reg, PosixFilePermissions.fromString("rwx------"));
    manifest =
        Files.writeString(
            folder.resolve("manifest.json"),
            """
            {"name": "run.edges.companion", "type": "stdio", "path": "reg.exe",
             "allowed_origins": ["%s"]}
            """
                .formatted(HostProcess.ORIGIN));
    export("HKCU", HOSTS, "@=\"" + manifest + "\"");
  }

  @Test
  void policyOfTheComputer_thatForbids_isNamedByItsKey() throws IOException {
    export("HKLM", POLICIES, "\"NativeMessagingUserLevelHosts\"=dword:00000000");

    Result result = doctor();

    assertThat(result.status()).as(result.out()).isEqualTo(20);
    assertThat(result.out())
        .contains(
            "Google Chrome\n  ok     registered: " + manifest,
            "the policy NativeMessagingUserLevelHosts of HKLM" + POLICIES + " keeps",
            "(20 POLICY)");
  }

  /** The stand-in for the host says nothing when it is started. */
  @Test
  void policyOfTheComputer_aboutUsersHosts_leavesItsOwn() throws IOException {
    export("HKLM", POLICIES, "\"NativeMessagingUserLevelHosts\"=dword:00000000");
    export("HKLM", HOSTS, "@=\"" + manifest + "\"");

    Result result = doctor();

    assertThat(result.status()).as(result.out()).isEqualTo(22);
    assertThat(result.out()).contains("it says nothing");
  }

  /** As Windows does: UTF-16 with its mark. */
  private void export(String root, String key, String values) throws IOException {
    String name = root.equals("HKLM") ? "HKEY_LOCAL_MACHINE" : "HKEY_CURRENT_USER";
    String text =
        "\uFEFFWindows Registry Editor Version 5.00\r\n\r\n[%s]\r\n%s\r\n\r\n"
            .formatted(name + key, values);
    Files.writeString(folder.resolve(root + key), text, StandardCharsets.UTF_16LE);
  }

  private Result doctor() throws IOException {
    Path dist = HostProcess.dist();
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                dist.resolve("runtime/bin/java").toString(),
                "-Dos.name=Windows",
                "-Drun.edges.companion.folder=" + dist,
                "-cp",
                dist.resolve("companion-host.jar").toString(),
                "run.edges.companion.host.Main",
                "doctor"));
    builder.environment().remove("SystemRoot");
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("LOCALAPPDATA", folder.toString());
    builder.environment().put("PATH", folder + ":" + System.getenv("PATH"));
    return InstalledHost.run(builder, folder.resolve("errors"));
  }
}
