package run.edges.companion.host.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonPrimitive;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.edges.companion.host.browser.Registry.Export;

/** What {@code reg export} writes; the same in every language of Windows. */
class RegistryTest {
  private static final String HEAD =
      """
      Windows Registry Editor Version 5.00

      [HKEY_CURRENT_USER\\Software\\Vendor]
      """;

  @Test
  void find_default_isUnescaped() {
    assertThat(export("@=\"C:\\\\Users\\\\Ü & \\\"b\\\"\\\\x.json\"\n").find(""))
        .contains(Map.of("", new JsonPrimitive("C:\\Users\\Ü & \"b\"\\x.json")));
  }

  @Test
  void find_keyWithoutValues_isEmptyMap() {
    assertThat(export("").find("")).contains(Map.of());
  }

  @Test
  void find_keyThatIsNotThere_isEmpty() {
    assertThat(export("").find("Other")).isEmpty();
  }

  @Test
  void find_keysBelow_haveTheirOwnValues() {
    Export export =
        export(
            """
            "Name"="own"

            [HKEY_CURRENT_USER\\Software\\Vendor\\List]
            "1"="one"
            "2"=dword:000000ff

            [HKEY_CURRENT_USER\\Software\\Vendor\\List\\Odd] [one]
            "1"="below"

            """);

    assertThat(export.find("")).contains(Map.of("Name", new JsonPrimitive("own")));
    assertThat(export.find("List"))
        .contains(Map.of("1", new JsonPrimitive("one"), "2", new JsonPrimitive(255)));
    assertThat(export.find("List\\Odd] [one")).contains(Map.of("1", new JsonPrimitive("below")));
  }

  @Test
  void find_namesInAnotherCase_areTheSame() {
    Export export = export("\n[HKEY_CURRENT_USER\\Software\\Vendor\\List]\n\"Name\"=\"one\"\n");

    assertThat(export.find("LIST").orElseThrow().get("NAME")).isEqualTo(new JsonPrimitive("one"));
  }

  @Test
  void find_valuesOfOtherTypes_arePassedOver() {
    Export export =
        export(
            """
            "bytes"=hex:00,11,22,33,44,55,66,77,88,99,aa,bb,cc,dd,ee,ff,00,11,22,33,44,\\
              55,66,77
            "long"=hex(b):05,00,00,00,00,00,00,00
            "none"=hex(0):
            "after"="them"
            """);

    assertThat(export.find("")).contains(Map.of("after", new JsonPrimitive("them")));
  }

  @Test
  void find_textThatLooksLikeAnExport_isOneText() {
    Export export =
        export(
            """
            "]=\\"[\\\\"="a
            [HKEY_CURRENT_USER\\Software\\Vendor\\List]
            @=\\"b\\"
            c"
            """);

    assertThat(export.find(""))
        .contains(
            Map.of(
                "]=\"[\\",
                new JsonPrimitive("a\r\n[HKEY_CURRENT_USERSoftwareVendorList]\r\n@=\"b\"\r\nc")));
    assertThat(export.find("List")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"@=", "@=\"a", "@=\"a\\", "\"a", "\"a\"", "\"a\"=dword:no", "[", "[a", "]", "="})
  void find_cutOff_holdsWhatCameBefore(String rest) {
    assertThat(export("\"b\"=\"c\"\n" + rest).find("").orElseThrow())
        .containsEntry("b", new JsonPrimitive("c"));
  }

  private static Export export(String values) {
    return new Export((HEAD + values).replace("\n", "\r\n"));
  }
}
