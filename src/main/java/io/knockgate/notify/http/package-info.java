/// Channels that are reached by HTTP: webhooks and ntfy.
@NullMarked
package io.knockgate.notify.http;

import org.jspecify.annotations.NullMarked;
