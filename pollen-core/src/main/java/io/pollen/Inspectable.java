package io.pollen;

/// A future that tells what it waits for, for [AwaitTree]: combinators and async blocks do; a leaf
/// just has a `toString`.
///
/// A future of your own that polls others implements it, so that await trees go on behind it:
///
/// ```java
/// public void inspect(Inspection into) {
///   into.what("retry, attempt " + attempt).awaits(inner);
/// }
/// ```
public interface Inspectable {

  /// Describes this future as it is now. May be called on any thread, also while another one polls
  /// or drops it: read each field once, count on nothing that two fields say together, change and
  /// poll nothing, take no lock. What is told may be a little out of date; an exception is caught
  /// and shown in the tree.
  void inspect(Inspection into);
}
