/// The packets of fwknop's clients, with a symmetric key and an HMAC.
@NullMarked
package io.knockgate.knock.fwknop;

import org.jspecify.annotations.NullMarked;
