package io.pollen.bench.load;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/// The servers on Netty with its epoll transport: event loops and handlers.
final class NettyServer {
  private static final int BACKLOG = 4096;

  private NettyServer() {}

  /// Listens on a free port of 127.0.0.1 with that many event loops.
  static int listen(boolean http, int loops) throws InterruptedException {
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(loops, EpollIoHandler.newFactory());
    Supplier<ChannelHandler> handlers = http ? Http::new : Echo::new;
    ServerBootstrap server =
        new ServerBootstrap()
            .group(group)
            .channel(EpollServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel.pipeline().addLast(handlers.get());
                  }
                });
    var channel = server.bind("127.0.0.1", 0).sync().channel();
    return ((InetSocketAddress) channel.localAddress()).getPort();
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
