/// Hears single packets on a plain UDP socket, which takes no privilege.
@NullMarked
package io.knockgate.capture.udp;

import org.jspecify.annotations.NullMarked;
