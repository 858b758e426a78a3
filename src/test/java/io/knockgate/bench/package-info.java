/// What the benchmarks (`./dev bench`) need beside their scripts.
@NullMarked
package io.knockgate.bench;

import org.jspecify.annotations.NullMarked;
