package io.knockgate.lease;

/// How the writing down goes.
///
/// @param trouble why the last attempt failed, or that this one takes long; empty when neither
/// @param waiting leases, jobs and events that are not on the disk yet
/// @param lost events that will never be, because too many were waiting
public record Health(String trouble, int waiting, long lost) {}
