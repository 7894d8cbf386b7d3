package io.pollen.maven;

import java.io.File;
import java.util.List;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
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
public final class WeaveTestsMojo extends AbstractMojo {
  /// The folder to weave.
  @Parameter(defaultValue = "${project.build.testOutputDirectory}", required = true)
  private File classes;

  /// What the classes were compiled against.
  @Parameter(defaultValue = "${project.testClasspathElements}", required = true, readonly = true)
  private List<String> classPath;

  /// Leaves the classes as they are.
  @Parameter(property = "pollen.weave.skip", defaultValue = "false")
  private boolean skip;

  /// Called by Maven.
  public WeaveTestsMojo() {}

  @Override
  public void execute() throws MojoExecutionException, MojoFailureException {
    if (!skip) {
      Weaving.weave(classes, classPath, getLog());
    }
  }
}
