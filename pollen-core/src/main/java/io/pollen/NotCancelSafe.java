package io.pollen;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a method whose future loses something when it is dropped half-way: bytes that it has read
/// already, or how far it has come.
///
/// Such a future must not be a branch of a `select` or `race` in a loop, which makes it anew in
/// each round: lend it to the rounds with `keep`. The compile-time check `notCancelSafeSelect`
/// reports it.
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface NotCancelSafe {

  /// What is lost, in a few words; they are part of the check's message.
  String value() default "";
}
