/// The port through which packets are heard.
@NullMarked
package io.knockgate.capture;

import org.jspecify.annotations.NullMarked;
