package io.pollen.compiler.check;

import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BinaryOperator;
import javax.lang.model.element.Element;
import org.jspecify.annotations.Nullable;

/// What may be held at one point of a function, and what is known of its variables there.
///
/// @param locks that may be locked
/// @param names what a variable that was assigned here stands for, where locks are told apart
/// @param choices what depends on the value of a variable: the answer of a `tryLock`
/// @param bound values that belong to a thread, by the variable that has them
record Held(
    Set<Lock> locks,
    Map<Element, Set<Key>> names,
    Map<Element, Choice> choices,
    Map<Element, Bound> bound) {

  static final Held NOTHING = new Held(Set.of(), Map.of(), Map.of(), Map.of());

  /// An expression whose value is told from that of others.
  ///
  /// @param root a variable, field, type, or a tree whose value nothing else has
  /// @param path the fields and calls from there
  record Key(Object root, String path) {
    Key then(String step) {
      return new Key(root, path + "." + step);
    }
  }

  /// A lock that was taken.
  ///
  /// @param keys what it may be
  /// @param name as it is written where it was taken
  /// @param taken where
  record Lock(Set<Key> keys, String name, Tree taken) {}

  /// @param ifTrue held only when the variable is true, or not zero
  /// @param ifFalse held only when it is not
  record Choice(Set<Lock> ifTrue, Set<Lock> ifFalse) {}

  /// A value that belongs to a thread.
  ///
  /// @param what it is, for the message
  /// @param instead what to write, for the message
  /// @param crossed the await that it has been kept across
  record Bound(String what, String instead, @Nullable TreePath crossed) {}

  static @Nullable Held join(@Nullable Held a, @Nullable Held b) {
    if (a == null || a == b) {
      return b;
    }
    if (b == null) {
      return a;
    }
    return new Held(
        union(a.locks, b.locks),
        joined(a.names, b.names, Held::union),
        agreed(a.choices, b.choices),
        joined(a.bound, b.bound, (x, y) -> x.crossed == null ? y : x));
  }

  /// Whether nothing has changed.
  static boolean same(@Nullable Held a, @Nullable Held b) {
    return Objects.equals(a, b);
  }

  private static <T> Set<T> union(Set<T> a, Set<T> b) {
    if (a.containsAll(b)) {
      return a;
    }
    Set<T> all = new LinkedHashSet<>(a);
    all.addAll(b);
    return all;
  }

  private static <V> Map<Element, V> joined(
      Map<Element, V> a, Map<Element, V> b, BinaryOperator<V> both) {
    if (a.equals(b)) {
      return a;
    }
    Map<Element, V> all = new LinkedHashMap<>(a);
    b.forEach((key, value) -> all.merge(key, value, both));
    return all;
  }

  /// Two ways that disagree on what an answer means leave it without a meaning; but a variable that
  /// only one of them has is not in use on the other.
  private static Map<Element, Choice> agreed(Map<Element, Choice> a, Map<Element, Choice> b) {
    if (a.equals(b)) {
      return a;
    }
    Map<Element, Choice> all = new HashMap<>(a);
    b.forEach((key, value) -> {
      if (all.containsKey(key) && !value.equals(all.get(key))) {
        all.remove(key);
      } else {
        all.put(key, value);
      }
    });
    return all;
  }

  Held withLock(Lock lock) {
    return new Held(union(locks, Set.of(lock)), names, choices, bound);
  }

  /// An unlock by another name than any lock has is taken for that of an alias, and releases all.
  Held withoutLock(Set<Key> keys) {
    Set<Lock> rest = new LinkedHashSet<>(locks);
    if (!rest.removeIf(lock -> lock.keys.stream().anyMatch(keys::contains))) {
      rest.clear();
    }
    return new Held(rest, names, choices, bound);
  }

  /// The variable has a value that `keys` stand for.
  Held naming(Element variable, Set<Key> keys) {
    Map<Element, Set<Key>> all = new HashMap<>(names);
    all.put(variable, keys);
    return new Held(locks, all, choices, bound);
  }

  /// The variable has the answer of a condition.
  Held choosing(Element variable, Choice choice) {
    Map<Element, Choice> all = new HashMap<>(choices);
    if (choice.ifTrue.isEmpty() && choice.ifFalse.isEmpty()) {
      all.remove(variable);
    } else {
      all.put(variable, choice);
    }
    return all.equals(choices) ? this : new Held(locks, names, all, bound);
  }

  /// The variable turns out to be true (not zero), or not.
  Held chosen(Element variable, boolean value) {
    Choice choice = choices.get(variable);
    if (choice == null) {
      return this;
    }
    Set<Lock> rest = new HashSet<>(locks);
    rest.removeAll(value ? choice.ifFalse : choice.ifTrue);
    return new Held(rest, names, choices, bound);
  }

  /// The variable has a value that belongs to a thread, or (null) no longer has one.
  Held binding(Element variable, @Nullable Bound value) {
    if (value == null && !bound.containsKey(variable)) {
      return this;
    }
    Map<Element, Bound> all = new LinkedHashMap<>(bound);
    if (value == null) {
      all.remove(variable);
    } else {
      all.put(variable, value);
    }
    return new Held(locks, names, choices, all);
  }

  /// Everything that belongs to a thread is kept across `await`.
  Held across(TreePath await) {
    if (bound.isEmpty()) {
      return this;
    }
    Map<Element, Bound> all = new LinkedHashMap<>();
    bound.forEach((variable, value) ->
        all.put(
            variable, value.crossed == null ? new Bound(value.what, value.instead, await) : value));
    return new Held(locks, names, choices, all);
  }
}
