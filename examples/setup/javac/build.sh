#!/usr/bin/env bash
# Compiles and runs with the JDK alone. lib/ holds pollen-core.jar, pollen.jar and pollen-compiler.jar.
set -euo pipefail
javac --processor-path lib/pollen-compiler.jar:lib/pollen-core.jar \
  -cp lib/pollen-core.jar:lib/pollen.jar -d classes $(find src/main -name '*.java')
java -cp classes:lib/pollen-core.jar:lib/pollen.jar --enable-native-access=ALL-UNNAMED hello.Hello
