/// Knockgate's own knock: one datagram, sealed for the gateway and signed with an SSH key
/// (docs/knock-packet.md).
@NullMarked
package io.knockgate.knock.spa;

import org.jspecify.annotations.NullMarked;
