/// The port that recognises knocks, and its nouns.
@NullMarked
package io.knockgate.knock;

import org.jspecify.annotations.NullMarked;
