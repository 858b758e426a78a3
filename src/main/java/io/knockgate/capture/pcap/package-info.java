/// Hears packets on a network interface, and reads those in a file, through libpcap.
@NullMarked
package io.knockgate.capture.pcap;

import org.jspecify.annotations.NullMarked;
