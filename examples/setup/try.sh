#!/usr/bin/env bash
# Tries the set-ups of this folder, each in a temporary folder and with the artifacts of this build: the program runs,
# its async blocks are woven (nothing is transformed at run time), and a refused await fails the build with its
# position. Usage: examples/setup/try.sh, after a build (./mvnw verify).
# Environment: POLLEN_M2, the local Maven repository with everything else (default: ~/.m2/repository).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
# shellcheck source=../../.mvn/find-jdk.sh
. "$root/.mvn/find-jdk.sh"
JAVA_HOME=$(find_jdk25)
export JAVA_HOME PATH=$JAVA_HOME/bin:$PATH MAVEN_OPTS="-XX:TieredStopAtLevel=1 -Xshare:auto"
version=$(sed -n '/<artifactId>pollen-parent/,/<version>/s:.*<version>\(.*\)</version>.*:\1:p' "$root/pom.xml" | head -n 1)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
log=$work/log

fail() {
  echo "try.sh: $1" >&2
  [ ! -e "$log" ] || tail -n 60 "$log" >&2
  exit 1
}

# A private local repository: Pollen from this build, everything else by links to the usual one.
repository=$work/repository
install_pollen() {
  local usual=${POLLEN_M2:-$HOME/.m2/repository} entry folder artifact
  mkdir -p "$repository/io/pollen" "$usual/io"
  for entry in "$usual"/* "$usual"/io/*; do
    case $entry in
      "$usual/io" | "$usual/io/pollen" | *\*) ;;
      *) ln -s "$entry" "$repository/${entry#"$usual"/}" ;;
    esac
  done
  mkdir -p "$repository/io/pollen/pollen-parent/$version"
  cp "$root/pom.xml" "$repository/io/pollen/pollen-parent/$version/pollen-parent-$version.pom"
  for folder in pollen-core pollen-runtime pollen-compiler pollen-maven-plugin; do
    artifact=${folder/pollen-runtime/pollen}
    mkdir -p "$repository/io/pollen/$artifact/$version"
    cp "$root/$folder/pom.xml" "$repository/io/pollen/$artifact/$version/$artifact-$version.pom"
    cp "$root/$folder/target/$artifact-$version.jar" "$repository/io/pollen/$artifact/$version/" \
      || fail "$folder has not been packaged: run ./mvnw verify first"
  done
}

# What a project without a build tool has in its lib folder.
lib=$work/lib
fill_lib() {
  mkdir -p "$lib"
  cp "$root/pollen-core/target/pollen-core-$version.jar" "$lib/pollen-core.jar"
  cp "$root/pollen-runtime/target/pollen-$version.jar" "$lib/pollen.jar"
  cp "$root/pollen-compiler/target/pollen-compiler-$version.jar" "$lib/pollen-compiler.jar"
}

# Makes a project of the set-up $1 and goes there.
project() {
  echo "== $1"
  mkdir -p "$work/$1"
  cd "$work/$1"
  cp -r "$here/hello/src" .
  cp "$here/$1"/* .
  ln -s "$lib" lib
}

maven() {
  "$root/mvnw" -B -q -Dmaven.repo.local="$repository" "$@"
}

# Runs "$@", which must succeed.
ok() {
  "$@" > "$log" 2>&1 || fail "failed: $*"
}

# Runs main class $2 of folder $1, which must print $3. Sets `transformed` to whether a block was transformed on the way.
run() {
  ok java -Xlog:class+load:file="$work/loaded" --enable-native-access=ALL-UNNAMED \
    -cp "$1:$lib/pollen-core.jar:$lib/pollen.jar" "$2"
  grep -qxF "$3" "$log" || fail "$2 did not print: $3"
  transformed=no
  ! grep -qF 'io.pollen.transform.Definer ' "$work/loaded" || transformed=yes
}

# The same for classes that must be woven.
run_woven() {
  run "$@"
  [ $transformed = no ] || fail "$2 was transformed at run time"
  javap -cp "$1:$lib/pollen-core.jar" "${1%/}"/hello/*.class > "$log"
  grep -q 'extends io.pollen.woven.StateMachine' "$log" || fail "no state machine in $1"
  echo "   woven, and runs: $2"
}

# Adds the class that must be refused, and runs "$@", which must fail and name its line.
refused() {
  cp -r "$here/refused/src" .
  ! "$@" > "$log" 2>&1 || fail "should have been refused: $*"
  grep -qE 'Refused\.java:\[?13\b' "$log" || fail "the refusal has no position: $*"
  echo "   refused: $(grep -m 1 -oE 'Refused\.java:\[?13\b.*' "$log")"
}

install_pollen
fill_lib
cd "$work"

echo "== without weaving, to see that the checks of this script can fail"
ok javac -proc:none -cp "$lib/pollen-core.jar:$lib/pollen.jar" -d plain "$here"/hello/src/main/java/hello/Hello.java
run plain hello.Hello "hello world"
[ $transformed = yes ] || fail "a class that was not woven was not transformed at run time either"

project maven-processor
ok maven process-test-classes
run_woven target/classes hello.Hello "hello world"
run_woven target/test-classes hello.HelloCheck "twice 21 is 42"
refused maven process-test-classes

project maven-plugin
ok maven process-test-classes
run_woven target/classes hello.Hello "hello world"
run_woven target/test-classes hello.HelloCheck "twice 21 is 42"
refused maven process-test-classes

project javac
ok ./build.sh
run_woven classes hello.Hello "hello world"
refused ./build.sh

project pollen-weave
printf '#!/usr/bin/env bash\nexec "%s" "$@"\n' "$root/pollen" > pollen
chmod +x pollen
ok ./build.sh
run_woven classes hello.Hello "hello world"
refused ./build.sh

echo "every set-up works"
