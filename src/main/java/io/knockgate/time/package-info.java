/// The one way to say when and how long: moments read from both clocks, and times as people write
/// them.
@NullMarked
package io.knockgate.time;

import org.jspecify.annotations.NullMarked;
