package realistic;

import static io.pollen.runtime.Pollen.*;

import io.pollen.Future;
import io.pollen.sync.Mpsc;
import io.pollen.sync.Oneshot;
import java.util.HashMap;
import java.util.Map;

/// Accounts that only their own task touches; everybody else sends messages.
final class BankActor {
  sealed interface Message {
    record Deposit(String account, long amount) implements Message {}

    record Transfer(String from, String to, long amount, Oneshot.Sender<Boolean> reply)
        implements Message {}

    record Balance(String account, Oneshot.Sender<Long> reply) implements Message {}
  }

  private final Mpsc.Sender<Message> inbox;

  BankActor() {
    var channel = Mpsc.<Message>bounded(32);
    inbox = channel.sender();
    spawn(async(() -> await(work(channel.receiver()))));
  }

  private static Future<Void> work(Mpsc.Receiver<Message> inbox) {
    Map<String, Long> accounts = new HashMap<>();
    return using(
        inbox,
        messages -> {
          while (await(messages.recv()).orElse(null) instanceof Message message) {
            switch (message) {
              case Message.Deposit(var account, var amount) ->
                  accounts.merge(account, amount, Long::sum);
              case Message.Transfer(var from, var to, var amount, var reply) -> {
                boolean enough = accounts.getOrDefault(from, 0L) >= amount;
                if (enough) {
                  accounts.merge(from, -amount, Long::sum);
                  accounts.merge(to, amount, Long::sum);
                }
                reply.send(enough);
              }
              case Message.Balance(var account, var reply) ->
                  reply.send(accounts.getOrDefault(account, 0L));
            }
          }
          return null;
        });
  }

  Future<Void> deposit(String account, long amount) {
    return inbox.send(new Message.Deposit(account, amount));
  }

  Future<Boolean> transfer(String from, String to, long amount) {
    return async(() -> {
      var reply = Oneshot.<Boolean>channel();
      await(inbox.send(new Message.Transfer(from, to, amount, reply.sender())));
      return await(reply.receiver());
    });
  }

  Future<Long> balance(String account) {
    var reply = Oneshot.<Long>channel();
    var asked = inbox.send(new Message.Balance(account, reply.sender()));
    return asked.flatMap(sent -> reply.receiver());
  }

  public static void main(String[] args) throws Exception {
    run(() -> {
      var bank = new BankActor();
      await(join(bank.deposit("a", 100), bank.deposit("b", 20)));
      boolean done = await(bank.transfer("a", "b", 30));
      System.out.println(done + " " + await(bank.balance("a")) + " " + await(bank.balance("b")));
    });
  }
}
