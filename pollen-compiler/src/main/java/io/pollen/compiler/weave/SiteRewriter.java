package io.pollen.compiler.weave;

import io.pollen.transform.WovenBlock;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Replaces, in the code of a class, the lambdas that are woven.
final class SiteRewriter {
  private static final ClassDesc REFUSAL = ClassDesc.of("java.lang.IllegalArgumentException");

  private final BlockPlan plan;
  private final ClassPath classes;

  SiteRewriter(BlockPlan plan, ClassPath classes) {
    this.plan = plan;
    this.classes = classes;
  }

  /// Whether a method is the one that compilers add for serializable lambdas.
  static boolean isDeserializer(MethodModel method) {
    return method.methodName().equalsString("$deserializeLambda$");
  }

  static Stream<InvokeDynamicInstruction> dynamics(MethodModel method) {
    return method.code().stream()
        .flatMap(CodeModel::elementStream)
        .filter(InvokeDynamicInstruction.class::isInstance)
        .map(InvokeDynamicInstruction.class::cast);
  }

  boolean touches(MethodModel method) {
    return dynamics(method).anyMatch(dynamic -> site(dynamic) != null);
  }

  private @Nullable BodySite site(CodeElement element) {
    BodySite site =
        element instanceof InvokeDynamicInstruction dynamic ? BodySite.of(dynamic, classes) : null;
    return site == null || plan.blockOf(site) == null ? null : site;
  }

  /// A lambda that is handed to `async` becomes a machine at once; others become body objects.
  void rewrite(CodeModel code, CodeBuilder out) {
    List<CodeElement> elements = code.elementList();
    for (int i = 0; i < elements.size(); i++) {
      BodySite site = site(elements.get(i));
      BlockPlan.Block block = site == null ? null : plan.blockOf(site);
      if (site == null || block == null) {
        out.with(elements.get(i));
        continue;
      }
      int next = i + 1;
      while (next < elements.size() && elements.get(next) instanceof LineNumber) {
        next++;
      }
      if (site.kind().arguments == 0
          && next < elements.size()
          && elements.get(next) instanceof InvokeInstruction call
          && WovenBlock.isAsync(call, classes)) {
        out.invokestatic(block.machine(), WovenBlock.CREATE, block.createType());
        i = next;
      } else {
        out.invokestatic(
            plan.bodyOf(site, block).name(), BodyClass.OF, BodyClass.factoryType(site));
      }
    }
  }

  /// Woven bodies are not brought back from bytes; other lambdas of the class still are.
  void refuseDeserialization(CodeModel code, CodeBuilder out) {
    boolean unreachable = false;
    for (CodeElement element : code.elementList()) {
      BodySite site = site(element);
      if (site != null) {
        for (ClassDesc captured : site.captured().reversed()) {
          if (TypeKind.from(captured).slotSize() == 2) {
            out.pop2();
          } else {
            out.pop();
          }
        }
        out.new_(REFUSAL)
            .dup()
            .loadConstant("async bodies are not serializable")
            .invokespecial(
                REFUSAL,
                ConstantDescs.INIT_NAME,
                MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String))
            .athrow();
        unreachable = true;
      } else if (unreachable && element instanceof Instruction) {
        // What returned the lambda.
        unreachable = false;
      } else {
        out.with(element);
      }
    }
  }
}
