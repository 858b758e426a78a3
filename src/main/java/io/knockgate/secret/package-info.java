/// What must not be told: secrets, and where the operator keeps them.
@NullMarked
package io.knockgate.secret;

import org.jspecify.annotations.NullMarked;
