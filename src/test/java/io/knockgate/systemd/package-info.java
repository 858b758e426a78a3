/// The units of `systemd/`, tried under a systemd of their own.
@NullMarked
package io.knockgate.systemd;

import org.jspecify.annotations.NullMarked;
