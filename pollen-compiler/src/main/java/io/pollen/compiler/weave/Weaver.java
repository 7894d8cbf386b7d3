package io.pollen.compiler.weave;

import io.pollen.transform.Refused;
import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.attribute.NestMembersAttribute;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The weaver: turns the async blocks of compiled classes into state machines.
///
/// Classes that have nothing to weave, that are woven already, or that other compilers made of
/// other languages, stay as they are, byte for byte.
public final class Weaver {
  /// Names of generated classes. What matches is looked at more closely before it is removed.
  static final Pattern GENERATED = Pattern.compile(".*\\$(woven|body)\\d+");

  private static final String MULTI_RELEASE = "META-INF/versions/";

  private final ClassStore store;
  private final ClassPath classes;
  private final BiPredicate<String, String> accepted;
  private final List<String> refusals = new ArrayList<>();
  private final List<String> left = new ArrayList<>();
  private final List<String> removed = new ArrayList<>();

  /// The generated classes by the class whose nest they belong to.
  private final Map<String, Set<String>> nests = new LinkedHashMap<>();

  private int wovenClasses;
  private int wovenBlocks;

  private Weaver(ClassStore store, ClassPath classes, BiPredicate<String, String> accepted) {
    this.store = store;
    this.classes = classes;
    this.accepted = accepted;
  }

  /// Weaves all classes below a directory, in place.
  ///
  /// @param classPath what the classes were compiled against; directories and jars
  public static WeaveReport weaveDirectory(Path directory, List<Path> classPath)
      throws IOException {
    List<Path> all = new ArrayList<>(List.of(directory));
    all.addAll(classPath);
    ClassStore store = new ClassStore(directory);
    try (ClassPath classes = new ClassPath(all, name -> Optional.empty())) {
      List<String> names = store.names();
      return new Weaver(store, classes, (name, reason) -> false).weave(names, names);
    }
  }

  /// Weaves only the named classes below a directory, those that a compiler has just written, and
  /// removes what earlier weavings have left behind in their packages.
  ///
  /// @param names with slashes
  /// @param classPath finds the class files of what they were compiled against, by names with
  ///   slashes
  /// @param accepted is asked of each class (with slashes) that has a body which cannot be woven,
  ///   and why: true when that is no refusal to report
  public static WeaveReport weaveClasses(
      Path directory,
      Collection<String> names,
      Function<String, Optional<byte[]>> classPath,
      BiPredicate<String, String> accepted)
      throws IOException {
    ClassStore store = new ClassStore(directory);
    try (ClassPath classes = new ClassPath(List.of(directory), classPath)) {
      return new Weaver(store, classes, accepted)
          .weave(new TreeSet<>(names), store.neighbours(names));
    }
  }

  /// Weaves a jar into another one, or, when both are the same, in place.
  public static WeaveReport weaveJar(Path jar, Path output, List<Path> classPath)
      throws IOException {
    Path work = Files.createTempFile(output.toAbsolutePath().getParent(), "weave", ".jar");
    try {
      Files.copy(jar, work, StandardCopyOption.REPLACE_EXISTING);
      WeaveReport report;
      try (FileSystem files = FileSystems.newFileSystem(work)) {
        report = weaveDirectory(files.getPath("/"), classPath);
      }
      Files.move(work, output, StandardCopyOption.REPLACE_EXISTING);
      return report;
    } finally {
      Files.deleteIfExists(work);
    }
  }

  /// Copies a directory, and weaves the copy.
  public static WeaveReport weaveInto(Path directory, Path output, List<Path> classPath)
      throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path target = output.resolve(directory.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
    return weaveDirectory(output, classPath);
  }

  private WeaveReport weave(Collection<String> names, Collection<String> maybeStale)
      throws IOException {
    removeStale(maybeStale);
    for (String name : names) {
      if (!name.endsWith("module-info") && !name.startsWith(MULTI_RELEASE)) {
        weave(name);
      }
    }
    completeNests();
    return new WeaveReport(wovenClasses, wovenBlocks, refusals, left, removed);
  }

  /// A generated class belongs to a nest. Whoever compiles the nest's host anew writes it without
  /// its generated members, and who deletes it leaves them behind: both make them stale.
  private void removeStale(Collection<String> names) throws IOException {
    for (String name : names) {
      if (GENERATED.matcher(name).matches()) {
        ClassModel model = parse(name);
        if (model != null && isGenerated(model) && !isMemberOfItsNest(model)) {
          store.delete(name);
          removed.add(name);
        }
      }
    }
  }

  static boolean isGenerated(ClassModel model) {
    String parent = model.superclass().map(c -> c.asInternalName()).orElse("");
    return model.flags().has(AccessFlag.SYNTHETIC) && parent.startsWith("io/pollen/woven/");
  }

  private boolean isMemberOfItsNest(ClassModel model) throws IOException {
    ClassModel host = parse(ClassPath.internalName(ClassWeaver.nestHost(model)));
    return host != null
        && members(host).stream().anyMatch(member -> member.equals(model.thisClass().asSymbol()));
  }

  /// The other classes of the nest that `host` is the host of, as its file lists them.
  static List<ClassDesc> members(ClassModel host) {
    return host.findAttribute(Attributes.nestMembers()).stream()
        .flatMap(attribute -> attribute.nestMembers().stream())
        .map(member -> member.asSymbol())
        .toList();
  }

  private @Nullable ClassModel parse(String name) throws IOException {
    byte[] bytes = store.read(name);
    try {
      return bytes == null ? null : ClassFile.of().parse(bytes);
    } catch (IllegalArgumentException noClassFile) {
      return null;
    }
  }

  private void weave(String name) throws IOException {
    ClassModel model = parse(name);
    if (model == null || isGenerated(model)) {
      return;
    }
    ClassWeaver.Woven woven;
    try {
      woven = ClassWeaver.weave(model, classes, store::exists, left);
    } catch (Refused refused) {
      String reason = String.valueOf(refused.getMessage());
      if (!accepted.test(name, reason)) {
        refusals.add(reason);
      }
      return;
    }
    if (woven == null) {
      return;
    }
    wovenClasses++;
    wovenBlocks += woven.blocks();
    for (Map.Entry<String, byte[]> generated : woven.generated().entrySet()) {
      store.write(generated.getKey(), generated.getValue());
    }
    store.write(name, woven.host());
    nests
        .computeIfAbsent(
            ClassPath.internalName(ClassWeaver.nestHost(model)), key -> new TreeSet<>())
        .addAll(woven.generated().keySet());
  }

  /// A nestmate counts only if the nest's host names it.
  private void completeNests() throws IOException {
    for (Map.Entry<String, Set<String>> nest : nests.entrySet()) {
      ClassModel host = parse(nest.getKey());
      if (host == null) {
        throw new IOException(
            "class "
                + nest.getKey()
                + " is missing, in whose file the state machines of its nested classes have to be"
                + " listed: compile it together with them");
      }
      List<ClassDesc> members = new ArrayList<>(members(host));
      Set<ClassDesc> known = new HashSet<>(members);
      for (String name : nest.getValue()) {
        ClassDesc member = ClassDesc.ofInternalName(name);
        if (known.add(member)) {
          members.add(member);
        }
      }
      store.write(
          nest.getKey(),
          ClassFile.of()
              .transformClass(
                  host,
                  ClassTransform.dropping(NestMembersAttribute.class::isInstance)
                      .andThen(
                          ClassTransform.endHandler(
                              builder -> builder.with(NestMembersAttribute.ofSymbols(members))))));
    }
  }
}
