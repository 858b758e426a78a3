/// Conversations over Unix domain sockets, a JSON object a line.
@NullMarked
package io.knockgate.line;

import org.jspecify.annotations.NullMarked;
