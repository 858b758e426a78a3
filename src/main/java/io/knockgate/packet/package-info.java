/// Door 1, first half: a stranger's bytes become a packet, or nothing.
@NullMarked
package io.knockgate.packet;

import org.jspecify.annotations.NullMarked;
