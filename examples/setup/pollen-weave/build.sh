#!/usr/bin/env bash
# Weaves what a compiler without the processor has written. lib/ holds the jars of Pollen; ./pollen is its command.
set -euo pipefail
javac -proc:none -cp lib/pollen-core.jar:lib/pollen.jar -d classes $(find src/main -name '*.java')
./pollen weave --class-path lib/pollen-core.jar:lib/pollen.jar classes
java -cp classes:lib/pollen-core.jar:lib/pollen.jar --enable-native-access=ALL-UNNAMED hello.Hello
