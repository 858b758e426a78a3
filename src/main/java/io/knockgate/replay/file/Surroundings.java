package io.knockgate.replay.file;

import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/// What a file of marks needs to know of the machine, to tell whether it is what it was.
///
/// @param highWater a file outside of the state directory that remembers how many marks were used;
///     best where a restart of the machine takes it away
/// @param boot the id of this boot of the machine
/// @param first whether nothing in the state directory tells of an earlier start: then marks that
///     are not there were not lost
/// @param synchronised whether the machine's clock is right, as far as the kernel knows
public record Surroundings(
    Path highWater, String boot, boolean first, BooleanSupplier synchronised) {}
