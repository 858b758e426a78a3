/// SSH keys: what a public key line says, and whether a signature is its owner's.
@NullMarked
package io.knockgate.ssh;

import org.jspecify.annotations.NullMarked;
