#!/usr/bin/env bash
# Builds tokio-extra with Debian's Tokio into the folder named and prints the path of the program. Needs what the
# script of the Tokio peer installs: cargo, and librust-tokio-dev's sources.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
registry=${CARGO_REGISTRY_DIR:-/usr/share/cargo/registry}
mkdir -p "$1/source"
out=$(cd "$1" && pwd)
rm -rf "$out/source/src" && cp -r "$here/Cargo.toml" "$here/src" "$out/source/"
export CARGO_HOME=${CARGO_HOME:-$out/cargo-home} CARGO_TARGET_DIR=$out
(cd "$out/source" && cargo build --release --offline \
  --config 'source.crates-io.replace-with="debian"' \
  --config "source.debian.directory=\"$registry\"") >&2
echo "$out/release/tokio-extra"
