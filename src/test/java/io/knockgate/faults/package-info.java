/// The faults that a router meets, and what a lease promises under each of them. Doors are probed
/// by real connects from the client's namespace, never by asking ourselves. `./dev faults` runs
/// them long and prints a table; the test run has a short form of each.
@NullMarked
package io.knockgate.faults;

import org.jspecify.annotations.NullMarked;
