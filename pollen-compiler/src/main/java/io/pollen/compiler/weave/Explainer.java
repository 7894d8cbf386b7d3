package io.pollen.compiler.weave;

import io.pollen.transform.BlockReport;
import io.pollen.transform.BlockReport.Form;
import io.pollen.transform.BlockReports;
import io.pollen.transform.BodyKind;
import io.pollen.transform.WovenBlock;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Tells of class files what becomes of their async blocks. Nothing is loaded.
///
/// For one thread.
public final class Explainer {
  private final ClassPath classes;
  private final Set<String> missing = new TreeSet<>();
  private final Set<String> woven = new TreeSet<>();

  /// @param source finds the classes that those to look at refer to, by names with slashes
  public Explainer(Function<String, Optional<byte[]>> source) throws IOException {
    classes =
        new ClassPath(
            List.of(),
            name -> {
              Optional<byte[]> found = source.apply(name);
              if (found.isEmpty()) {
                missing.add(name.replace('/', '.'));
              }
              return found;
            });
  }

  /// The blocks of one class, by lines.
  ///
  /// @throws IllegalArgumentException when `classFile` is none that this JDK can read
  public List<BlockReport> of(byte[] classFile) {
    ClassModel model = ClassFile.of().parse(classFile);
    noteWoven(model);
    Map<String, BlockReport> blocks = new LinkedHashMap<>();
    OwnBody own = OwnBody.of(model, classes);
    if (own != null) {
      List<ClassDesc> arguments = own.method().methodTypeSymbol().parameterList();
      ClassDesc type = ClassDesc.of(own.kind().type.getName());
      blocks.put(
          model.thisClass().asInternalName() + "." + BlockPlan.nameOf(own.method()),
          report(model, own.method(), own.kind(), Form.CLASS, type, List.of(), arguments, false));
    }
    for (MethodModel method : model.methods()) {
      if (!SiteRewriter.isDeserializer(method)) {
        SiteRewriter.dynamics(method)
            .forEach(dynamic -> add(blocks, model, BodySite.of(dynamic, classes)));
      }
    }
    return blocks.values().stream()
        .sorted(Comparator.comparingInt(BlockReport::firstLine))
        .toList();
  }

  /// Classes that were looked for in vain: blocks that depend on them may be missing or wrong.
  public Set<String> missing() {
    return missing;
  }

  /// Machines of blocks that were woven before: there is nothing left to explain of them.
  public Set<String> woven() {
    return woven;
  }

  private void noteWoven(ClassModel model) {
    if (Weaver.isGenerated(model)) {
      woven.add(model.thisClass().asInternalName().replace('/', '.'));
    }
    Weaver.members(model).stream()
        .map(ClassPath::internalName)
        .filter(name -> Weaver.GENERATED.matcher(name).matches())
        .forEach(name -> woven.add(name.replace('/', '.')));
  }

  private void add(Map<String, BlockReport> blocks, ClassModel model, @Nullable BodySite site) {
    ClassModel host = site == null ? null : host(model, site.target().owner());
    if (site == null || host == null) {
      return;
    }
    String name = site.target().methodName() + site.target().lookupDescriptor();
    MethodModel method = BlockPlan.method(host, name).orElse(null);
    if (method != null && method.code().isPresent() && !name.startsWith("<init>")) {
      boolean isLambda = method.flags().has(AccessFlag.SYNTHETIC);
      blocks.computeIfAbsent(
          host.thisClass().asInternalName() + "." + name,
          key ->
              report(
                  host,
                  method,
                  site.kind(),
                  isLambda ? Form.LAMBDA : Form.METHOD_REFERENCE,
                  site.type(),
                  site.captured(),
                  site.arguments(),
                  BlockPlan.isOverridable(host, method)));
    }
  }

  private @Nullable ClassModel host(ClassModel model, ClassDesc owner) {
    if (owner.equals(model.thisClass().asSymbol())) {
      return model;
    }
    byte[] file = classes.bytes(ClassPath.internalName(owner));
    return file == null ? null : ClassFile.of().parse(file);
  }

  private BlockReport report(
      ClassModel host,
      MethodModel method,
      BodyKind kind,
      Form form,
      ClassDesc type,
      List<ClassDesc> captured,
      List<ClassDesc> arguments,
      boolean overridable) {
    ClassDesc name = host.thisClass().asSymbol();
    WovenBlock.Source source =
        new WovenBlock.Source(
            host,
            method,
            kind,
            form == Form.CLASS ? List.of(name) : captured,
            arguments,
            ClassDesc.ofInternalName(host.thisClass().asInternalName() + "$woven"),
            method.methodName().stringValue());
    // A class that is not there counts as an interface, which is assignable to and from everything:
    // good enough to know how large code is.
    ClassHierarchyResolver hierarchy =
        classes
            .hierarchy()
            .orElse(missed -> ClassHierarchyResolver.ClassHierarchyInfo.ofInterface());
    return new BlockReports(classes, accessed -> classes.isAccessible(accessed, name), hierarchy)
        .of(source, form, type, overridable);
  }
}
