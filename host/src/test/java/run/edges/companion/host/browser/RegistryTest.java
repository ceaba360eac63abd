package run.edges.companion.host.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What {@code reg export} writes; the same in every language of Windows. */
class RegistryTest {
  private static final String HEAD =
      """
      Windows Registry Editor Version 5.00\r

      [HKEY_CURRENT_USER\\Software\\Mozilla\\NativeMessagingHosts\\run.edges.companion]\r
      """;

  @Test
  void findDefault_path_isUnescaped() {
    assertThat(Registry.findDefault(HEAD + "@=\"C:\\\\Users\\\\Ü & \\\"b\\\"\\\\x.json\"\r\n\r\n"))
        .contains("C:\\Users\\Ü & \"b\"\\x.json");
  }

  @Test
  void findDefault_onlyOtherValues_isEmpty() {
    assertThat(Registry.findDefault(HEAD + "\"a\"=\"@=\\\"b\\\"\"\r\n\r\n")).isEmpty();
  }

  @Test
  void findDefault_notSet_isEmpty() {
    assertThat(Registry.findDefault(HEAD + "\r\n")).isEmpty();
  }
}
