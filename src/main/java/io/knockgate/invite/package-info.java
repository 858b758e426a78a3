/// What a new client is given by the gateway's operator, and what becomes of it at the other end.
@NullMarked
package io.knockgate.invite;

import org.jspecify.annotations.NullMarked;
