package io.pollen;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The direction of packages. The facade is the one exception:
/// docs/decisions/001-facade-direction.md.
class ArchitectureTest {
  private static final JavaClasses CORE = productClasses();

  private static final Set<String> FACADE =
      Set.of(
          "Async",
          "Future",
          "AsyncBody",
          "AsyncAction",
          "AsyncFunction",
          "AsyncBiFunction",
          "TaskLocal");

  /// Low to high.
  private static final String CONTRACT = "io.pollen";

  private static final String WOVEN = "io.pollen.woven..";
  private static final String TRANSFORM = "io.pollen.transform..";
  private static final String COMBINE = "io.pollen.combine..";
  private static final String SYNC = "io.pollen.sync..";
  private static final String STREAM = "io.pollen.stream..";

  private static JavaClasses productClasses() {
    // Names are all that the rules need: do not read the JDK's classes, which takes seconds.
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .importPackages("io.pollen");
  }

  private static DescribedPredicate<JavaClass> inTheFacade() {
    return DescribedPredicate.describe(
        "are in the facade",
        type -> {
          JavaClass outermost = type;
          while (outermost.getEnclosingClass().isPresent()) {
            outermost = outermost.getEnclosingClass().get();
          }
          return outermost.getPackageName().equals(CONTRACT)
              && FACADE.contains(outermost.getSimpleName());
        });
  }

  @Test
  void theContractKnowsNothingAboveIt() {
    noClasses()
        .that(resideInAPackage(CONTRACT).and(DescribedPredicate.not(inTheFacade())))
        .should()
        .dependOnClassesThat(resideInAnyPackage(WOVEN, TRANSFORM, COMBINE, SYNC, STREAM))
        .check(CORE);
  }

  @Test
  void theFacadeReachesOnlyCombinatorsAndTheTransformer() {
    noClasses()
        .that(inTheFacade())
        .should()
        .dependOnClassesThat(resideInAnyPackage(SYNC, STREAM))
        .check(CORE);
  }

  @Test
  void wovenCodeKnowsNothingAboveIt() {
    noClasses()
        .that(resideInAPackage(WOVEN))
        .should()
        .dependOnClassesThat(resideInAnyPackage(TRANSFORM, COMBINE, SYNC, STREAM))
        .check(CORE);
  }

  @Test
  void theTransformerKnowsNothingAboveIt() {
    noClasses()
        .that(resideInAPackage(TRANSFORM))
        .should()
        .dependOnClassesThat(resideInAnyPackage(COMBINE, SYNC, STREAM))
        .check(CORE);
  }

  @Test
  void combinatorsKnowNothingAboveThem() {
    noClasses()
        .that(resideInAPackage(COMBINE))
        .should()
        .dependOnClassesThat(resideInAnyPackage(TRANSFORM, SYNC, STREAM))
        .check(CORE);
  }

  @Test
  void syncKnowsNoStreams() {
    noClasses()
        .that(resideInAPackage(SYNC))
        .should()
        .dependOnClassesThat(resideInAnyPackage(STREAM, TRANSFORM))
        .check(CORE);
  }

  @Test
  void theCoreNeedsOnlyTheJavaBase() {
    classes()
        .that(resideInAPackage("io.pollen.."))
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                "io.pollen..",
                "java.lang..",
                "java.util..",
                "java.io",
                "java.net",
                "java.nio..",
                "java.security..",
                "java.time..",
                "org.jspecify.annotations",
                "com.google.errorprone.annotations",
                ""))
        .check(CORE);
  }

  @Test
  void noClassAsksTheClockChanceOrSleeps() {
    noClasses()
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
        .check(CORE);
  }
}
