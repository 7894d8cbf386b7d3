package io.pollen.maven;

import io.pollen.compiler.weave.WeaveReport;
import io.pollen.compiler.weave.Weaver;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.logging.Log;
import org.apache.maven.plugins.annotations.Parameter;

/// What both goals do with a folder of class files.
abstract class Weaving extends AbstractMojo {
  private static final int JDK_OF_THE_WEAVER = 25;

  /// Leaves the classes as they are.
  @Parameter(property = "pollen.weave.skip", defaultValue = "false")
  private boolean skip;

  /// The folder to weave.
  abstract File classes();

  /// What the classes were compiled against.
  abstract List<String> classPath();

  @Override
  public final void execute() throws MojoExecutionException, MojoFailureException {
    if (!skip) {
      weave(classes(), classPath(), getLog());
    }
  }

  /// @throws MojoFailureException when a body was refused; each refusal has been logged
  private static void weave(File classes, List<String> classPath, Log log)
      throws MojoExecutionException, MojoFailureException {
    int jdk = Runtime.version().feature();
    if (jdk < JDK_OF_THE_WEAVER) {
      throw new MojoExecutionException(
          "this Maven runs on Java "
              + jdk
              + ", and the weaver needs 25 or newer: set JAVA_HOME to a JDK 25, or weave by the"
              + " annotation processor, which runs where the compiler does");
    }
    if (!classes.isDirectory()) {
      log.debug("nothing to weave: there is no " + classes);
      return;
    }
    WeaveReport report;
    try {
      report = Weaver.weaveDirectory(classes.toPath(), classPath.stream().map(Path::of).toList());
    } catch (IOException e) {
      throw new MojoExecutionException("could not weave " + classes + ": " + e.getMessage(), e);
    }
    report.leftToRunTime().forEach(body -> log.warn("left to run time: " + body));
    report.refusals().forEach(log::error);
    if (!report.refusals().isEmpty()) {
      throw new MojoFailureException(
          report.refusals().size() + " async bodies cannot be woven, see above");
    }
    log.info(report.blocks() + " async bodies in " + report.classes() + " classes woven");
  }
}
