package io.pollen.transform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SourceNamesTest {
  @Test
  void lambdasAreNamedAfterTheirMethod() {
    assertThat(SourceNames.method("lambda$fetch$3")).isEqualTo("fetch");
    assertThat(SourceNames.method("lambda$fetch$1f2e3d4c$3")).isEqualTo("fetch");
    assertThat(SourceNames.method("lambda$new$0")).isEqualTo("<init>");
    assertThat(SourceNames.identifier("lambda$static$ab$0")).isEqualTo("clinit");
    assertThat(SourceNames.method("lambda$odd$name$12")).isEqualTo("odd$name");
    assertThat(SourceNames.method("ordinary")).isEqualTo("ordinary");
  }
}
