package io.pollen.maven;

import java.io.File;
import java.util.List;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;

/// Weaves the async blocks in the class files of `src/test`.
@Mojo(
    name = "weave-tests",
    defaultPhase = LifecyclePhase.PROCESS_TEST_CLASSES,
    requiresDependencyResolution = ResolutionScope.TEST,
    threadSafe = true)
@SuppressWarnings("NullAway.Init") // Maven sets the parameters
public final class WeaveTestsMojo extends Weaving {
  /// The folder to weave.
  @Parameter(defaultValue = "${project.build.testOutputDirectory}", required = true)
  private File classes;

  /// What the classes were compiled against.
  @Parameter(defaultValue = "${project.testClasspathElements}", required = true, readonly = true)
  private List<String> classPath;

  /// Called by Maven.
  public WeaveTestsMojo() {}

  @Override
  File classes() {
    return classes;
  }

  @Override
  List<String> classPath() {
    return classPath;
  }
}
