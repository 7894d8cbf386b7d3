package io.pollen.transform;

import io.pollen.woven.Links;
import io.pollen.woven.StateMachine;
import java.io.Serializable;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AccessFlag;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// Makes machines at run time: from the class file of the body's host to a class in the host's
/// package.
final class Definer {
  private Definer() {}

  /// HotSpot does not compile larger methods.
  private static final int MAX_COMPILED_BYTES = 8_000;

  private static final Set<String> FINAL_VALUES =
      Set.of(
          "Ljava/lang/String;",
          "Ljava/lang/Boolean;",
          "Ljava/lang/Byte;",
          "Ljava/lang/Character;",
          "Ljava/lang/Short;",
          "Ljava/lang/Integer;",
          "Ljava/lang/Long;",
          "Ljava/lang/Float;",
          "Ljava/lang/Double;",
          "Ljava/lang/Void;");

  private static final System.Logger LOG = System.getLogger("io.pollen");

  /// The numbers of the machines of a host.
  private static final ClassValue<AtomicInteger> NUMBERS =
      new ClassValue<>() {
        @Override
        protected AtomicInteger computeValue(Class<?> host) {
          return new AtomicInteger();
        }
      };

  /// A machine that makes machines for bodies of the class of `body`.
  ///
  /// @throws Refused with what is wrong, where, and what to do
  static StateMachine<?> prototype(BodyKind kind, Serializable body) {
    BodyMethod found = BodyMethods.of(kind, body);
    if (found == null) {
      return PlainBlock.prototype(kind, body.getClass(), null);
    }
    try {
      return prototype(kind, body.getClass(), found);
    } finally {
      ClassBytes.giveBack(found.host(), found.model());
    }
  }

  private static StateMachine<?> prototype(BodyKind kind, Class<?> body, BodyMethod found) {
    ResolvedAwaits awaits = new ResolvedAwaits(found.host().getClassLoader());
    BodyCode code = BodyCode.of(found.model(), found.method());
    if (!mentionsAwait(code, awaits)) {
      return PlainBlock.prototype(kind, body, code);
    }
    refuseUnsuspendable(found, code);
    BodyAnalysis analysis = BodyAnalysis.of(code, awaits);
    if (analysis.awaits.isEmpty()) {
      return PlainBlock.prototype(kind, body, code);
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

  private static void refuseUnsuspendable(BodyMethod found, BodyCode code) {
    if (found.method().flags().has(AccessFlag.SYNCHRONIZED)) {
      throw new Refused(
          "await inside the synchronized method "
              + code.at(0)
              + ": a monitor belongs to a thread, and a suspended block has none. Remove"
              + " synchronized, or use io.pollen.sync.Mutex");
    }
    if (found.overridable()) {
      throw new Refused(
          "await in the overridable method "
              + code.at(0)
              + ", which is used as an async body by a method reference: the object may have another"
              + " one. Make the method private, static or final, or let it return a Future:"
              + " return async(() -> ...)");
    }
  }

  private static StateMachine<?> define(
      BodyKind kind, Class<?> body, BodyMethod found, BodyAnalysis analysis) {
    Class<?> host = found.host();
    try {
      MethodHandles.Lookup lookup = HostLookup.in(host);
      InaccessibleTypes.refuse(analysis, lookup);
      ClassDesc hostDesc = found.model().thisClass().asSymbol();
      String name =
          found.model().thisClass().asInternalName()
              + "$"
              + SourceNames.identifier(found.method().methodName().stringValue())
              + "$async"
              + NUMBERS.get(host).incrementAndGet();
      MachineClass machine =
          new MachineClass(analysis, ClassDesc.ofInternalName(name), kind.arguments);
      HostAccess access = new HostAccess(host, hostDesc);
      byte[] bytes =
          machine.generate(
              host.getClassLoader(),
              (code, input, type) -> pushInput(code, machine, access, found, input, type),
              access,
              returns(kind, analysis.body));
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
      MachineClass machine,
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

  private static BodyEmitter.Returns returns(BodyKind kind, BodyCode body) {
    boolean mayBeFuture = mayBeFuture(body.type());
    if (kind == BodyKind.ACTION) {
      return mayBeFuture ? BodyEmitter.Returns.CHECKED_NOTHING : BodyEmitter.Returns.NOTHING;
    }
    return mayBeFuture ? BodyEmitter.Returns.CHECKED : BodyEmitter.Returns.VALUE;
  }

  /// Whether a value of the method's type may be a future: not where the type is a class without
  /// room for one.
  private static boolean mayBeFuture(MethodTypeDesc type) {
    ClassDesc result = type.returnType();
    return !result.isPrimitive()
        && !result.isArray()
        && !FINAL_VALUES.contains(result.descriptorString());
  }

  private static StateMachine<?> instantiate(
      MethodHandles.Lookup lookup, byte[] bytes, HostLinker linker) throws IllegalAccessException {
    Class<?> defined = lookup.defineClass(bytes);
    @SuppressWarnings("unchecked") // generated as a subclass
    Class<? extends StateMachine<?>> machine = (Class<? extends StateMachine<?>>) defined;
    Links.install(machine, linker);
    try {
      return (StateMachine<?>)
          lookup.findConstructor(machine, MethodType.methodType(void.class)).invoke();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("cannot make a machine of " + machine, e);
    }
  }

  private static void warnIfTooLarge(BodyAnalysis analysis, byte[] bytes) {
    int size = pollSize(bytes);
    if (size > MAX_COMPILED_BYTES) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the async block "
              + analysis.body.at(0)
              + " has "
              + analysis.awaits.size()
              + " awaits and "
              + size
              + " bytes of code: the JVM does not compile methods over "
              + MAX_COMPILED_BYTES
              + ". Split it into methods that return Futures");
    }
  }

  static int pollSize(byte[] bytes) {
    for (MethodModel method : ClassFile.of().parse(bytes).methods()) {
      if (method.methodName().equalsString(Woven.POLL)) {
        return method.findAttribute(Attributes.code()).map(code -> code.codeLength()).orElse(0);
      }
    }
    return 0;
  }

  private static Refused tooLarge(BodyAnalysis analysis, IllegalArgumentException cause) {
    return new Refused(
        "the async block "
            + analysis.body.at(0)
            + " with "
            + analysis.awaits.size()
            + " awaits needs more than 64 kB of code, the most that a Java method may have. Split"
            + " it into methods that return Futures",
        cause);
  }
}
