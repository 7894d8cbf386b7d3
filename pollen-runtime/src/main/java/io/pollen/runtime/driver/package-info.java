/// Sockets and timers: what turns events of the outside into wakes. Knows wakers, no tasks.
/// Programs meet only [io.pollen.runtime.driver.DriverKind], [io.pollen.runtime.driver.Interest]
/// and [io.pollen.runtime.driver.PeerCredentials].
///
/// The way of a read that has to wait:
/// 1. [io.pollen.runtime.driver.StreamSocket#pollRead] tries the system call; it would block. The
///    socket registers with the worker's [io.pollen.runtime.driver.Driver] unless it has done so
///    before, stores the task's waker, looks once more, and answers Pending.
/// 2. The worker, when it has nothing else to do (or now and then), polls its driver. A sibling
///    does it in its place when that worker is stuck, through `tryPoll`, and who stands in for it
///    waits there, through `tryWait`.
/// 3. The event finds the socket by its token, updates what is known about it, and takes the waker.
///    With all locks released the wakers are called: the tasks are polled again and try again.
///
/// Three drivers, of which [io.pollen.runtime.driver.Drivers] opens one; how they are polled, and
/// by whom, is the same ([io.pollen.runtime.driver.PolledDriver]):
/// - [io.pollen.runtime.driver.EpollDriver], edge-triggered;
/// - [io.pollen.runtime.driver.RingDriver], io_uring: a stream's bytes and a listener's connections
///   come by themselves, into an [io.pollen.runtime.driver.Inbox] and a
///   [io.pollen.runtime.driver.Backlog], small reads of files by `RingReads`, and everything else
///   by an epoll instance inside of it;
/// - [io.pollen.runtime.driver.NioDriver] with a selector, for every other system.
///
/// Beside streams and listeners, of TCP and of Unix sockets, they serve
/// [io.pollen.runtime.driver.DatagramEndpoint]s and [io.pollen.runtime.driver.PipeEnd]s; those of
/// Linux also what other code has opened, by [io.pollen.runtime.driver.Watch]. What NIO cannot is
/// refused with words. Timers are beside them, in [io.pollen.runtime.driver.TimerWheel].
///
/// Invariants, with the test that guards each:
/// - an edge is never wiped by a clear that is older, and a stored waker is never missed:
///   `ReadinessTest`, `ReadinessStress`;
/// - a descriptor is closed once, when nobody is inside a call on it, and a late event of its
///   number reaches nobody: `ReadinessTest`, `CloseIT`;
/// - what arrives by a ring is lost by nobody, holds no buffer that others need, and stops the peer
///   when it is too much; the kernel writes into no memory that is freed: `RingDriverTest`,
///   `RingReadsTest`, `RingTest`, `InboxStress`;
/// - who waits for a send of a ring is woken by its end and by a close: `OutboxStress`,
///   `OutboxCloseStress`;
/// - the drivers behave the same: every test of `io.pollen.net` runs on each;
/// - no class of Linux is initialised on another system: `DriversTest`.
@NullMarked
package io.pollen.runtime.driver;

import org.jspecify.annotations.NullMarked;
