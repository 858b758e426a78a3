/// What the operator wrote down to be done, and the closed list of what can be done to the machine.
@NullMarked
package io.knockgate.action;

import org.jspecify.annotations.NullMarked;
