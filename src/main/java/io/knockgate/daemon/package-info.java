/// Wires the building and runs it: the only package that knows which child fills which port.
@NullMarked
package io.knockgate.daemon;

import org.jspecify.annotations.NullMarked;
