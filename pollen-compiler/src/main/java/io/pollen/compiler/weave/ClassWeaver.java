package io.pollen.compiler.weave;

import io.pollen.transform.WovenBlock;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Interfaces;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Weaves one class, in two passes over its file.
///
/// 1. Each lambda of a body interface is replaced by what its block will be called: the making of a
///    machine where it is handed to `async` at once, otherwise of a body object ([SiteRewriter]).
/// 2. The methods that the lambdas ran, in which such lambdas may have been replaced, too, become
///    machine classes and resume methods ([WovenBlock]); those that nothing else runs are left out.
final class ClassWeaver {
  private final ClassModel host;
  private final ClassPath classes;
  private final BlockPlan plan;
  private final @Nullable OwnBody own;
  private final ClassDesc nestHost;

  /// The result.
  ///
  /// @param host the class itself
  /// @param generated the new classes by their names with slashes
  /// @param blocks how many bodies were woven
  record Woven(byte[] host, Map<String, byte[]> generated, int blocks) {}

  private ClassWeaver(ClassModel host, ClassPath classes, BlockPlan plan, @Nullable OwnBody own) {
    this.host = host;
    this.classes = classes;
    this.plan = plan;
    this.own = own;
    this.nestHost = nestHost(host);
  }

  static ClassDesc nestHost(ClassModel model) {
    return model
        .findAttribute(Attributes.nestHost())
        .map(nest -> nest.nestHost().asSymbol())
        .orElse(model.thisClass().asSymbol());
  }

  /// @param nameTaken whether a class of that name, with slashes, lies beside the host
  /// @param left gets a line for each body that has to be transformed at run time, and why
  /// @return null when there is nothing to weave
  /// @throws io.pollen.transform.Refused when one of the bodies cannot become a state machine
  static @Nullable Woven weave(
      ClassModel host, ClassPath classes, Predicate<String> nameTaken, List<String> left) {
    BlockPlan plan = BlockPlan.of(host, classes, nameTaken, left);
    OwnBody own = OwnBody.of(host, classes);
    return plan.isEmpty() && own == null ? null : new ClassWeaver(host, classes, plan, own).weave();
  }

  private ClassFile context() {
    return ClassFile.of(
        ClassFile.ClassHierarchyResolverOption.of(classes.hierarchy()),
        ClassFile.ConstantPoolSharingOption.NEW_POOL);
  }

  private Woven weave() {
    BlockPlan.@Nullable Block ownBlock = own == null ? null : plan.addOwnBody(own);
    plan.blocks().forEach(block -> classes.putMachine(block.machine()));
    ClassModel replaced = ClassFile.of().parse(replaceSites());
    Map<String, byte[]> generated = new LinkedHashMap<>();
    Map<BlockPlan.Block, WovenBlock> blocks = new LinkedHashMap<>();
    for (BlockPlan.Block block : plan.blocks()) {
      WovenBlock woven =
          WovenBlock.of(
              block.source(replaced),
              classes,
              type -> classes.isAccessible(type, host.thisClass().asSymbol()));
      blocks.put(block, woven);
      generated.put(
          ClassPath.internalName(block.machine()),
          woven.machineClass(nestHost, classes.hierarchy()));
    }
    for (BlockPlan.Body body : plan.bodies()) {
      WovenBlock woven = blocks.get(body.block());
      generated.put(
          ClassPath.internalName(body.name()),
          BodyClass.generate(
              body.name(),
              body.site(),
              body.block().machine(),
              body.block().createType(),
              woven == null || woven.awaits() > 0,
              nestHost));
    }
    byte[] finished = finish(replaced, List.copyOf(blocks.values()), ownBlock);
    return new Woven(finished, generated, blocks.size());
  }

  private byte[] finish(
      ClassModel replaced, List<WovenBlock> blocks, BlockPlan.@Nullable Block ownBlock) {
    try {
      return context()
          .transformClass(replaced, ClassTransform.ofStateful(() -> new Finish(blocks, ownBlock)));
    } catch (IllegalArgumentException tooLarge) {
      throw blocks.stream()
          .max(Comparator.comparingInt(WovenBlock::awaits))
          .orElseThrow(() -> tooLarge)
          .tooLarge(tooLarge);
    }
  }

  private byte[] replaceSites() {
    SiteRewriter rewriter = new SiteRewriter(plan, classes);
    return context()
        .transformClass(
            host,
            (builder, element) -> {
              if (!(element instanceof MethodModel method) || !rewriter.touches(method)) {
                builder.with(element);
              } else if (!SiteRewriter.isDeserializer(method)) {
                replaceCode(builder, method, rewriter::rewrite);
              } else if (plan.keepsSerializableLambdas()) {
                replaceCode(builder, method, rewriter::refuseDeserialization);
              }
            });
  }

  private static void replaceCode(
      ClassBuilder builder, MethodModel method, BiConsumer<CodeModel, CodeBuilder> rewriter) {
    builder.transformMethod(
        method,
        (to, part) -> {
          if (part instanceof CodeModel code) {
            to.withCode(out -> rewriter.accept(code, out));
          } else {
            to.with(part);
          }
        });
  }

  /// The second pass: out go the lambdas' methods, in come the resume methods.
  private final class Finish implements ClassTransform {
    private final List<WovenBlock> blocks;
    private final BlockPlan.@Nullable Block ownBlock;

    Finish(List<WovenBlock> blocks, BlockPlan.@Nullable Block ownBlock) {
      this.blocks = blocks;
      this.ownBlock = ownBlock;
    }

    @Override
    public void accept(ClassBuilder builder, ClassElement element) {
      switch (element) {
        case MethodModel method when plan.removes(method) -> {}
        case Interfaces interfaces when ownBlock != null -> {
          List<ClassEntry> all = new ArrayList<>(interfaces.interfaces());
          all.add(builder.constantPool().classEntry(OwnBody.starter()));
          builder.withInterfaces(all);
        }
        default -> builder.with(element);
      }
    }

    @Override
    public void atEnd(ClassBuilder builder) {
      blocks.forEach(block -> block.addResumeMethod(builder));
      if (own != null && ownBlock != null) {
        own.addStarter(builder, ownBlock);
      }
    }
  }
}
