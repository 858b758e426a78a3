package io.knockgate.e2e;

import org.junit.jupiter.api.Tag;

@Tag("kernel")
class EveryKnockByInterfaceTest extends EveryKnock {
  @Override
  String capture() {
    return "interface: {name: wan}";
  }
}
