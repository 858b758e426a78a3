/// Ports, addresses and endpoints: parsed once, impossible to hold wrong.
@NullMarked
package io.knockgate.net;

import org.jspecify.annotations.NullMarked;
