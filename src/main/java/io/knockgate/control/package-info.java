/// How the commands reach the daemon: one request a connection, over a Unix domain socket.
@NullMarked
package io.knockgate.control;

import org.jspecify.annotations.NullMarked;
