/// The conformance kit: checks any future against the laws of [io.pollen.Future].
///
/// 1. [io.pollen.conformance.Subject] says how to make a fresh future of some kind.
/// 2. [io.pollen.conformance.FutureLaws] makes one test for each law and subject.
/// 3. [io.pollen.conformance.PollHarness], [io.pollen.conformance.Probe],
///    [io.pollen.conformance.CountingWaker] and [io.pollen.conformance.ManualContext] are the hands
///    for tests of one's own: poll by poll, without a runtime. [io.pollen.conformance.Serving] adds
///    a driver or timers to the kit's contexts.
package io.pollen.conformance;
