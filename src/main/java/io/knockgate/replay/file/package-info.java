/// Replay marks in a file, which survive the process.
@NullMarked
package io.knockgate.replay.file;

import org.jspecify.annotations.NullMarked;
