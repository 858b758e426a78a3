/// `knockgate demo`: a private laptop, gateway and NAS where all of it really happens.
@NullMarked
package io.knockgate.demo;

import org.jspecify.annotations.NullMarked;
