/// Decides whether a recognised knock is granted, and what it is granted.
@NullMarked
package io.knockgate.access;

import org.jspecify.annotations.NullMarked;
