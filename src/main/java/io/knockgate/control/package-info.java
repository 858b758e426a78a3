/// The control socket: how the commands reach the daemon, and nobody else does.
@NullMarked
package io.knockgate.control;

import org.jspecify.annotations.NullMarked;
