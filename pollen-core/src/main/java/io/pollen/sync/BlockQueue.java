package io.pollen.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// The queue under the channels: many producers, one consumer, unbounded, a linked list of blocks.
///
/// A producer claims a slot by one fetch-and-add on the tail, finds the slot's block and stores its
/// item there; it never waits for anybody. The consumer reads slot after slot; an empty one is
/// either not claimed yet or claimed by a producer that will store (and then wake) in a moment, so
/// nobody has to tell the two apart.
///
/// The tail word:
///
/// | bits  | name   | set by | cleared by | meaning                                                     |
/// |-------|--------|--------|------------|-------------------------------------------------------------|
/// | 0     | CLOSED | close  | never      | no slot is given out any more; END lies in the one before   |
/// | 1..63 | index  | push   | a push that finds CLOSED takes its claim back | the next free slot       |
///
/// Blocks are found from a hint that is read *before* the claim: it was at or before the tail then,
/// so it is at or before the claimed slot. A block that the consumer has left links to itself (so
/// that an old dead block keeps no younger one alive); a producer that meets one starts again from
/// the consumer's block, which is never behind its own, as its own slot is not consumed.
///
/// (The block list is Tokio's and Go's idea; garbage collection spares the recycling of blocks, and
/// with it Tokio's condition that a block be full before the tail may leave it.)
///
/// @param <T> the type of the items
final class BlockQueue<T> {
  private static final long CLOSED = 1;
  private static final long ONE = 2;

  /// The item after the last one of a closed queue.
  private static final Object END = new Object();

  private static final VarHandle TAIL;
  private static final VarHandle TAIL_BLOCK;
  private static final VarHandle HEAD;
  private static final VarHandle HEAD_BLOCK;
  private static final VarHandle NEXT;
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);

  static {
    try {
      var lookup = MethodHandles.lookup();
      TAIL = lookup.findVarHandle(BlockQueue.class, "tail", long.class);
      TAIL_BLOCK = lookup.findVarHandle(BlockQueue.class, "tailBlock", Block.class);
      HEAD = lookup.findVarHandle(BlockQueue.class, "head", long.class);
      HEAD_BLOCK = lookup.findVarHandle(BlockQueue.class, "headBlock", Block.class);
      NEXT = lookup.findVarHandle(Block.class, "next", Block.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// The slots from `base` on.
  private static final class Block {
    final long base;
    final @Nullable Object[] slots;
    volatile @Nullable Block next;

    Block(long base, int size) {
      this.base = base;
      this.slots = new Object[size];
    }

    /// The next block, made if it is not there.
    Block following() {
      Block there = next;
      if (there == null) {
        Block made = new Block(base + slots.length, slots.length);
        there = (Block) NEXT.compareAndExchange(this, null, made);
        if (there == null) {
          there = made;
        }
      }
      return there;
    }
  }

  // --- constant ---
  private final int mask;

  // --- producers ---
  private volatile long tail;
  private volatile Block tailBlock;

  // --- written by the consumer, read by all ---
  private volatile Block headBlock;
  private volatile long head;

  /// @param blockSize a power of two: 32 in production, 2 in a model check
  BlockQueue(int blockSize) {
    if (Integer.bitCount(blockSize) != 1) {
      throw new IllegalArgumentException("not a power of two: " + blockSize);
    }
    mask = blockSize - 1;
    Block first = new Block(0, blockSize);
    tailBlock = first;
    headBlock = first;
  }

  /// Appends an item. Lock-free, any thread. When it returns true, the consumer's next look after a
  /// full fence finds the item or the items before it.
  ///
  /// @return false when the queue is closed
  boolean push(T item) {
    Block hint = tailBlock; // before the claim, see above
    if ((tail & CLOSED) != 0) {
      return false;
    }
    long claim = (long) TAIL.getAndAdd(this, ONE);
    if ((claim & CLOSED) != 0) {
      TAIL.getAndAdd(this, -ONE);
      return false;
    }
    store(hint, claim >>> 1, item);
    return true;
  }

  /// Closes the queue: what was pushed before can still be popped.
  ///
  /// @return false when it was closed already
  boolean close() {
    Block hint = tailBlock;
    long seen = tail;
    while ((seen & CLOSED) == 0) {
      long witness = (long) TAIL.compareAndExchange(this, seen, (seen + ONE) | CLOSED);
      if (witness == seen) {
        store(hint, seen >>> 1, END);
        return true;
      }
      seen = witness;
    }
    return false;
  }

  private void store(Block hint, long index, Object item) {
    Block block = find(hint, index);
    // Volatile, not release: the producer looks for the consumer's waker next, and the consumer
    // looks here after it has stored its waker. Pairs with the getVolatile in at().
    SLOT.setVolatile(block.slots, (int) index & mask, item);
  }

  private Block find(Block hint, long index) {
    long base = index & ~(long) mask;
    Block block = hint;
    if (block.base == base) {
      return block;
    }
    while (block.base != base) {
      Block following = block.following();
      block = following == block ? headBlock : following;
    }
    Block known = tailBlock;
    while (known.base < base) {
      Block witness = (Block) TAIL_BLOCK.compareAndExchange(this, known, block);
      if (witness == known) {
        break;
      }
      known = witness;
    }
    return block;
  }

  /// The first item, which stays. Consumer only.
  ///
  /// @return null when there is none (yet)
  @SuppressWarnings("unchecked") // push() stores T's only
  @Nullable T peek() {
    Object item = at();
    return item == END ? null : (T) item;
  }

  /// Whether everything was popped and nothing can come any more. Consumer only.
  boolean isEnded() {
    return at() == END;
  }

  private @Nullable Object at() {
    Block block = headBlock;
    long index = head;
    if (index - block.base > mask) {
      Block following = block.next;
      if (following == null) {
        return null;
      }
      HEAD_BLOCK.setRelease(this, following);
      // After headBlock has moved on. Pairs with the read of next in following().
      NEXT.setRelease(block, block);
      block = following;
    }
    return SLOT.getVolatile(block.slots, (int) index & mask);
  }

  /// Takes the item that [#peek] showed. Consumer only.
  void advance() {
    long index = head;
    SLOT.set(headBlock.slots, (int) index & mask, null);
    HEAD.setRelease(this, index + 1);
  }

  /// The first item, taken. Consumer only.
  ///
  /// @return null when there is none (yet)
  @Nullable T pop() {
    T item = peek();
    if (item != null) {
      advance();
    }
    return item;
  }

  /// How many items are in the queue, at some moment during the call, including those whose
  /// producer has claimed a slot and not stored yet.
  int size() {
    long taken = head; // first, so that the difference is never negative
    long claimed = tail;
    long size = (claimed >>> 1) - (claimed & CLOSED) - taken;
    return (int) Math.min(Integer.MAX_VALUE, size);
  }

  boolean isClosed() {
    return (tail & CLOSED) != 0;
  }
}
