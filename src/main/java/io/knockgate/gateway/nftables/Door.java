package io.knockgate.gateway.nftables;

import io.knockgate.action.AtClose;
import io.knockgate.action.Opening;

/// A door and how it ends. Two leases for the same opening that end differently are two doors.
record Door(Opening opening, AtClose atClose) {}
