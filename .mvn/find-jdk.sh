# Sourced by ./mvnw and ./pollen: find_jdk25 prints the home of a JDK of version 25 or newer.

# The feature version of the JDK at $1, or 0. Reads its release file without starting a process: this runs at each
# start of ./pollen.
jdk_version() {
  [ -x "$1/bin/javac" ] || { echo 0; return; }
  local key value version=""
  if [ -r "$1/release" ]; then
    while IFS='=' read -r key value; do
      [ "$key" = JAVA_VERSION ] || continue
      value=${value//\"/}
      version=${value%%[!0-9]*}
      break
    done < "$1/release"
  fi
  [ -n "$version" ] || version=$("$1/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)
  echo "${version:-0}"
}

find_jdk25() {
  local candidate javac
  javac=$(command -v javac 2>/dev/null || true)
  for candidate in \
    "${POLLEN_JAVA_HOME:-}" "${JAVA_HOME:-}" \
    "${javac:+$(dirname "$(dirname "$(readlink -f "$javac")")")}" \
    /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    [ -n "$candidate" ] || continue
    if [ "$(jdk_version "$candidate")" -ge 25 ]; then
      echo "$candidate"
      return 0
    fi
  done
  cat >&2 <<'MESSAGE'
pollen: no JDK 25 was found (looked at POLLEN_JAVA_HOME, JAVA_HOME, PATH, /usr/lib/jvm and the places where version managers put JDKs).
        Install one (for example Eclipse Temurin 25), or set POLLEN_JAVA_HOME to the folder that holds bin/javac of a JDK 25 or newer.
MESSAGE
  return 1
}
