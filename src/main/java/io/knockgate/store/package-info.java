/// Keeps leases, jobs and history on the disk, and the disk's other users out.
@NullMarked
package io.knockgate.store;

import org.jspecify.annotations.NullMarked;
