/// Reads the secrets that a configuration refers to, and makes of them what knocks are recognised
/// and sent with.
@NullMarked
package io.knockgate.keys;

import org.jspecify.annotations.NullMarked;
