/// Has systemd do tasks: programs in units of their own, and units that are there already.
@NullMarked
package io.knockgate.job.unit;

import org.jspecify.annotations.NullMarked;
