package io.pollen.runtime.driver;

/// What a ring has in flight, or will have again: found by the token in its completions.
abstract class RingRequest extends Source {

  /// A completion has brought something. The polling thread only, which calls [#ended] after the
  /// last one.
  abstract void completed(RingDriver by, int result, int flags, WakeBatch wakes);

  /// The last completion of the request, which has brought `result`. The polling thread only.
  abstract void ended(RingDriver by, int result, WakeBatch wakes);
}
