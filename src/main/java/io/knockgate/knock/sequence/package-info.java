/// Recognises static, dynamic, one-time and rolling sequences of connection attempts.
@NullMarked
package io.knockgate.knock.sequence;

import org.jspecify.annotations.NullMarked;
