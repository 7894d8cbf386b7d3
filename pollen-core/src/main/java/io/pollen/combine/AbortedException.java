package io.pollen.combine;

/// The failure of an [Abortable] future that was aborted before it had completed.
public final class AbortedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  AbortedException() {
    super("the future was aborted through its handle");
  }
}
