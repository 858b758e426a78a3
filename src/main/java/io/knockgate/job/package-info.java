/// Jobs: what an action does that takes its time, from promised to over, and the ports it needs.
@NullMarked
package io.knockgate.job;

import org.jspecify.annotations.NullMarked;
