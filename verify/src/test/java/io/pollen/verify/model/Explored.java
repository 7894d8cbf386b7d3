package io.pollen.verify.model;

/// What a search has come to.
///
/// @param runs how many orders it has tried
/// @param longest the most points that one of them had
/// @param violation what the last one violated, with the switches that led to it; empty when all is
///   well and no order is left
public record Explored(long runs, int longest, String violation) {}
