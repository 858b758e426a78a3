/// The other side of the wire: knocks are made here, and sent.
@NullMarked
package io.knockgate.client;

import org.jspecify.annotations.NullMarked;
