/// What Pollen is compared with inside a JVM, one class for each library and suite.
///
/// 1. Virtual threads and the fixed pool use `java.util.concurrent` as a Java programmer would.
/// 2. Kotlin's bodies are [Machine]s: what Kotlin's compiler makes of a suspending lambda.
/// 3. Every class has one `open`: the body for a shape, or null where the library has no such
///    thing.
///
/// Invariant: a body does what the shape says, no less (`PeerBodiesTest` runs each once).
@NullMarked
package io.pollen.bench.peer;

import org.jspecify.annotations.NullMarked;
