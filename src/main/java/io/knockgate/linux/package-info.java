/// The kernel and its tools: netlink, libpcap, sd_notify, processes. The only user of
/// java.lang.foreign and Commons Exec.
@NullMarked
package io.knockgate.linux;

import org.jspecify.annotations.NullMarked;
