/// The log: one line an event on standard error, fit for a terminal or the systemd journal.
@NullMarked
package io.knockgate.log;

import org.jspecify.annotations.NullMarked;
