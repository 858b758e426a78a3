/// The commands.
@NullMarked
package io.knockgate.cli;

import org.jspecify.annotations.NullMarked;
