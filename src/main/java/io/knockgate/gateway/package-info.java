/// The port that opens and shuts doors in the firewall, and its nouns.
@NullMarked
package io.knockgate.gateway;

import org.jspecify.annotations.NullMarked;
