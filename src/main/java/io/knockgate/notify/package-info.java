/// Tells people what happened, through channels of the operator's choice; never on a knock's path.
@NullMarked
package io.knockgate.notify;

import org.jspecify.annotations.NullMarked;
