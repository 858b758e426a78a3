/// Tasks that a job has on the network: waking a machine, and waiting for one.
@NullMarked
package io.knockgate.job.lan;

import org.jspecify.annotations.NullMarked;
