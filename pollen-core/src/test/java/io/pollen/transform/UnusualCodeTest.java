package io.pollen.transform;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.MTD_void;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollen.AsyncFunction;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.instruction.DiscontinuedInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Refusals of class files that javac does not write today: golden messages.
class UnusualCodeTest {
  private static final ClassDesc ASYNC = ClassDesc.of("io.pollen.Async");
  private static final String RECOMPILE =
      " no Java compiler writes: compile it anew, without the tool that changed the class file";

  private static void awaitNull(CodeBuilder code) {
    code.aconst_null()
        .invokestatic(ASYNC, "await", MethodTypeDesc.of(CD_Object, Woven.FUTURE))
        .pop();
  }

  private static void analyse(Consumer<CodeBuilder> body) {
    byte[] bytes =
        ClassFile.of(
                ClassFile.StackMapsOption.DROP_STACK_MAPS, ClassFile.DeadCodeOption.KEEP_DEAD_CODE)
            .build(
                ClassDesc.of("app.Strange"),
                builder ->
                    builder
                        .withVersion(ClassFile.JAVA_5_VERSION, 0)
                        .withMethodBody(
                            "body",
                            MTD_void,
                            ClassFile.ACC_STATIC,
                            code -> {
                              code.lineNumber(7);
                              body.accept(code);
                            }));
    ClassModel model = ClassFile.of().parse(bytes);
    BodyAnalysis.of(
        BodyCode.of(model, model.methods().getFirst()),
        new ResolvedAwaits(new LoadedClasses(UnusualCodeTest.class.getClassLoader())));
  }

  @Test
  void subroutines() {
    assertThatThrownBy(() ->
            analyse(code -> {
              var label = code.newLabel();
              code.with(DiscontinuedInstruction.JsrInstruction.of(label));
              awaitNull(code);
              code.labelBinding(label).return_();
            }))
        .isInstanceOf(Refused.class)
        .hasMessage("app.Strange.body uses jsr or ret: compile it with a current compiler");
  }

  @Test
  void aNewObjectThatALocalHoldsBeforeItsConstructorHasRun() {
    assertThatThrownBy(() ->
            analyse(code -> {
              code.new_(CD_Object).dup().astore(0);
              awaitNull(code);
              code.invokespecial(CD_Object, "<init>", MTD_void).aload(0).areturn();
            }))
        .isInstanceOf(Refused.class)
        .hasMessage(
            "app.Strange.body (unknown source:7): await among the arguments of a 'new' in a shape"
                + " that"
                + RECOMPILE);
  }

  @Test
  void aNewObjectThatIsDuplicatedTwice() {
    assertThatThrownBy(() ->
            analyse(code -> {
              code.new_(CD_Object).dup().dup();
              awaitNull(code);
              code.invokespecial(CD_Object, "<init>", MTD_void).pop2().return_();
            }))
        .isInstanceOf(Refused.class)
        .hasMessage(
            "app.Strange.body (unknown source:7): await among the arguments of a 'new' in a shape"
                + " that"
                + RECOMPILE);
  }

  private static Compiled one() {
    return Compiled.of(
        "app.One",
        """
        package app;
        public class One {
          public static final io.pollen.AsyncFunction<Integer, Integer> BODY =
              n -> io.pollen.Async.await(io.pollen.Async.ready(n));
        }
        """);
  }

  @Test
  void aClassFileOfANewerJava() throws Exception {
    Compiled loader = one();
    @SuppressWarnings("unchecked")
    var body =
        (AsyncFunction<Integer, Integer>) loader.loadClass("app.One").getField("BODY").get(null);
    byte[] newer = loader.bytes("app.One").clone();
    newer[6] = 0;
    newer[7] = (byte) (ClassFile.latestMajorVersion() + 1);
    loader.serve("app.One", newer);
    assertThatThrownBy(
            () -> {
              var unused = body.start(1);
            })
        .isInstanceOf(Refused.class)
        .hasMessage(
            "cannot read the class file of app.One: this JDK knows versions up to "
                + ClassFile.latestMajorVersion()
                + "; compile for it or run on the JDK that you compile with");
  }
}
