/// Names: those that leases and jobs are given, short enough to be read aloud, and those that
/// people choose.
@NullMarked
package io.knockgate.id;

import org.jspecify.annotations.NullMarked;
