/// Sockets, pipes, descriptors and names, asynchronous: each operation is a future that does
/// nothing before it is polled.
///
/// 1. [io.pollen.net.TcpListener] binds and accepts, [io.pollen.net.TcpStream] connects, reads and
///    writes, [io.pollen.net.TcpSocket] sets options before either. Names go through
///    [io.pollen.net.Dns] and the runtime's [io.pollen.net.Resolver]; one that asks name servers is
///    in `io.pollen.net.dns`. [io.pollen.net.UnixListener] and [io.pollen.net.UnixStream] do the
///    same for programs of one machine: they share [io.pollen.net.SocketListener] and
///    [io.pollen.net.SocketStream]. [io.pollen.net.UdpSocket] and [io.pollen.net.UnixDatagram] move
///    datagrams, [io.pollen.net.Pipes] bytes one way, and [io.pollen.net.AsyncFd] waits for
///    descriptors of other code.
/// 2. An operation is one small object ([io.pollen.net.TurnOperation]): its poll spends a unit of
///    the budget and calls the driver's socket, which moves bytes now or stores the waker.
/// 3. The driver of the worker that polled it sees the event and wakes the task, which polls again.
///
/// Invariants, each held on the epoll and on the NIO driver: a dropped read has taken no byte and a
/// dropped accept no connection (`CancelSafetyIT`), a receive no datagram (`UdpSocketIT`); closing
/// wakes whoever waits, and never touches a descriptor number that has a new owner (`CloseIT`); one
/// task reads and one writes, others are told so (`TcpStreamIT`).
@NullMarked
package io.pollen.net;

import org.jspecify.annotations.NullMarked;
