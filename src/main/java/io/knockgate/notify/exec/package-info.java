/// The channel that is a program of the operator's.
@NullMarked
package io.knockgate.notify.exec;

import org.jspecify.annotations.NullMarked;
