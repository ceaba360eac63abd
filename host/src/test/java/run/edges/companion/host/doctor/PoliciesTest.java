package run.edges.companion.host.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.edges.companion.host.browser.Registry.Export;
import run.edges.companion.host.doctor.Policies.Forbidding;

/** Policies of Windows' registry. Those of files are tested with the whole doctor. */
class PoliciesTest {
  private static final String USERS = "HKCU\\Software\\Policies\\Google\\Chrome";
  private static final String COMPUTERS = "HKLM\\Software\\Policies\\Google\\Chrome";

  private final Policies policies = new Policies(List.of(), List.of());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          /NativeMessagingBlocklist "1"="*" | NativeMessagingBlocklist
          /NativeMessagingBlocklist "1"="a.b" "7"="run.edges.companion" | NativeMessagingBlocklist
          /nativemessagingblocklist "1"="*" | NativeMessagingBlocklist
          /NativeMessagingBlocklist "1"="a.b" |
          /NativeMessagingBlocklist "one"="*" @="*" |
          /NativeMessagingBlocklist\\Below "1"="*" |
          /Recommended\\NativeMessagingBlocklist "1"="*" |
          /NativeMessagingBlocklist "1"="*" /NativeMessagingAllowlist "1"="run.edges.companion" |
          /NativeMessagingBlocklist "1"="*" /NativeMessagingAllowlist "1"="a.b" | NativeMessagingBlocklist
          "NativeMessagingBlocklist"="[\\"*\\"]" | NativeMessagingBlocklist
          "NativeMessagingBlocklist"="*" |
          "NativeMessagingBlocklist"="{" |
          "NativeMessagingBlocklist"="[\\"*\\"]" /NativeMessagingBlocklist |
          "NativeMessagingUserLevelHosts"=dword:00000000 | NativeMessagingUserLevelHosts
          "NativeMessagingUserLevelHosts"=dword:00000001 |
          "NativeMessagingUserLevelHosts"="0" | NativeMessagingUserLevelHosts
          "NativeMessagingUserLevelHosts"="false" |
          "NativeMessagingUserLevelHosts"=hex:00,00,00,00 |
          """)
  void findForbidding_oneKey_isAsInChromium(String export, String name) {
    take(COMPUTERS, export);

    assertThat(policies.findForbidding(true).map(Forbidding::name).orElse(null)).isEqualTo(name);
  }

  @Test
  void findForbidding_byKey_namesIt() {
    take(USERS, "/NativeMessagingBlocklist \"1\"=\"*\"");

    assertThat(policies.findForbidding(false))
        .contains(new Forbidding("NativeMessagingBlocklist", USERS));
  }

  @Test
  void findForbidding_ofTheUsersLevel_leavesTheComputersManifest() {
    take(COMPUTERS, "\"NativeMessagingUserLevelHosts\"=dword:00000000");

    assertThat(policies.findForbidding(false)).isEmpty();
  }

  @Test
  void findForbidding_bothKeys_computersCountsMore() {
    take(USERS, "\"NativeMessagingUserLevelHosts\"=dword:00000000");
    take(COMPUTERS, "\"NativeMessagingUserLevelHosts\"=dword:00000001");

    assertThat(policies.findForbidding(true)).isEmpty();
  }

  @Test
  void findForbidding_listOfTheUserAndListOfTheComputer_countTogether() {
    take(USERS, "/NativeMessagingAllowlist \"1\"=\"run.edges.companion\"");
    take(COMPUTERS, "/NativeMessagingBlocklist \"1\"=\"*\"");

    assertThat(policies.findForbidding(true)).isEmpty();
  }

  /** As Windows writes it, where / starts a key below: each on a line of its own. */
  private void take(String key, String export) {
    String full = key.replace("HKCU", "HKEY_CURRENT_USER").replace("HKLM", "HKEY_LOCAL_MACHINE");
    String lines =
        export
            .replaceAll(" (?=[\"@])", "\n")
            .replaceAll("/(\\S+)", "\n[" + Matcher.quoteReplacement(full) + "\\\\$1]");
    String text = "Windows Registry Editor Version 5.00\n\n[%s]\n%s\n\n".formatted(full, lines);
    policies.take(key, new Export(text.replace("\n", "\r\n")));
  }
}
