package io.pollen.cli;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.pollen.transform.BlockReport;
import java.lang.classfile.TypeKind;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// How HotSpot lays out the fields of an object.
///
/// A class keeps the places of its superclass's fields and puts its own, the largest first and
/// references last, into the smallest gap that each fits in, else at the end.
///
/// @param header bytes before the first field
/// @param reference bytes of a reference
/// @param alignment what sizes of objects are multiples of
record InstanceLayout(int header, int reference, int alignment) {

  /// A free place between fields.
  private record Gap(int start, int end) {}

  static InstanceLayout ofThisJvm() {
    boolean compact = flag("UseCompactObjectHeaders").equals("true");
    boolean compressedClasses = flag("UseCompressedClassPointers").equals("true");
    return new InstanceLayout(
        compact ? 8 : compressedClasses ? 12 : 16,
        flag("UseCompressedOops").equals("true") ? 4 : 8,
        Integer.parseInt(flag("ObjectAlignmentInBytes")));
  }

  /// @throws IllegalStateException when this JVM is none of those whose layout is known
  private static String flag(String name) {
    var jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    if (jvm == null) {
      throw new IllegalStateException(
          "the layout of objects is known only for HotSpot, and this is "
              + System.getProperty("java.vm.name"));
    }
    return jvm.getVMOption(name).getValue();
  }

  /// The size in bytes of an instance with these fields.
  int size(BlockReport.Fields instance) {
    List<Gap> gaps = new ArrayList<>();
    int end = header;
    for (List<TypeKind> fields : instance.classes()) {
      for (TypeKind field : fields.stream().sorted(order()).toList()) {
        end = place(bytes(field), end, gaps);
      }
    }
    return aligned(end, alignment);
  }

  private Comparator<TypeKind> order() {
    return Comparator.comparing((TypeKind kind) -> kind == TypeKind.REFERENCE)
        .thenComparing(kind -> -bytes(kind));
  }

  private static int place(int bytes, int end, List<Gap> gaps) {
    Gap found =
        gaps.stream()
            .filter(gap -> aligned(gap.start, bytes) + bytes <= gap.end)
            .min(Comparator.comparingInt(gap -> gap.end - gap.start))
            .orElse(null);
    int from = found == null ? end : found.start;
    int at = aligned(from, bytes);
    if (found != null) {
      gaps.remove(found);
      addGap(gaps, at + bytes, found.end);
    }
    addGap(gaps, from, at);
    return found == null ? at + bytes : end;
  }

  private static void addGap(List<Gap> gaps, int start, int end) {
    if (start < end) {
      gaps.add(new Gap(start, end));
    }
  }

  private static int aligned(int offset, int alignment) {
    return (offset + alignment - 1) / alignment * alignment;
  }

  private int bytes(TypeKind kind) {
    return switch (kind) {
      case BOOLEAN, BYTE -> 1;
      case CHAR, SHORT -> 2;
      case INT, FLOAT -> 4;
      case LONG, DOUBLE -> 8;
      case REFERENCE -> reference;
      case VOID -> throw new IllegalArgumentException("no field is void");
    };
  }

  /// In words, for the head of a report.
  String description() {
    return header
        + "-byte object headers"
        + (header == 8 ? " (compact)" : header == 12 ? " (compressed class pointers)" : "")
        + ", "
        + reference
        + "-byte references"
        + (reference == 4 ? " (compressed)" : "")
        + ", "
        + alignment
        + "-byte alignment";
  }
}
