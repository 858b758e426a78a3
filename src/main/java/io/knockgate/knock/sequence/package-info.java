/// Recognises static and dynamic sequences of connection attempts.
@NullMarked
package io.knockgate.knock.sequence;

import org.jspecify.annotations.NullMarked;
