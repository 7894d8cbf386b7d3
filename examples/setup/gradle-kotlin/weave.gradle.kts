// Weaves as the last step of each compilation, for builds without the annotation processor: apply(from = "weave.gradle.kts")
import javax.inject.Inject

val weaver: Configuration by configurations.creating

dependencies {
    weaver("io.pollen:pollen-compiler:0.1.0-SNAPSHOT")
}

interface Processes {
    @get:Inject
    val operations: ExecOperations
}

tasks.withType<JavaCompile>().configureEach {
    val compile = this
    val processes = objects.newInstance<Processes>().operations
    val weaverPath = files(weaver)
    inputs.files(weaverPath).withPropertyName("weaver")
    doLast {
        processes.javaexec {
            executable = compile.javaCompiler.get().metadata.installationPath.file("bin/java").asFile.path
            classpath = weaverPath
            mainClass = "io.pollen.compiler.weave.WeaveMain"
            args("--class-path", compile.classpath.asPath, compile.destinationDirectory.get().asFile.path)
        }
    }
}
