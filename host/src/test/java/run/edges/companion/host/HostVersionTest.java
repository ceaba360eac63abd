package run.edges.companion.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HostVersionTest {
  @Test
  void text_isThePomsVersion() {
    assertThat(HostVersion.TEXT).isEqualTo(System.getProperty("project.version"));
  }
}
