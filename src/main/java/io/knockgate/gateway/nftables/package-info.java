/// The gateway filled by one nftables table of our own: its text, its elements, and the connections
/// that run through its doors.
@NullMarked
package io.knockgate.gateway.nftables;

import org.jspecify.annotations.NullMarked;
