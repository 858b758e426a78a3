/// The port that runs the operator's programs, and its nouns.
@NullMarked
package io.knockgate.job;

import org.jspecify.annotations.NullMarked;
