/// Runs jobs as processes of this machine.
@NullMarked
package io.knockgate.job.exec;

import org.jspecify.annotations.NullMarked;
