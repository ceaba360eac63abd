package run.edges.companion.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.edges.companion.host.InstalledHost.Result;

/** What is wrong with an installation, said by the host itself. */
@Timeout(120)
class DoctorIT {
  private static final String CHROMIUM =
      ".config/chromium/NativeMessagingHosts/run.edges.companion.json";

  @TempDir Path folder;
  private InstalledHost host;

  @BeforeEach
  void register() throws IOException {
    host = InstalledHost.copy(folder);
    Files.createDirectories(host.home().resolve(".config/chromium"));
    assertThat(run("register", "--no-cache").status()).isZero();
  }

  @Test
  void registered_startsInEachBrowser() throws IOException {
    Files.createDirectories(host.home().resolve(".mozilla"));
    assertThat(run("register", "--no-cache").status()).isZero();

    Result result = run("doctor");

    assertThat(result.status()).as(result.out()).isZero();
    assertThat(result.out())
        .contains("Chromium\n  ok     registered: ", "Firefox\n  ok     registered: ")
        .contains("the host starts and answers: version " + HostVersion.TEXT)
        .doesNotContain("WRONG");
  }

  @Test
  void noBrowser_saysSo() throws IOException {
    Result result = host.run(Map.of("HOME", folder.resolve("other").toString()), "doctor");

    assertThat(result.status()).isEqualTo(10);
    assertThat(result.out()).contains("(10 NO_BROWSER)", "--browser");
  }

  @Test
  void notRegistered_saysHowTo() throws IOException {
    Files.delete(host.home().resolve(CHROMIUM));

    Result result = run("doctor");

    assertThat(result.status()).isEqualTo(11);
    assertThat(result.out())
        .contains("(11 NOT_REGISTERED)", "Register it: " + host.launcher() + " register\n");
  }

  @Test
  void notRegistered_installedByTheScript_namesWhatStaysOverUpdates() throws IOException {
    Path installed = Files.createDirectories(folder.resolve("my lib/versions"));
    Files.move(host.dist(), installed.resolve("1"));
    Path link = folder.resolve("my lib/edges-companion-host");
    Files.createSymbolicLink(link, Path.of("versions/1/edges-companion-host"));
    Files.delete(host.home().resolve(CHROMIUM));
    host = new InstalledHost(folder, folder.resolve("my lib"), host.home());

    assertThat(run("doctor").out()).contains("Register it: \"" + link + "\" register\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          run.edges.companion | other.host | 14
          stdio | socket | 14
          chrome-extension://fhfe | chrome-extension://aaaa | 15
          PATH | edges-companion-host | 16
          edges-companion-host | no-such-program | 17
          { | [ | 13
          PATH | \\u0000 | 13
          """)
  void manifest_faulty_isNamed(String good, String bad, int status) throws IOException {
    Path manifest = host.home().resolve(CHROMIUM);
    String launcher = host.launcher().toString();
    Files.writeString(
        manifest, Files.readString(manifest).replace(good.equals("PATH") ? launcher : good, bad));

    Result result = run("doctor");

    assertThat(result.status()).as(result.out()).isEqualTo(status);
    assertThat(result.out()).contains("WRONG", "(" + status + " ");
  }

  @Test
  void host_thatMayNotBeExecuted_isNamed() throws IOException {
    Path other = Files.copy(host.launcher(), folder.resolve("program"));
    Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-r--r--"));
    replaceHost(other);

    Result result = run("doctor");

    assertThat(result.status()).as(result.out()).isEqualTo(18);
    assertThat(result.out()).contains("chmod a+x " + other);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          echo no runtime here >&2; exit 3 | no runtime here
          echo 'Starting, please wait' | something else than its answer
          exit 0 | it says nothing
          printf '\\002\\000\\000\\000[]' | something else than its answer
          printf '\\002\\000\\000\\000{}' | something else than its answer
          """)
  void host_thatDoesNotSpeak_isQuoted(String script, String said) throws IOException {
    Path other = Files.writeString(folder.resolve("program"), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rwxr-xr-x"));
    replaceHost(other);

    Result result = run("doctor");

    assertThat(result.status()).as(result.out()).isEqualTo(22);
    assertThat(result.out()).contains(said);
  }

  @Test
  void manifestOfTheComputer_hiddenByAFaultyOne_isNamed() throws IOException {
    Path users = host.home().resolve(CHROMIUM);
    Path computers = computersBehindAFaulty(users, "etc/chromium/native-messaging-hosts");

    Result hidden = run("doctor", "--root", folder.resolve("root").toString());
    Files.delete(users);
    Result alone = run("doctor", "--root", folder.resolve("root").toString());

    assertThat(hidden.status()).as(hidden.out()).isEqualTo(19);
    assertThat(hidden.out()).contains("hides " + computers, "rm " + users);
    assertThat(alone.status()).as(alone.out()).isZero();
    assertThat(alone.out()).contains("registered: " + computers);
  }

  @Test
  void manifestOfTheComputer_behindAFaultyOne_isFirefoxs() throws IOException {
    Files.createDirectories(host.home().resolve(".mozilla"));
    assertThat(run("register", "--browser", "firefox", "--no-cache").status()).isZero();
    Path users = host.home().resolve(".mozilla/native-messaging-hosts/run.edges.companion.json");
    Path computers = computersBehindAFaulty(users, "usr/lib/mozilla/native-messaging-hosts");

    Result result =
        run("doctor", "--browser", "firefox", "--root", folder.resolve("root").toString());

    assertThat(result.status()).as(result.out()).isZero();
    assertThat(result.out()).contains("registered: " + computers);
  }

  @Test
  void policies_inSeveralFiles_countTogether() throws IOException {
    Path policies = Files.createDirectories(folder.resolve("root/etc/chromium/policies/managed"));
    Files.writeString(policies.resolve("1.json"), "{\"NativeMessagingBlocklist\": [\"*\"]}");
    Files.writeString(
        policies.resolve("2.json"), "{\"NativeMessagingAllowlist\": [\"run.edges.companion\"]}");

    assertThat(run("doctor", "--root", folder.resolve("root").toString()).status()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"NativeMessagingBlocklist": ["*"]} | 20
          {"NativeMessagingBlocklist": ["run.edges.companion"]} | 20
          {"NativeMessagingBlocklist": ["*"], "NativeMessagingAllowlist": ["run.edges.companion"]} | 0
          {"NativeMessagingUserLevelHosts": false} | 20
          {"NativeMessagingUserLevelHosts": true} | 0
          no policy at all | 0
          """)
  void policyOfTheComputer_thatForbids_isNamed(String policy, int status) throws IOException {
    Path file = folder.resolve("root/etc/chromium/policies/managed/company.json");
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, policy);

    Result result = run("doctor", "--root", folder.resolve("root").toString());

    assertThat(result.status()).as(result.out()).isEqualTo(status);
    assertThat(result.out().contains(file.getParent().toString())).isEqualTo(status != 0);
  }

  @Test
  void policyAboutUsersHosts_leavesTheComputers() throws IOException {
    Path policies = Files.createDirectories(folder.resolve("root/etc/chromium/policies/managed"));
    Files.writeString(policies.resolve("1.json"), "{\"NativeMessagingUserLevelHosts\": false}");
    Path users = host.home().resolve(CHROMIUM);
    Path computers = computersBehindAFaulty(users, "etc/chromium/native-messaging-hosts");

    Result result = run("doctor", "--root", folder.resolve("root").toString());

    assertThat(result.status()).as(result.out()).isZero();
    assertThat(result.out()).contains("registered: " + computers);
  }

  @Test
  void sandboxedBrowser_isNamedWithTheWayOut() throws IOException {
    Files.createDirectories(host.home().resolve("snap/chromium"));
    Files.createDirectories(host.home().resolve(".var/app/org.mozilla.firefox"));

    Result result = run("doctor");

    assertThat(result.status()).isEqualTo(21);
    assertThat(result.out())
        .contains("Chromium (Snap)", "Firefox (Flatpak)", "(21 SANDBOXED)", "package of your");
  }

  @Test
  void json_forPrograms_holdsTheSame() throws IOException {
    Files.delete(host.home().resolve(CHROMIUM));

    Result result = run("status", "--json");

    JsonObject report = JsonParser.parseString(result.out()).getAsJsonObject();
    assertThat(report.get("host_version").getAsString()).isEqualTo(HostVersion.TEXT);
    JsonArray findings = report.getAsJsonArray("findings");
    JsonObject finding = findings.get(0).getAsJsonObject();
    assertThat(finding.get("about").getAsString()).isEqualTo("Chromium");
    assertThat(finding.get("code").getAsInt()).isEqualTo(11);
    assertThat(finding.get("fault").getAsString()).isEqualTo("NOT_REGISTERED");
    assertThat(finding.get("remedy").getAsString()).contains("register");
    assertThat(result.status()).isEqualTo(11);
  }

  /** The computer has the user's manifest too, and the user's is faulty from then on. */
  private Path computersBehindAFaulty(Path users, String place) throws IOException {
    Path computers = Files.createDirectories(folder.resolve("root").resolve(place));
    Path copy = Files.copy(users, computers.resolve("run.edges.companion.json"));
    Files.writeString(users, "{}");
    return copy;
  }

  private void replaceHost(Path other) throws IOException {
    Path manifest = host.home().resolve(CHROMIUM);
    Files.writeString(
        manifest, Files.readString(manifest).replace(host.launcher().toString(), other.toString()));
  }

  private Result run(String... arguments) throws IOException {
    return host.run(Map.of(), arguments);
  }
}
