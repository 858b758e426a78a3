/// Replay marks: what a knock that counts only once leaves behind.
@NullMarked
package io.knockgate.replay;

import org.jspecify.annotations.NullMarked;
