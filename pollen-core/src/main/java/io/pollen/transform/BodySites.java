package io.pollen.transform;

import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the bodies that a class file has: lambdas and method references of a body interface, and
/// the method of a class that implements one.
final class BodySites {
  private static final String METAFACTORY = "Ljava/lang/invoke/LambdaMetafactory;";

  private final ClassFiles files;
  private final ClassModel model;
  private final Map<String, BodySite> found = new LinkedHashMap<>();

  private BodySites(ClassFiles files, ClassModel model) {
    this.files = files;
    this.model = model;
  }

  /// In the order of the class file, each method once.
  static List<BodySite> of(ClassFiles files, ClassModel model) {
    BodySites sites = new BodySites(files, model);
    for (BodyKind kind : BodyKind.values()) {
      sites.addOwn(kind);
    }
    for (MethodModel method : model.methods()) {
      for (CodeElement element : method.code().map(CodeModel::elementList).orElse(List.of())) {
        if (element instanceof InvokeDynamicInstruction dynamic) {
          sites.addLambda(dynamic);
        }
      }
    }
    return new ArrayList<>(sites.found.values());
  }

  private void add(BodySite site) {
    found.putIfAbsent(site.key(), site);
  }

  // --- lambdas and method references ---

  private void addLambda(InvokeDynamicInstruction dynamic) {
    DirectMethodHandleDesc bootstrap = dynamic.bootstrapMethod();
    List<ConstantDesc> arguments = dynamic.bootstrapArgs();
    if (!bootstrap.owner().descriptorString().equals(METAFACTORY)
        || !bootstrap.methodName().equals("altMetafactory")
        || !(arguments.get(1) instanceof DirectMethodHandleDesc handle)
        || !(arguments.get(2) instanceof MethodTypeDesc instantiated)) {
      return;
    }
    List<ClassDesc> types = new ArrayList<>(List.of(dynamic.typeSymbol().returnType()));
    for (ConstantDesc argument : arguments.subList(2, arguments.size())) {
      if (argument instanceof ClassDesc marker) {
        types.add(marker);
      }
    }
    for (ClassDesc type : types) {
      BodyKind kind = kind(ClassFiles.internalName(type), dynamic.name().stringValue());
      if (kind != null) {
        List<ClassDesc> captured = dynamic.typeSymbol().parameterList();
        addHandle(
            kind, ClassFiles.internalName(type), handle, captured, instantiated.parameterList());
        return;
      }
    }
  }

  private @Nullable BodyKind kind(String type, String method) {
    for (BodyKind kind : BodyKind.values()) {
      if (kind.method.equals(method) && files.isSubtype(type, name(kind))) {
        return kind;
      }
    }
    return null;
  }

  private static String name(BodyKind kind) {
    return kind.type.getName().replace('.', '/');
  }

  private void addHandle(
      BodyKind kind,
      String type,
      DirectMethodHandleDesc handle,
      List<ClassDesc> captured,
      List<ClassDesc> parameters) {
    if (handle.kind() == DirectMethodHandleDesc.Kind.CONSTRUCTOR) {
      return;
    }
    String owner = ClassFiles.internalName(handle.owner());
    boolean mine = owner.equals(model.thisClass().asInternalName());
    ClassModel host = mine ? model : files.model(owner);
    MethodModel method =
        host == null
            ? null
            : ClassBytes.method(host, handle.methodName(), handle.lookupDescriptor());
    if (host == null || method == null || method.code().isEmpty()) {
      return;
    }
    boolean lambda = method.flags().has(AccessFlag.SYNTHETIC);
    boolean overridable =
        !method.flags().has(AccessFlag.STATIC)
            && !method.flags().has(AccessFlag.PRIVATE)
            && !method.flags().has(AccessFlag.FINAL)
            && !host.flags().has(AccessFlag.FINAL);
    BlockReport.Form form = lambda ? BlockReport.Form.LAMBDA : BlockReport.Form.METHOD_REFERENCE;
    add(new BodySite(kind, form, type, host, method, captured, parameters, overridable));
  }

  // --- classes ---

  private void addOwn(BodyKind kind) {
    String self = model.thisClass().asInternalName();
    if (!files.isSubtype(self, name(kind)) || self.equals(name(kind))) {
      return;
    }
    String result = kind == BodyKind.ACTION ? "V" : "Ljava/lang/Object;";
    String type = "(" + "Ljava/lang/Object;".repeat(kind.arguments) + ")" + result;
    MethodModel method = ClassBytes.method(model, kind.method, type);
    if (method != null && method.flags().has(AccessFlag.BRIDGE)) {
      method = bridged(method);
    }
    if (method != null && method.code().isPresent()) {
      BlockReport.Form form = BlockReport.Form.CLASS;
      List<ClassDesc> captured = List.of(model.thisClass().asSymbol());
      List<ClassDesc> parameters = method.methodTypeSymbol().parameterList();
      add(new BodySite(kind, form, name(kind), model, method, captured, parameters, false));
    }
  }

  /// What a bridge method calls, when the class declares it.
  private @Nullable MethodModel bridged(MethodModel bridge) {
    for (CodeElement element : bridge.code().orElseThrow()) {
      if (element instanceof InvokeInstruction call
          && call.name().equalsString(bridge.methodName().stringValue())) {
        return ClassBytes.method(model, call.name().stringValue(), call.type().stringValue());
      }
    }
    return null;
  }
}
