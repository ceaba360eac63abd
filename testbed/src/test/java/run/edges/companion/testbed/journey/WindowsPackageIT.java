package run.edges.companion.testbed.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The package of Windows, looked into: what it puts where; and installed, with Wine for Windows. A
 * stand-in takes the place of its Java: it prints its arguments.
 */
class WindowsPackageIT {
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final Path DIST = REPOSITORY.resolve("host/target/dist");

  private static final String JAVA =
      """
      #include <stdio.h>
      int main(int count, char *arguments[]) {
        for (int i = 1; i < count; i++) puts(arguments[i]);
        return 7;
      }
      """;

  @RegisterExtension static final InstallPage page = new InstallPage(WindowsPackageIT.class);

  @TempDir static Path builds;
  private static Path runtime;
  private static Path msi;
  private static Path next;

  @BeforeAll
  static void build() throws IOException {
    runtime = standIn("runtime", "java.exe");
    msi = build("packages", "0.1.0");
    next = build("packages", "0.1.1");
  }

  @Test
  void msi_madeTwice_isTheSameBytes() throws IOException {
    assertThat(build("again", "0.1.0")).hasSameBinaryContentAs(msi);
  }

  /** Windows Installer takes packages of one code for one package. */
  @Test
  void msi_ofAnotherJava_isAnotherPackage() throws IOException {
    Path another = standIn("another", "java.exe");
    Files.writeString(another.resolve("lib/server/jvm.dll"), "another library");
    Path other = build("other", "0.1.0", another);
    assertThat(packageCode(other)).isNotEqualTo(packageCode(msi));
  }

  @Test
  void msi_unpacked_holdsTheHostBelowItsVersion() throws IOException {
    Path unpacked = builds.resolve("unpacked");
    run("msiextract", "--directory", unpacked.toString(), msi.toString());
    Path folder = unpacked.resolve("Programs/Edges Companion/0.1.0");
    List<String> files = new ArrayList<>(files(runtime, "runtime/"));
    files.addAll(files(REPOSITORY.resolve("installers/licences"), "licences/"));
    files.addAll(
        List.of(
            "companion-host.jar",
            "edges-companion-host.exe",
            "edges-companion-hostw.exe",
            "run.edges.companion.chromium.json",
            "run.edges.companion.firefox.json",
            "sbom.cdx.json"));
    assertThat(files(folder, "")).containsExactlyInAnyOrderElementsOf(files);
    assertThat(files(unpacked, "")).as("elsewhere").hasSameSizeAs(files);
    assertThat(folder.resolve("companion-host.jar"))
        .hasSameBinaryContentAs(DIST.resolve("companion-host.jar"));
    assertThat(folder.resolve("runtime/bin/java.exe"))
        .hasSameBinaryContentAs(runtime.resolve("bin/java.exe"));
    assertThat(subsystem(folder.resolve("edges-companion-host.exe"))).isEqualTo(3);
    assertThat(subsystem(folder.resolve("edges-companion-hostw.exe"))).isEqualTo(2);
    for (String family : List.of("chromium", "firefox")) {
      String manifest = Files.readString(folder.resolve(manifest(family)));
      assertThat(JsonParser.parseString(manifest)).isEqualTo(registeredManifest(family));
    }
  }

  @Test
  void registry_values_areThoseOfRegister() throws IOException {
    Map<String, String> registered = new TreeMap<>();
    Pattern.compile("^reg add \"HKCU\\\\(.*)\" /ve /t REG_SZ /d \".*/(.*)\" /f$", Pattern.MULTILINE)
        .matcher(registration())
        .results()
        .forEach(add -> registered.put(add.group(1), "[InstallFolder]" + add.group(2)));
    assertThat(registered).isNotEmpty();
    Map<String, String> written = new TreeMap<>();
    for (String[] row : table(msi, "Registry")) {
      assertThat(row[1]).as("of the user").isEqualTo("1");
      assertThat(row[3]).as("the key's own value").isEmpty();
      written.put(row[2], row[4]);
    }
    assertThat(written).isEqualTo(registered);
  }

  @Test
  void msi_installed_needsNoAdministratorAndRestartsNothing() throws IOException {
    assertThat(run("msiinfo", "suminfo", msi.toString()))
        .contains("Template: x64;1033", "Source: 10 (a)");
    assertThat(column(msi, "Property", 1))
        .doesNotContainKey("ALLUSERS")
        .containsEntry("REBOOT", "ReallySuppress")
        .containsEntry("MSIRESTARTMANAGERCONTROL", "Disable")
        .containsEntry("ProductVersion", "0.1.0");
    assertThat(column(msi, "Directory", 1))
        .containsEntry("InstallFolder", "EdgesFolder")
        .containsEntry("EdgesFolder", "UserPrograms")
        .containsEntry("UserPrograms", "LocalAppDataFolder");
  }

  /** 18: a program that was installed; 64: how it ends does not matter. */
  @Test
  void startUpCache_isMadeAtTheEndAndMayFail() throws IOException {
    String[] action = table(msi, "CustomAction").getFirst();
    String program =
        table(msi, "File").stream()
            .filter(file -> file[2].equals("edges-companion-hostw.exe"))
            .findFirst()
            .orElseThrow()[0];
    assertThat(action).containsExactly("MakeStartUpCache", "82", program, "train", "");
    Map<String, String> sequence = column(msi, "InstallExecuteSequence", 2);
    assertThat(Integer.parseInt(sequence.get("MakeStartUpCache")))
        .isGreaterThan(Integer.parseInt(sequence.get("InstallFinalize")));
    assertThat(column(msi, "InstallExecuteSequence", 1))
        .containsEntry("MakeStartUpCache", "NOT REMOVE");
  }

  @Test
  void msi_removed_takesWhatTheHostWrote() throws IOException {
    assertThat(table(msi, "RemoveFile"))
        .allSatisfy(row -> assertThat(row).contains("InstallFolder", "2"))
        .extracting(row -> row[2])
        .contains("companion-host.aot", "companion-host.aot.sum", "allowed-callers", "*");
    List<String> removed = table(msi, "CreateFolder").stream().map(row -> row[0]).toList();
    Map<String, String> parents = column(msi, "Directory", 1);
    List<String> ours = new ArrayList<>(parents.keySet());
    ours.removeAll(List.of("TARGETDIR", "LocalAppDataFolder", "UserPrograms"));
    assertThat(removed).containsExactlyInAnyOrderElementsOf(ours);
    assertThat(removed)
        .allSatisfy(folder ->
            assertThat(removed.subList(0, removed.indexOf(folder)))
                .as("what goes before the folders in it")
                .doesNotContain(parents.get(folder)));
  }

  @Test
  void msi_ofAnotherVersion_replacesTheOldOneWithinTheTransaction() throws IOException {
    Map<String, String> old = column(msi, "Property", 1);
    Map<String, String> property = column(next, "Property", 1);
    assertThat(property).containsEntry("UpgradeCode", old.get("UpgradeCode"));
    assertThat(property.get("ProductCode")).isNotEqualTo(old.get("ProductCode"));
    assertThat(table(next, "Directory"))
        .extracting(row -> row[2])
        .contains("0.1.1")
        .doesNotContain("0.1.0");
    assertThat(
            column(next, "Component", 1).values().stream().filter(has(column(msi, "Component", 1))))
        .as("components of both: the folder above the versions")
        .hasSize(1);
    assertThat(table(next, "Upgrade"))
        .extracting(row -> row[0])
        .containsOnly(old.get("UpgradeCode"));
    Map<String, String> sequence = column(next, "InstallExecuteSequence", 2);
    assertThat(Integer.parseInt(sequence.get("RemoveExistingProducts")))
        .isBetween(
            Integer.parseInt(sequence.get("InstallInitialize")),
            Integer.parseInt(sequence.get("ProcessComponents")));
  }

  @Test
  void msi_installedByThePage_isReplacedAndLeavesNothing(@TempDir Path folder) throws IOException {
    Wine wine = new Wine(folder);
    Path programs = wine.localAppData().resolve("Programs/Edges Companion");
    try (wine) {
      wine.type(msi.getParent(), page.command("Windows", 1, "0.1.0"));
      assertInstalled(wine, "0.1.0");
      wine.type(next.getParent(), page.command("Windows", 2, "0.1.1"));
      assertInstalled(wine, "0.1.1");
      assertThat(programs.resolve("0.1.0")).doesNotExist();
      wine.type(next.getParent(), page.command("Windows", 3, "0.1.1"));
    }
    assertThat(programs).doesNotExist();
    assertThat(wine.registry())
        .allSatisfy(file ->
            assertThat(file).content().contains("Software").doesNotContainIgnoringCase("edges"));
  }

  private static void assertInstalled(Wine wine, String version) throws IOException {
    Path installed = wine.localAppData().resolve("Programs/Edges Companion").resolve(version);
    for (String[] row : table(msi, "Registry")) {
      Wine.Outcome key = wine.start("reg", "query", "HKCU\\" + row[2], "/ve");
      String manifest = version + "\\" + row[4].replace("[InstallFolder]", "");
      assertThat(key.text()).contains("\\Programs\\Edges Companion\\" + manifest);
      assertThat(installed.resolve(row[4].replace("[InstallFolder]", ""))).exists();
    }
    String launcher = installed.resolve("edges-companion-host.exe").toString();
    Wine.Outcome started = wine.start(launcher, "two words", "\"q'", "");
    assertThat(started.status()).isEqualTo(7);
    assertThat(started.text().lines())
        .contains("-Xmx48m")
        .endsWith("run.edges.companion.host.Main", "two words", "\"q'", "");
  }

  @Test
  void package_jdkWithoutModules_isRefused() throws IOException {
    Path jdk = standIn("jdk", "javac.exe");
    Process process = start(command(builds.resolve("none"), "0.1.0", jdk));
    assertThat(read(process)).contains(jdk + " has no jmods.");
    assertThat(process.onExit().join().exitValue()).isEqualTo(1);
  }

  private static Predicate<String> has(Map<String, String> others) {
    return others.values()::contains;
  }

  /** A folder that looks like a Java for Windows. */
  private static Path standIn(String name, String program) throws IOException {
    Path folder = builds.resolve(name);
    Files.createDirectories(folder.resolve("bin"));
    Files.createDirectories(folder.resolve("lib/server"));
    Files.copy(DIST.resolve("runtime/release"), folder.resolve("release"));
    Files.writeString(folder.resolve("lib/server/jvm.dll"), "a library");
    Path source = Files.writeString(builds.resolve("java.c"), JAVA);
    String exe = folder.resolve("bin").resolve(program).toString();
    run("x86_64-w64-mingw32-gcc", "-o", exe, source.toString());
    return folder;
  }

  private static Path build(String name, String version) throws IOException {
    return build(name, version, runtime);
  }

  private static Path build(String name, String version, Path jdk) throws IOException {
    Path out = builds.resolve(name);
    run(command(out, version, jdk));
    return out.resolve("edges-companion-host-" + version + "-windows-x64.msi");
  }

  private static String[] command(Path out, String version, Path jdk) {
    String script = REPOSITORY.resolve("installers/windows/package.sh").toString();
    return new String[] {script, out.toString(), version, jdk.toString()};
  }

  private static String registration() throws IOException {
    return run(
        DIST.resolve("edges-companion-host").toString(),
        "register",
        "--dry-run",
        "--os",
        "windows");
  }

  /** What {@code register} would write, but for the path, which starts at the manifest. */
  private static JsonObject registeredManifest(String family) throws IOException {
    String text =
        Pattern.compile(Pattern.quote(manifest(family)) + "\n(\\{.*?\n\\})", Pattern.DOTALL)
            .matcher(registration())
            .results()
            .map(result -> result.group(1))
            .findFirst()
            .orElseThrow();
    JsonObject manifest = JsonParser.parseString(text).getAsJsonObject();
    manifest.addProperty("path", "edges-companion-host.exe");
    return manifest;
  }

  private static String manifest(String family) {
    return "run.edges.companion." + family + ".json";
  }

  /** The rows of a table of the package. */
  private static List<String[]> table(Path msi, String name) throws IOException {
    return run("msiinfo", "export", msi.toString(), name)
        .lines()
        .skip(3)
        .map(line -> line.split("\t", -1))
        .toList();
  }

  private static String packageCode(Path msi) throws IOException {
    return run("msiinfo", "suminfo", msi.toString())
        .lines()
        .filter(line -> line.startsWith("Revision number"))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, String> column(Path msi, String table, int column) throws IOException {
    return table(msi, table).stream().collect(Collectors.toMap(row -> row[0], row -> row[column]));
  }

  private static List<String> files(Path folder, String prefix) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> prefix + folder.relativize(file))
          .toList();
    }
  }

  /** Of a program of Windows: 2 for one without a console, 3 for one with it. */
  private static int subsystem(Path program) throws IOException {
    byte[] bytes = Files.readAllBytes(program);
    var numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return numbers.getShort(numbers.getInt(0x3c) + 0x5c);
  }

  private static String run(String... command) throws IOException {
    Process process = start(command);
    String out = read(process);
    assertThat(process.onExit().join().exitValue()).as(out).isZero();
    return out;
  }

  private static Process start(String... command) throws IOException {
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static String read(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
