/// Fills the alarm port with Quartz, on the store's own database.
@NullMarked
package io.knockgate.lease.quartz;

import org.jspecify.annotations.NullMarked;
