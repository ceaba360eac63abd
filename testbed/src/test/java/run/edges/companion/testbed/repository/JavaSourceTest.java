package run.edges.companion.testbed.repository;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import run.edges.companion.testbed.repository.JavaSource.Method;

class JavaSourceTest {
  private static final String SOURCE =
      """
      import java.util.List;

      /** { not code } */
      @Marked(names = {"a", "{"})
      record Example(int size, String text) {
        private static final int[] NUMBERS = {1, 2};
        private final Runnable task = () -> {
          run();
        };

        Example {
          check(size);
        }

        @Values(strings = {"{", "}"})
        <T extends Runnable> void first(T task) throws IOException, Error {
          if (size > 0) {
            // }
            synchronized (this) {
              work('{', "}");
            }
          }
          for (Runnable each : List.of(new Runnable() {
            @Override
            public void run() {
              work();
            }
          })) {
            each.run();
          }
        }

        enum Kind {
          ONE;

          int second() { return switch (this) { case ONE -> { yield 1; } }; }
        }
      }
      """;

  @Test
  void methods_everyKind_haveNameAndLength() {
    assertThat(JavaSource.of(SOURCE).methods())
        .containsExactly(
            new Method("Example", 11, 3),
            new Method("run", 25, 3),
            new Method("first", 16, 16),
            new Method("second", 36, 1));
  }

  @Test
  void code_commentsAndLiterals_areGone() {
    assertThat(JavaSource.of(SOURCE).code()).doesNotContain("not code", "\"", "'");
    assertThat(JavaSource.of(SOURCE).code().lines()).hasSameSizeAs(SOURCE.lines().toList());
  }

  @Test
  void imports_oneFile_areListed() {
    assertThat(JavaSource.of(SOURCE).imports()).containsExactly("java.util.List");
  }
}
