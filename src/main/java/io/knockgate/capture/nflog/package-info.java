/// Hears the packets that our own firewall table hands over, through NFLOG.
@NullMarked
package io.knockgate.capture.nflog;

import org.jspecify.annotations.NullMarked;
