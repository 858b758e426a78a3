package io.knockgate.action;

/// The closed list of all that can be done to the machine for a knock, bound to one source, plain
/// values only. Whoever carries orders out switches over it without a default, so that a new kind
/// does not compile until it is handled.
public sealed interface Order permits Opening, Task {}
