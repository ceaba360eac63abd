package run.edges.companion.testbed.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each command of docs/install.md is typed by one class of tests. */
class InstallPageTest {
  @Test
  void sections_withCommands_areThoseThatAreTyped() {
    assertThat(InstallPage.sections())
        .containsExactlyInAnyOrderElementsOf(InstallPage.TYPED_BY.keySet());
  }

  /** It says at the class's end what was not typed. */
  @Test
  void typists_each_haveThePage() {
    assertThat(InstallPage.TYPED_BY.values())
        .allSatisfy(typist ->
            assertThat(Arrays.stream(typist.getDeclaredFields()))
                .as(typist.getName())
                .anyMatch(InstallPageTest::isPage));
  }

  private static boolean isPage(Field field) {
    return field.getType().equals(InstallPage.class)
        && field.isAnnotationPresent(RegisterExtension.class)
        && Modifier.isStatic(field.getModifiers());
  }
}
