package io.knockgate.config;

import io.knockgate.net.Port;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A sequence as it was written.
///
/// @param name what problems call it, as a part of a sentence
/// @param place where its problems are told
/// @param ports at least one
/// @param spell how it goes on; null where it doesn't, or where that could not be read
record WrittenSequence(
    String name, Place place, List<Placed<Port>> ports, KnockForm.@Nullable Spell spell) {}
