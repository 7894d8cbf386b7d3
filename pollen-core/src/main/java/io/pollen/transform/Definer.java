package io.pollen.transform;

import io.pollen.woven.Links;
import io.pollen.woven.Starter;
import io.pollen.woven.StateMachine;
import java.io.Serializable;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Instruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Makes machines at run time: from the class file of the body's host to a class in the host's
/// package.
final class Definer {
  private Definer() {}

  /// The numbers of the machines of a host.
  private static final ClassValue<AtomicInteger> NUMBERS =
      new ClassValue<>() {
        @Override
        protected AtomicInteger computeValue(Class<?> host) {
          return new AtomicInteger();
        }
      };

  /// What makes machines for bodies of the class of `body`.
  ///
  /// @throws Refused with what is wrong, where, and what to do
  static Starter starter(BodyKind kind, Serializable body) {
    BodyMethod found = BodyMethods.of(kind, body);
    if (found == null) {
      return PlainBlock.starter(kind, body.getClass(), null);
    }
    try {
      return starter(kind, body.getClass(), found);
    } finally {
      ClassBytes.giveBack(found.host(), found.model());
    }
  }

  private static Starter starter(BodyKind kind, Class<?> body, BodyMethod found) {
    ResolvedAwaits awaits = new ResolvedAwaits(new LoadedClasses(found.host().getClassLoader()));
    BodyCode code = BodyCode.of(found.model(), found.method());
    if (!mentionsAwait(code, awaits)) {
      return PlainBlock.starter(kind, body, code);
    }
    BodyMethods.refuseUnsuspendable(found.method(), found.overridable(), code);
    BodyAnalysis analysis = BodyAnalysis.of(code, awaits);
    if (analysis.awaits.isEmpty()) {
      return PlainBlock.starter(kind, body, code);
    }
    return define(kind, body, found, analysis);
  }

  private static boolean mentionsAwait(BodyCode code, AwaitForm.Recognizer awaits) {
    for (Instruction instruction : code.instructions) {
      if (instruction instanceof InvokeInstruction call && awaits.formOf(call) != null) {
        return true;
      }
    }
    return false;
  }

  private static Starter define(
      BodyKind kind, Class<?> body, BodyMethod found, BodyAnalysis analysis) {
    Class<?> host = found.host();
    try {
      MethodHandles.Lookup lookup = HostLookup.in(host);
      ClassDesc hostDesc = found.model().thisClass().asSymbol();
      Predicate<ClassDesc> accessible = InaccessibleTypes.accessibleTo(lookup);
      InaccessibleTypes.refuse(analysis, accessible);
      String name =
          found.model().thisClass().asInternalName()
              + "$"
              + SourceNames.identifier(found.method().methodName().stringValue())
              + "$async"
              + NUMBERS.get(host).incrementAndGet();
      HostAccess access = new HostAccess(host, hostDesc);
      byte[] bytes =
          new RuntimeMachine(
                  analysis,
                  ClassDesc.ofInternalName(name),
                  kind.arguments,
                  machine ->
                      (code, input, type) -> pushInput(code, machine, access, found, input, type),
                  access,
                  Returns.of(kind, analysis.body.type()),
                  accessible)
              .generate(host.getClassLoader());
      warnIfTooLarge(analysis, bytes);
      return instantiate(lookup, bytes, new HostLinker(host, body, access.sites()));
    } catch (IllegalAccessException e) {
      throw HostLookup.refused(host, e);
    } catch (Refused e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw tooLarge(analysis, e);
    }
  }

  private static void pushInput(
      CodeBuilder code,
      RuntimeMachine machine,
      HostAccess access,
      BodyMethod found,
      int input,
      ClassDesc type) {
    if (found.ownReceiver() && input == 0) {
      machine.pushBody(code);
      code.checkcast(type);
    } else if (input < found.captured()) {
      machine.pushBody(code);
      access.emitSite(
          code,
          new HostSite.Capture(input),
          "capture",
          Woven.OBJECT_TO_OBJECT.changeReturnType(type));
    } else {
      machine.pushArgument(code, input - found.captured() - (found.ownReceiver() ? 1 : 0));
      if (type.isPrimitive()) {
        access.emitSite(
            code, new HostSite.Convert(), "convert", Woven.OBJECT_TO_OBJECT.changeReturnType(type));
      } else {
        code.checkcast(type);
      }
    }
  }

  private static Starter instantiate(MethodHandles.Lookup lookup, byte[] bytes, HostLinker linker)
      throws IllegalAccessException {
    Class<?> defined = lookup.defineClass(bytes);
    @SuppressWarnings("unchecked") // generated as a subclass
    Class<? extends StateMachine<?>> machine = (Class<? extends StateMachine<?>>) defined;
    Links.install(machine, linker);
    try {
      return (Starter) lookup.findConstructor(machine, MethodType.methodType(void.class)).invoke();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("cannot make a machine of " + machine, e);
    }
  }

  private static void warnIfTooLarge(BodyAnalysis analysis, byte[] bytes) {
    if (bytes.length <= PartSize.MAX_COMPILED) {
      return; // no method is larger than its class; this is every block's first use
    }
    int size = ResumeCode.largest(bytes, Woven.POLL);
    if (size > PartSize.MAX_COMPILED) {
      // Not kept in a field: the logging of the JDK takes its time to start.
      System.getLogger("io.pollen")
          .log(
              System.Logger.Level.WARNING,
              "the async block "
                  + analysis.body.at(0)
                  + " has "
                  + analysis.awaits.size()
                  + " awaits and a piece of "
                  + size
                  + " bytes of code that cannot be divided: the JVM does not compile methods over "
                  + PartSize.MAX_COMPILED
                  + ". Split it into methods that return Futures");
    }
  }

  static Refused tooLarge(BodyAnalysis analysis, @Nullable IllegalArgumentException cause) {
    return new Refused(
        "the async block "
            + analysis.body.at(0)
            + " with "
            + analysis.awaits.size()
            + " awaits needs more than 64 kB of code in one piece, the most that a Java method may"
            + " have. Split it into methods that return Futures",
        cause);
  }
}
