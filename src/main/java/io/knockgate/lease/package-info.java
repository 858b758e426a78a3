/// The lease book: owns every grant in force, from opened to closed, and the ports it needs.
@NullMarked
package io.knockgate.lease;

import org.jspecify.annotations.NullMarked;
