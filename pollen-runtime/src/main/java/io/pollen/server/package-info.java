/// Servers: a [io.pollen.server.Server] accepts connections, runs a task for each, and ends them in
/// order.
///
/// ```java
/// var stop = new CancellationToken(); // cancel it when the program is to end
/// var server = Server.of(connection -> converse(connection.stream())).maxConnections(10_000);
/// await(server.serve(await(TcpListener.bind("127.0.0.1", 8080)), stop));
/// ```
///
/// Above `net` and `group`. Guarded by `ServerIT`.
@NullMarked
package io.pollen.server;

import org.jspecify.annotations.NullMarked;
