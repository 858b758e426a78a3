/// Hears packets on a network interface, through libpcap.
@NullMarked
package io.knockgate.capture.pcap;

import org.jspecify.annotations.NullMarked;
