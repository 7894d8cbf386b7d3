package io.pollen.runtime;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Packages know only those below them: the way of the data is a circle, the way of the imports is
/// not.
class ArchitectureTest {
  /// Low to high; a package may use those in the lines before its own, and itself.
  private static final List<List<String>> LAYERS =
      List.of(
          List.of("io.pollen.runtime.sys", "io.pollen.runtime.seam", "io.pollen.runtime.observe"),
          List.of("io.pollen.runtime.task", "io.pollen.runtime.driver"),
          List.of("io.pollen.runtime.blocking", "io.pollen.runtime.scheduler"),
          List.of("io.pollen.io.step"),
          List.of("io.pollen.time", "io.pollen.io"),
          List.of("io.pollen.runtime.views"),
          List.of(
              "io.pollen.net",
              "io.pollen.group",
              "io.pollen.fs",
              "io.pollen.signal",
              "io.pollen.tls"),
          List.of("io.pollen.net.dns", "io.pollen.server", "io.pollen.codec", "io.pollen.process"),
          List.of("io.pollen.runtime"));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.pollen");

  @Test
  void packagesUseOnlyThoseBelowThem() {
    assertThat(CLASSES.size()).isGreaterThan(40);
    for (int low = 0; low < LAYERS.size(); low++) {
      for (String name : LAYERS.get(low)) {
        for (int high = low; high < LAYERS.size(); high++) {
          for (String above : LAYERS.get(high)) {
            if (!above.equals(name)) {
              noClasses()
                  .that()
                  .resideInAPackage(name)
                  .should()
                  .dependOnClassesThat(in(above))
                  .allowEmptyShould(true)
                  .check(CLASSES);
            }
          }
        }
      }
    }
  }

  private static DescribedPredicate<JavaClass> in(String packageName) {
    return new DescribedPredicate<>("are in " + packageName) {
      @Override
      public boolean test(JavaClass type) {
        return type.getPackageName().equals(packageName);
      }
    };
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.pollen.(**)").should().beFreeOfCycles().check(runtimeOnly());
  }

  private static JavaClasses runtimeOnly() {
    return CLASSES.that(
        new DescribedPredicate<>("belong to the runtime") {
          @Override
          public boolean test(JavaClass type) {
            String name = type.getPackageName();
            return LAYERS.stream().anyMatch(layer -> layer.contains(name));
          }
        });
  }

  @Test
  void timeAndChanceComeInThroughTheSeams() {
    noClasses()
        .that()
        .resideInAPackage("io.pollen..")
        .and()
        .resideOutsideOfPackage("io.pollen.runtime.seam")
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
        .check(CLASSES);
  }
}
