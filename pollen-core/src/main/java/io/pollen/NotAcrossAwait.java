package io.pollen;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks what belongs to a thread, and so must not be kept across an `await`: an async body may go
/// on on another thread after any of them.
///
/// On a type it says so of all its values, on a method of what it returns, on a variable or
/// parameter of what that holds. The compile-time check `threadBound` reports an await between the
/// making and the last use of such a value.
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.PARAMETER, ElementType.LOCAL_VARIABLE})
public @interface NotAcrossAwait {

  /// What to do instead, in a few words; they end the message of the check.
  String value() default "";
}
