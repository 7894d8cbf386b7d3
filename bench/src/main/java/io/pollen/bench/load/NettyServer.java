package io.pollen.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/// The servers on Netty with one of its native transports: event loops and handlers.
final class NettyServer {
  private static final int BACKLOG = 4096;

  private final boolean uring;
  private final EventLoopGroup group;

  /// @param uring io_uring instead of epoll
  NettyServer(boolean uring, int loops) {
    this.uring = uring;
    group =
        new MultiThreadIoEventLoopGroup(
            loops, uring ? IoUringIoHandler.newFactory() : EpollIoHandler.newFactory());
  }

  /// Listens on a free port of 127.0.0.1.
  int listen(Service service) throws Exception {
    var bound =
        switch (service) {
          case ECHO -> tcp(() -> new ChannelHandler[] {new Echo()});
          case HTTP -> tcp(() -> new ChannelHandler[] {new Http()});
          case TLS -> {
            SSLContext context = Identity.context();
            yield tcp(() -> new ChannelHandler[] {secured(context), new Echo()});
          }
          case UDP -> udp();
        };
    return ((InetSocketAddress) bound.sync().channel().localAddress()).getPort();
  }

  private static SslHandler secured(SSLContext context) {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    return new SslHandler(engine);
  }

  private ChannelFuture tcp(Supplier<ChannelHandler[]> handlers) {
    return new ServerBootstrap()
        .group(group)
        .channel(uring ? IoUringServerSocketChannel.class : EpollServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                channel.pipeline().addLast(handlers.get());
              }
            })
        .bind("127.0.0.1", 0);
  }

  /// With epoll only.
  private ChannelFuture udp() {
    return new Bootstrap()
        .group(group)
        .channel(EpollDatagramChannel.class)
        .handler(new Datagrams())
        .bind("127.0.0.1", 0);
  }

  /// A peer that went away is no error.
  private abstract static class Handler extends ChannelInboundHandlerAdapter {
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable gone) {
      context.close();
    }
  }

  private static final class Echo extends Handler {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      context.write(message);
    }
  }

  private static final class Datagrams extends Handler {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      DatagramPacket packet = (DatagramPacket) message;
      context.write(new DatagramPacket(packet.content(), packet.sender()));
    }
  }

  private static final class Http extends Handler {
    private final Plaintext plaintext = new Plaintext();

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      try {
        while (bytes.isReadable() && plaintext.isOpen()) {
          take(bytes);
          context.write(context.alloc().directBuffer().writeBytes(plaintext.answer()));
        }
      } finally {
        bytes.release();
      }
      if (!plaintext.isOpen()) {
        context
            .writeAndFlush(context.alloc().directBuffer(0))
            .addListener(ChannelFutureListener.CLOSE);
      }
    }

    private void take(ByteBuf bytes) {
      ByteBuffer input = plaintext.input();
      int count = Math.min(bytes.readableBytes(), input.remaining());
      int limit = input.limit();
      input.limit(input.position() + count);
      bytes.readBytes(input);
      input.limit(limit);
    }
  }
}
