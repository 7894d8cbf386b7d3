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
    assertThat(SourceNames.method("lambda$odd$NAME$12")).isEqualTo("odd$NAME");
    assertThat(SourceNames.method("lambda$x$123456789$0")).isEqualTo("x$123456789");
    assertThat(SourceNames.method("lambda$x$12345678$0")).isEqualTo("x");
    assertThat(SourceNames.method("lambda$x$$0")).isEqualTo("x$");
    assertThat(SourceNames.method("lambda$$0")).isEqualTo("lambda$$0");
    assertThat(SourceNames.method("lambda$x$y")).isEqualTo("lambda$x$y");
    assertThat(SourceNames.method("lambda$7")).isEqualTo("lambda$7");
    assertThat(SourceNames.method("ordinary")).isEqualTo("ordinary");
  }
}
