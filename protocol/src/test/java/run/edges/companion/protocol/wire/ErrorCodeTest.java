package run.edges.companion.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorCodeTest {
  @Test
  void numbers_all_areUniqueAndAscending() {
    assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::number))
        .doesNotHaveDuplicates()
        .isSorted();
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void text_any_isWholeSentencesWithoutPlaceholder(ErrorCode code) {
    assertThat(code.text()).endsWith(".").doesNotContainPattern("[{}%<>$\\[\\]|]|TODO|null|\\s\\s");
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void closeCode_any_isInTheApplicationRange(ErrorCode code) {
    assertThat(code.closeCode()).isEqualTo(4000 + code.number()).isBetween(4000, 4999);
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void find_label_givesTheCode(ErrorCode code) {
    assertThat(ErrorCode.find(code.name())).hasValue(code);
    assertThat(new ProtocolException(code)).hasMessage(code.text());
  }

  @Test
  void find_unknownLabel_isEmpty() {
    assertThat(ErrorCode.find("")).isEmpty();
    assertThat(ErrorCode.find("message_invalid")).isEmpty();
  }
}
