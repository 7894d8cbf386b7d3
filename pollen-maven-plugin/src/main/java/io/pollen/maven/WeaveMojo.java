package io.pollen.maven;

import java.io.File;
import java.util.List;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;

/// Weaves the async blocks in the class files of `src/main`.
@Mojo(
    name = "weave",
    defaultPhase = LifecyclePhase.PROCESS_CLASSES,
    requiresDependencyResolution = ResolutionScope.COMPILE,
    threadSafe = true)
@SuppressWarnings("NullAway.Init") // Maven sets the parameters
public final class WeaveMojo extends Weaving {
  /// The folder to weave.
  @Parameter(defaultValue = "${project.build.outputDirectory}", required = true)
  private File classes;

  /// What the classes were compiled against.
  @Parameter(defaultValue = "${project.compileClasspathElements}", required = true, readonly = true)
  private List<String> classPath;

  /// Called by Maven.
  public WeaveMojo() {}

  @Override
  File classes() {
    return classes;
  }

  @Override
  List<String> classPath() {
    return classPath;
  }
}
