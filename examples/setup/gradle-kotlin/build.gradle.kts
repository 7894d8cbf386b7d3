plugins {
    application
}

java {
    toolchain {
        languageVersion = JavaLanguageVersion.of(25)
    }
}

repositories {
    mavenCentral()
}

val pollenVersion = "0.1.0-SNAPSHOT"

dependencies {
    implementation("io.pollen:pollen:$pollenVersion")
    annotationProcessor("io.pollen:pollen-compiler:$pollenVersion")
    testAnnotationProcessor("io.pollen:pollen-compiler:$pollenVersion")
}

application {
    mainClass = "hello.Hello"
}
