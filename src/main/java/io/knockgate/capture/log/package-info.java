/// Hears the packets that the kernel writes into a firewall log.
@NullMarked
package io.knockgate.capture.log;

import org.jspecify.annotations.NullMarked;
