package io.pollen.net.dns;

import io.pollen.Future;
import io.pollen.Outcome;
import io.pollen.io.step.Steps;
import io.pollen.time.Time;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Asks the servers one question, one after the other, as often as the settings say, until one
/// knows the answer. Where that is another name, it asks for that.
///
/// The way through it, for each server: a datagram; when its answer is truncated, a connection;
/// when it fails, takes too long, or does not know, the next server.
final class Inquiry extends Steps<Answer> {
  private static final int ID_BOUND = 1 << 16;

  /// The codes of RFC 1035, section 4.1.1, that are failures.
  private static final List<String> CODES =
      List.of("NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED");

  private final Settings settings;
  private final RandomGenerator random;

  private int firstServer;
  private Question question;
  private int asked; // how many servers, this time
  private boolean overTcp;
  private int aliases;
  private long ttl = Integer.MAX_VALUE;
  private boolean reached;
  private final List<String> failures = new ArrayList<>();
  private @Nullable Answer answer;

  /// @param firstServer the index of whom to ask first, counted round and round: 0 or more
  Inquiry(Settings settings, RandomGenerator random, int firstServer, Question question) {
    this.settings = settings;
    this.random = random;
    this.firstServer = firstServer % settings.servers().size();
    this.question = question;
  }

  private InetSocketAddress server() {
    return settings.servers().get(serverIndex());
  }

  /// Of whom is asked now.
  private int serverIndex() {
    int count = settings.servers().size();
    return (firstServer + asked % count) % count;
  }

  @Override
  protected Future<?> first() {
    int id = random.nextInt(ID_BOUND);
    Future<Message> exchange =
        overTcp
            ? TcpExchange.with(server(), question, id)
            : UdpExchange.with(server(), question, id);
    return Time.timeoutOrEmpty(settings.timeout(), exchange).catching();
  }

  @Override
  protected @Nullable Future<?> next(Object outcome) throws Exception {
    try {
      // What is no failure of the server's passes: that there is no runtime, for example.
      if (((Outcome<?>) outcome).get() instanceof Optional<?> inTime
          && inTime.orElse(null) instanceof Message message) {
        return read(message);
      }
      return fail("has not answered within " + settings.timeout().toMillis() + " ms");
    } catch (IOException e) {
      reached |= e instanceof MalformedMessageException;
      return fail(String.valueOf(e.getMessage()));
    }
  }

  private @Nullable Future<?> read(Message message) throws MalformedMessageException {
    reached = true;
    if (message.isTruncated()) {
      if (overTcp) {
        throw new MalformedMessageException("it is truncated, over TCP, too");
      }
      overTcp = true;
      return first();
    }
    if (message.isLame()) {
      return fail("does not ask other name servers");
    }
    int code = message.code();
    if (code != Message.NO_ERROR && code != Message.NO_SUCH_NAME) {
      return fail("has answered " + (code < CODES.size() ? CODES.get(code) : "code " + code));
    }
    return switch (Answer.of(message, question)) {
      case Answer.Elsewhere(DnsName other, long valid) -> askFor(other, valid);
      case Answer.Addresses(var addresses, long valid) ->
          end(new Answer.Addresses(addresses, Math.min(ttl, valid)));
      case Answer.None(boolean exists, long valid) ->
          end(new Answer.None(exists, Math.min(ttl, valid)));
      case Answer.Failed failed -> end(failed);
    };
  }

  private @Nullable Future<?> askFor(DnsName other, long valid) throws MalformedMessageException {
    if (++aliases > Answer.MOST_ALIASES) {
      throw new MalformedMessageException("more than " + Answer.MOST_ALIASES + " aliases");
    }
    question = new Question(other, question.type());
    ttl = Math.min(ttl, valid);
    overTcp = false;
    firstServer = serverIndex();
    asked = 0; // another question, which all of them are asked
    return first();
  }

  private @Nullable Future<?> fail(String why) {
    String failure = text(server()) + " " + why;
    if (!failures.contains(failure)) {
      failures.add(failure);
    }
    overTcp = false;
    if (++asked < (long) settings.servers().size() * settings.attempts()) {
      return first();
    }
    return end(new Answer.Failed(String.join("; ", failures), reached));
  }

  private static String text(InetSocketAddress server) {
    return server.getAddress().getHostAddress() + " port " + server.getPort();
  }

  private @Nullable Future<?> end(Answer with) {
    answer = with;
    return null;
  }

  @Override
  @SuppressWarnings("NullAway") // it ends with an answer
  protected Answer result() {
    return answer;
  }

  @Override
  protected String label() {
    return "asking " + text(server()) + " for " + question;
  }
}
