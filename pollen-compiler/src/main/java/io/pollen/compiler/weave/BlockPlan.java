package io.pollen.compiler.weave;

import io.pollen.transform.BodyKind;
import io.pollen.transform.WovenBlock;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandleInfo;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What is to be woven in one class, and how the results are called.
///
/// Several sites may run one method: compilers copy the code of a `finally`, and javac merges equal
/// lambdas when it writes no debug information.
final class BlockPlan {
  private final ClassModel host;
  private final Predicate<String> nameTaken;
  private final Map<Key, Block> blocks = new LinkedHashMap<>();
  private final Map<BodySite, Block> bySite = new HashMap<>();
  private final Map<BodySite, Body> bodies = new LinkedHashMap<>();

  /// Methods that are run by more than woven bodies.
  private final Set<String> needed = new HashSet<>();

  private boolean keepsSerializableLambdas;

  private record Key(
      String method, BodyKind kind, List<ClassDesc> captured, List<ClassDesc> arguments) {}

  /// The class of a lambda that is not started where it is written.
  record Body(ClassDesc name, BodySite site, Block block) {}

  /// One method that becomes a class of machines.
  ///
  /// @param label the source method's name
  /// @param resume the host's method that runs the body
  record Block(Key key, ClassDesc machine, String label, String resume) {

    MethodTypeDesc createType() {
      return WovenBlock.createType(machine, key.captured, key.arguments);
    }

    /// @param replaced the host after its sites were replaced
    WovenBlock.Source source(ClassModel replaced) {
      MethodModel method = method(replaced, key.method).orElseThrow();
      return new WovenBlock.Source(
          replaced, method, key.kind, key.captured, key.arguments, machine, resume);
    }
  }

  private BlockPlan(ClassModel host, Predicate<String> nameTaken) {
    this.host = host;
    this.nameTaken = nameTaken;
  }

  /// @param nameTaken whether there is a class of this name (with slashes) already
  /// @param left gets a line for each body that has to be transformed at run time, and why
  static BlockPlan of(
      ClassModel host, ClassPath classes, Predicate<String> nameTaken, List<String> left) {
    BlockPlan plan = new BlockPlan(host, nameTaken);
    List<BodySite> sites = new ArrayList<>();
    for (MethodModel method : host.methods()) {
      if (!SiteRewriter.isDeserializer(method)) {
        SiteRewriter.dynamics(method)
            .forEach(dynamic -> {
              BodySite site = BodySite.of(dynamic, classes);
              String reason = site == null ? "" : plan.reasonToLeave(site);
              if (site != null && reason == null) {
                sites.add(site);
                return;
              }
              if (site != null) {
                left.add(host.thisClass().asSymbol().displayName() + ": " + reason);
              }
              plan.keep(dynamic);
            });
      }
    }
    sites.forEach(plan::add);
    return plan;
  }

  /// What another call site needs has to stay.
  private void keep(InvokeDynamicInstruction dynamic) {
    dynamic.bootstrapArgs().stream()
        .filter(DirectMethodHandleDesc.class::isInstance)
        .map(DirectMethodHandleDesc.class::cast)
        .filter(handle -> handle.owner().equals(host.thisClass().asSymbol()))
        .forEach(handle -> needed.add(handle.methodName() + handle.lookupDescriptor()));
    if (dynamic.bootstrapArgs().size() > 3
        && dynamic.bootstrapArgs().get(3) instanceof Integer flags
        && dynamic.bootstrapMethod().methodName().equals("altMetafactory")) {
      keepsSerializableLambdas |= (flags & LambdaMetafactory.FLAG_SERIALIZABLE) != 0;
    }
  }

  /// @return null when the body can be woven here
  private @Nullable String reasonToLeave(BodySite site) {
    DirectMethodHandleDesc target = site.target();
    String name = target.owner().displayName() + "::" + target.methodName();
    if (target.refKind() == MethodHandleInfo.REF_newInvokeSpecial
        || !target.owner().equals(host.thisClass().asSymbol())) {
      return name + " is a method of another class";
    }
    Optional<MethodModel> method = method(host, target.methodName() + target.lookupDescriptor());
    if (method.isEmpty() || method.get().code().isEmpty()) {
      return name + " has no code in this class";
    }
    if (isOverridable(host, method.get())) {
      return name + " can be overridden";
    }
    return null;
  }

  /// Whether an object that the method is called on may have another one of its name.
  static boolean isOverridable(ClassModel host, MethodModel method) {
    return !method.flags().has(AccessFlag.STATIC)
        && !method.flags().has(AccessFlag.PRIVATE)
        && !method.flags().has(AccessFlag.FINAL)
        && !host.flags().has(AccessFlag.FINAL);
  }

  private void add(BodySite site) {
    String method = site.target().methodName() + site.target().lookupDescriptor();
    Key key = new Key(method, site.kind(), site.captured(), site.arguments());
    bySite.put(site, blocks.computeIfAbsent(key, this::newBlock));
  }

  /// The host is a class of bodies itself.
  Block addOwnBody(OwnBody own) {
    String method = nameOf(own.method());
    needed.add(method);
    return blocks.computeIfAbsent(
        new Key(
            method,
            own.kind(),
            List.of(host.thisClass().asSymbol()),
            own.method().methodTypeSymbol().parameterList()),
        this::newBlock);
  }

  private Block newBlock(Key key) {
    MethodModel method = method(host, key.method).orElseThrow();
    String label = WovenBlock.label(method);
    return new Block(key, newClass(label, "woven"), label, resumeName(method, label));
  }

  /// The lambda's own name where the method goes, so that stack traces and debuggers show the same
  /// as before; otherwise one like those of lambdas, which coverage tools take for source code.
  private String resumeName(MethodModel method, String label) {
    if (isObsolete(nameOf(method))
        && blocks.keySet().stream().noneMatch(key -> key.method.equals(nameOf(method)))) {
      return method.methodName().stringValue();
    }
    for (int number = 0; ; number++) {
      String name = "lambda$" + label + "$" + number;
      if (host.methods().stream().noneMatch(m -> m.methodName().equalsString(name))
          && blocks.values().stream().noneMatch(block -> block.resume.equals(name))) {
        return name;
      }
    }
  }

  private ClassDesc newClass(String label, String what) {
    String prefix = host.thisClass().asInternalName() + "$" + label + "$" + what;
    for (int number = 1; ; number++) {
      ClassDesc name = ClassDesc.ofInternalName(prefix + number);
      if (!nameTaken.test(prefix + number)
          && blocks.values().stream().noneMatch(block -> block.machine.equals(name))
          && bodies.values().stream().noneMatch(body -> body.name.equals(name))) {
        return name;
      }
    }
  }

  /// Whether a method is only there for lambdas that are woven.
  boolean isObsolete(String method) {
    return !needed.contains(method)
        && method(host, method).filter(m -> m.flags().has(AccessFlag.SYNTHETIC)).isPresent();
  }

  boolean removes(MethodModel method) {
    String name = nameOf(method);
    return blocks.keySet().stream().anyMatch(key -> key.method.equals(name)) && isObsolete(name);
  }

  boolean isEmpty() {
    return blocks.isEmpty();
  }

  Collection<Block> blocks() {
    return blocks.values();
  }

  Collection<Body> bodies() {
    return bodies.values();
  }

  /// The block of a site, or null when it is not woven.
  @Nullable Block blockOf(BodySite site) {
    return bySite.get(site);
  }

  /// The class for a site whose body object is needed.
  Body bodyOf(BodySite site, Block block) {
    return bodies.computeIfAbsent(
        site, key -> new Body(newClass(block.label, "body"), site, block));
  }

  /// Whether the class has serializable lambdas that stay.
  boolean keepsSerializableLambdas() {
    return keepsSerializableLambdas;
  }

  static String nameOf(MethodModel method) {
    return method.methodName().stringValue() + method.methodType().stringValue();
  }

  static Optional<MethodModel> method(ClassModel model, String name) {
    return model.methods().stream().filter(m -> nameOf(m).equals(name)).findFirst();
  }
}
