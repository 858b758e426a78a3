/// Reads what the operator wrote, and says everything that is wrong with it at once.
@NullMarked
package io.knockgate.config;

import org.jspecify.annotations.NullMarked;
