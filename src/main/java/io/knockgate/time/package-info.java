/// The one way to say when: a wall-clock instant and a monotonic reading, taken together.
@NullMarked
package io.knockgate.time;

import org.jspecify.annotations.NullMarked;
