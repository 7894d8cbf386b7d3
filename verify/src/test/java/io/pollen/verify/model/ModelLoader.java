package io.pollen.verify.model;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_void;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.AccessFlags;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Loads the scheduler's classes and the tasks' anew, so that an [Explorer] can come between any
/// two accesses to what threads share: volatile fields, `VarHandle`s, atomics. Monitors become the
/// explorer's locks. Everything else is the parent's.
public final class ModelLoader extends ClassLoader {
  private static final ClassDesc EXPLORER = ClassDesc.of(Explorer.class.getName());
  private static final MethodTypeDesc OF_STRING = MethodTypeDesc.of(CD_void, CD_String);
  private static final MethodTypeDesc OF_OBJECT = MethodTypeDesc.of(CD_void, CD_Object);
  private static final MethodTypeDesc OF_NOTHING = MethodTypeDesc.of(CD_void);
  private static final String OWN = ModelLoader.class.getPackageName() + ".";
  private static final String LOCKED = "$locked";

  /// The scheduler and its tasks.
  public static final List<String> SCHEDULER =
      List.of("io.pollen.runtime.scheduler.", "io.pollen.runtime.task.");

  /// What tasks wait for: timers, sockets, channels, each other.
  public static final List<String> LEAVES =
      List.of(
          "io.pollen.AtomicWaker",
          "io.pollen.combine.",
          "io.pollen.sync.",
          "io.pollen.time.",
          "io.pollen.runtime.driver.",
          "io.pollen.runtime.task.",
          "io.pollen.runtime.scheduler.");

  /// Plain fields of a timer, which the wheel's lock guards: that it does is to be seen.
  private static final Set<String> GUARDED = Set.of("next", "prev", "waker", "deadline");

  private static final Map<String, List<String>> LOCKS =
      Map.of(
          "java/util/concurrent/locks/ReentrantLock", List.of("lock", "unlock", "tryLock"),
          "java/util/concurrent/Semaphore",
              List.of("acquireUninterruptibly", "release", "tryAcquire"));

  private static final Set<String> SHARED =
      Set.of(
          "java/lang/invoke/VarHandle",
          "java/util/concurrent/atomic/AtomicInteger",
          "java/util/concurrent/atomic/AtomicLong",
          "java/util/concurrent/atomic/AtomicReferenceArray");

  /// Not worth a look: only for metrics and names, or written while nobody else is there.
  private static final Set<String> PRIVATE =
      Set.of(
          "polls", "steals", "parks", "meta", "driver", "guests", "closed", "guest", "chunks",
          "parked", "total");

  private final List<String> parts;
  private final Defect defect;
  private final Map<String, Set<String>> volatiles = new HashMap<>();
  private boolean defectSeen;

  /// @param parts of what classes or packages the explorer stops the methods
  /// @param defect what to put in
  public ModelLoader(List<String> parts, Defect defect) {
    super(ModelLoader.class.getClassLoader());
    this.parts = parts;
    this.defect = defect;
  }

  /// Whether the place of the defect was found in a class that was loaded.
  public boolean hasDefect() {
    return defectSeen;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith("io.pollen.") || name.startsWith(OWN)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded == null) {
        byte[] bytes = isLookedAt(name) ? transform(read(name)) : read(name);
        loaded = defineClass(name, bytes, 0, bytes.length);
      }
      return loaded;
    }
  }

  private boolean isLookedAt(String name) {
    return parts.stream().anyMatch(name::startsWith)
        && !name.substring(name.lastIndexOf('.') + 1).startsWith("Model");
  }

  private byte[] read(String name) throws ClassNotFoundException {
    try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] transform(byte[] bytes) {
    ClassFile classFile = ClassFile.of();
    ClassModel model = classFile.parse(bytes);
    return classFile.transformClass(
        model,
        (builder, element) -> {
          if (element instanceof MethodModel method) {
            add(builder, model, method);
          } else {
            builder.with(element);
          }
        });
  }

  private void add(ClassBuilder builder, ClassModel owner, MethodModel method) {
    boolean locks = method.flags().has(AccessFlag.SYNCHRONIZED);
    String name = method.methodName().stringValue();
    builder.withMethod(
        locks ? name + LOCKED : name,
        method.methodTypeSymbol(),
        method.flags().flagsMask() & ~ClassFile.ACC_SYNCHRONIZED,
        to -> {
          for (MethodElement element : method) {
            switch (element) {
              case AccessFlags flags -> {} // set above
              case CodeModel code ->
                  to.transformCode(code, (into, part) -> rewrite(into, part, owner, name));
              default -> to.with(element);
            }
          }
        });
    if (locks) {
      builder.withMethodBody(
          name,
          method.methodTypeSymbol(),
          method.flags().flagsMask() & ~ClassFile.ACC_SYNCHRONIZED,
          code -> callLocked(code, owner, method));
    }
  }

  /// What `synchronized` on an instance method does.
  private static void callLocked(CodeBuilder code, ClassModel owner, MethodModel method) {
    MethodTypeDesc type = method.methodTypeSymbol();
    code.aload(0).invokestatic(EXPLORER, "lock", OF_OBJECT);
    code.trying(
        body -> {
          body.aload(0);
          for (int i = 0; i < type.parameterCount(); i++) {
            body.loadLocal(TypeKind.from(type.parameterType(i)), body.parameterSlot(i));
          }
          body.invokevirtual(
              owner.thisClass().asSymbol(), method.methodName().stringValue() + LOCKED, type);
          body.aload(0).invokestatic(EXPLORER, "unlock", OF_OBJECT);
          body.return_(TypeKind.from(type.returnType()));
        },
        handlers ->
            handlers.catchingAll(
                handler -> handler.aload(0).invokestatic(EXPLORER, "unlock", OF_OBJECT).athrow()));
  }

  private void rewrite(CodeBuilder code, CodeElement part, ClassModel owner, String method) {
    switch (part) {
      case InvokeInstruction invoke
          when defect.hits(owner.thisClass().asInternalName(), method, invoke) -> {
        defectSeen = true;
        leaveOut(code, invoke);
      }
      case InvokeInstruction invoke when isSpin(invoke) ->
          code.invokestatic(EXPLORER, "spin", OF_NOTHING);
      case InvokeInstruction invoke when isLock(invoke) -> onExplorer(code, invoke);
      case InvokeInstruction invoke when isShared(invoke) -> {
        point(code, owner, method, invoke.name().stringValue());
        code.with(invoke);
      }
      case FieldInstruction field when isShared(owner, field) -> {
        point(code, owner, method, field.name().stringValue());
        code.with(field);
      }
      case MonitorInstruction monitor ->
          code.invokestatic(
              EXPLORER, monitor.opcode() == Opcode.MONITORENTER ? "lock" : "unlock", OF_OBJECT);
      default -> code.with(part);
    }
  }

  private static void point(CodeBuilder code, ClassModel owner, String method, String what) {
    String name = owner.thisClass().asInternalName();
    String simple = name.substring(name.lastIndexOf('/') + 1);
    code.loadConstant(what + " in " + simple + "." + method);
    code.invokestatic(EXPLORER, "point", OF_STRING);
  }

  /// Not the walks over a thousand slots of a registry: what comes between two of its looks could
  /// as well come before or after both.
  private static boolean isShared(InvokeInstruction invoke) {
    return SHARED.contains(invoke.owner().asInternalName())
        && !invoke.name().equalsString("setOpaque") // a count for who looks in
        && !(invoke.name().equalsString("getAcquire")
            && invoke.owner().asInternalName().endsWith("AtomicReferenceArray"));
  }

  private static boolean isSpin(InvokeInstruction invoke) {
    return invoke.owner().asInternalName().equals("java/lang/Thread")
        && (invoke.name().equalsString("onSpinWait") || invoke.name().equalsString("yield"));
  }

  private static boolean isLock(InvokeInstruction invoke) {
    return LOCKS
        .getOrDefault(invoke.owner().asInternalName(), List.of())
        .contains(invoke.name().stringValue());
  }

  /// A static method with the lock as its first argument; timeouts are passed over.
  private static void onExplorer(CodeBuilder code, InvokeInstruction invoke) {
    MethodTypeDesc type = invoke.typeSymbol();
    for (ClassDesc argument : type.parameterList().reversed()) {
      drop(code, argument);
    }
    MethodTypeDesc ofLock = MethodTypeDesc.of(type.returnType(), CD_Object);
    String name =
        switch (invoke.name().stringValue()) {
          case "acquireUninterruptibly" -> "lock";
          case "release" -> "unlock";
          case "tryAcquire" -> "tryLock";
          case String same -> same;
        };
    code.invokestatic(EXPLORER, name, ofLock);
  }

  private static void drop(CodeBuilder code, ClassDesc type) {
    if (TypeKind.from(type).slotSize() == 2) {
      code.pop2();
    } else {
      code.pop();
    }
  }

  /// Takes receiver and arguments from the stack and puts the answer there.
  private void leaveOut(CodeBuilder code, InvokeInstruction invoke) {
    List<ClassDesc> arguments = invoke.typeSymbol().parameterList();
    for (ClassDesc argument : arguments.reversed()) {
      drop(code, argument);
    }
    if (invoke.opcode() != Opcode.INVOKESTATIC) {
      code.pop();
    }
    switch (TypeKind.from(invoke.typeSymbol().returnType())) {
      case VOID -> {}
      case LONG -> code.loadConstant((long) defect.answer());
      case REFERENCE -> code.aconst_null();
      default -> code.loadConstant(defect.answer());
    }
  }

  private boolean isShared(ClassModel owner, FieldInstruction access) {
    String name = access.name().stringValue();
    String of = access.owner().asInternalName();
    boolean ofNoInterest =
        PRIVATE.contains(name) && SCHEDULER.stream().anyMatch(of.replace('/', '.')::startsWith);
    boolean guarded = of.equals("io/pollen/runtime/driver/TimerEntry") && GUARDED.contains(name);
    return guarded
        || !ofNoInterest && of.startsWith("io/pollen/") && volatilesOf(of, owner).contains(name);
  }

  private Set<String> volatilesOf(String name, ClassModel reader) {
    Set<String> known = volatiles.get(name);
    if (known == null) {
      try {
        ClassModel model =
            name.equals(reader.thisClass().asInternalName())
                ? reader
                : ClassFile.of().parse(read(name.replace('/', '.')));
        known =
            model.fields().stream()
                .filter(field -> field.flags().has(AccessFlag.VOLATILE))
                .map(field -> field.fieldName().stringValue())
                .collect(Collectors.toSet());
      } catch (ClassNotFoundException e) {
        known = Set.of();
      }
      volatiles.put(name, known);
    }
    return known;
  }
}
