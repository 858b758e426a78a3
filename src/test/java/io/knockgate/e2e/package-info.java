/// The product as its users meet it: the real daemon in a network of its own, real clients, real
/// packets.
@NullMarked
package io.knockgate.e2e;

import org.jspecify.annotations.NullMarked;
