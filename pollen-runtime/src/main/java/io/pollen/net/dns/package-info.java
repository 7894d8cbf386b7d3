/// Names by asking name servers, without a thread for each look-up.
///
/// 1. [io.pollen.net.dns.DnsResolver] is a `Resolver`; a look-up is an [io.pollen.net.dns.Lookup].
///    It takes the settings of [io.pollen.net.dns.SettingsFiles] ([io.pollen.net.dns.ResolvConf],
///    [io.pollen.net.dns.HostsFile], and the builder's [io.pollen.net.dns.Overrides]), and goes
///    through the names that `search` makes of one.
/// 2. For each name there are two [io.pollen.net.dns.Inquiry] at once, one for each family. An
///    inquiry goes from server to server, and from a name to what it is an alias for.
/// 3. Asking a server is an [io.pollen.net.dns.UdpExchange], and a [io.pollen.net.dns.TcpExchange]
///    when its answer is truncated. Each has a socket of its own, which is closed in the end, or by
///    a drop.
/// 4. What has come is read by [io.pollen.net.dns.WireReader] into a [io.pollen.net.dns.Message],
///    and judged by [io.pollen.net.dns.Answer].
///
/// Invariants, with the test that guards each: whatever bytes a server sends, reading them ends,
/// and fails by a malformed message at worst (`MessageProperties`); what does not answer the
/// question that was asked is passed over, and a dropped look-up leaves no socket (`DnsTroubleIT`).
@NullMarked
package io.pollen.net.dns;

import org.jspecify.annotations.NullMarked;
