package io.pollen.runtime.driver;

/// Who made the other end of a Unix stream, as the kernel noted it when that end connected or began
/// to listen. Nobody can forge it; the process may have ended since, and its number be another's.
///
/// @param pid the process; 0 when it is not visible from here (another PID namespace)
/// @param uid the effective user
/// @param gid the effective group
public record PeerCredentials(int pid, long uid, long gid) {}
