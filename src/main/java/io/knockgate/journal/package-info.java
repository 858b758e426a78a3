/// What is told: each grant, refusal and close, one event each.
@NullMarked
package io.knockgate.journal;

import org.jspecify.annotations.NullMarked;
