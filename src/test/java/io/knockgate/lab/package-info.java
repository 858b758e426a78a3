/// A laptop, a gateway and a host behind it, each in a network namespace of its own, for tests.
@NullMarked
package io.knockgate.lab;

import org.jspecify.annotations.NullMarked;
