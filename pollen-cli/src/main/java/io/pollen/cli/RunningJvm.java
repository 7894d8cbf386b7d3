package io.pollen.cli;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.ReflectionException;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.jspecify.annotations.Nullable;

/// Another process that runs Pollen, looked into through its platform MBean server: attach, let it
/// open that server for this user on this machine, have it make Pollen's MBean by name, ask, remove
/// the MBean. See docs/decisions/004-looking-in.md for why not by an agent.
final class RunningJvm {
  private static final String BEAN = "io.pollen.runtime.observe.DumpBean";
  private static final Path PROC = Path.of("/proc");

  /// What its answers may consist of: root may look into the process of somebody who wishes it ill.
  private static final ObjectInputFilter JMX_ONLY =
      ObjectInputFilter.Config.createFilter(
          "java.base/*;java.rmi/*;java.management/*;java.management.rmi/*;!*");

  private final long pid;

  RunningJvm(long pid) {
    this.pid = pid;
  }

  /// The process cannot be looked into; the message says why, and what to do.
  static final class OutOfReach extends Exception {
    private static final long serialVersionUID = 1L;

    OutOfReach(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /// The dump of all its runtimes.
  ///
  /// @param format `text` or `json`
  @SuppressWarnings("BanJNDI") // the address names no directory: it is the process's own, by attach
  String dump(String format, int limit) throws OutOfReach {
    refuseIfHopeless();
    String address = openManagement();
    if (ObjectInputFilter.Config.getSerialFilter() == null) {
      ObjectInputFilter.Config.setSerialFilter(JMX_ONLY);
    }
    try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address))) {
      return dump(connector.getMBeanServerConnection(), format, limit);
    } catch (IOException e) {
      throw new OutOfReach("process " + pid + " has stopped answering: " + e, e);
    }
  }

  private String dump(MBeanServerConnection server, String format, int limit)
      throws OutOfReach, IOException {
    try {
      ObjectName name = new ObjectName("io.pollen:type=Dump,for=" + ProcessHandle.current().pid());
      server.createMBean(BEAN, name);
      try {
        Object[] arguments = {format, limit};
        String[] types = {String.class.getName(), int.class.getName()};
        return (String) server.invoke(name, "dump", arguments, types);
      } finally {
        server.unregisterMBean(name);
      }
    } catch (ReflectionException e) {
      if (e.getCause() instanceof ClassNotFoundException) {
        throw new OutOfReach(
            "process "
                + pid
                + " has no Pollen on its class path (or an older one; one that a container or plugin"
                + " loads by a class loader of its own cannot be reached: call AsyncRuntime.dump()"
                + " there)",
            e);
      }
      throw new OutOfReach("process " + pid + " could not dump: " + e.getCause(), e);
    } catch (JMException e) {
      throw new OutOfReach("process " + pid + " could not dump: " + e, e);
    }
  }

  private String openManagement() throws OutOfReach {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
      try {
        return machine.startLocalManagementAgent();
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException | IOException e) {
      throw new OutOfReach(
          "cannot attach to process "
              + pid
              + ": "
              + e.getMessage()
              + " (it needs to run on the same machine as the same user, without"
              + " -XX:+DisableAttachMechanism, and with the module jdk.management.agent)",
          e);
    }
  }

  /// Attaching signals the process, and one that is no JVM may take the signal for something else.
  private void refuseIfHopeless() throws OutOfReach {
    if (ProcessHandle.of(pid).isEmpty()) {
      throw new OutOfReach("there is no process " + pid, null);
    }
    if (Files.isDirectory(PROC.resolve("self"))) {
      refuseOthersProcess();
      if (!loadsJvm()) {
        throw new OutOfReach("process " + pid + " is not a JVM", null);
      }
    } else if (VirtualMachine.list().stream()
        .noneMatch(vm -> vm.id().equals(String.valueOf(pid)))) {
      throw new OutOfReach("process " + pid + " is not a JVM of this user", null);
    }
  }

  private void refuseOthersProcess() throws OutOfReach {
    try {
      String owner = Files.getOwner(PROC.resolve(Long.toString(pid))).getName();
      String me = Files.getOwner(PROC.resolve("self")).getName();
      if (!owner.equals(me) && !me.equals("root")) {
        throw new OutOfReach(
            "process "
                + pid
                + " belongs to user "
                + owner
                + ", and this is "
                + me
                + ": run pollen dump as "
                + owner,
            null);
      }
    } catch (IOException e) {
      throw new OutOfReach("there is no process " + pid, e);
    }
  }

  private boolean loadsJvm() throws OutOfReach {
    try (Stream<String> mappings = Files.lines(PROC.resolve(pid + "/maps"))) {
      return mappings.anyMatch(mapping -> mapping.endsWith("/libjvm.so"));
    } catch (IOException | UncheckedIOException e) {
      throw new OutOfReach(
          "process "
              + pid
              + " cannot be looked into: what it has loaded is not for this user to read ("
              + e.getMessage()
              + ")",
          e);
    }
  }
}
