/// Recognises encrypted knocks, which say in one byte a port whom and what to admit, and makes
/// them.
@NullMarked
package io.knockgate.knock.encrypted;

import org.jspecify.annotations.NullMarked;
