package io.pollen.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ToolsTest {
  @Test
  void aToolOnThePathIsFound() {
    assertThat(Tools.find("sh")).isPresent();
  }

  @Test
  void aMissingToolSaysWhatToInstall() {
    assertThatThrownBy(() -> Tools.need("no-such-tool", "apt-get install it"))
        .isInstanceOf(Failure.class)
        .hasMessage("no-such-tool is not on the PATH: install it (apt-get install it)");
  }
}
