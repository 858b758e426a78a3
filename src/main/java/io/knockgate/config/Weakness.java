package io.knockgate.config;

import io.knockgate.net.Port;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// What makes a sequence easy to knock by accident or by a plain scan. The arithmetic: `k` ports
/// out of `N` that may be watched are guessed in the order of `N^k` packets, so four are the least;
/// and only if a scanner does not walk through them in their order.
final class Weakness {
  private static final int FEWEST_PORTS = 4;
  private static final String FEW = "fewer than %d ports are soon guessed".formatted(FEWEST_PORTS);

  /// Four of so many fall to no guessing: at 100,000 packets a second, three of 65,536 fall once in
  /// 30 years.
  private static final int FEWEST_TO_CHOOSE_FROM = 8192;

  /// Every scan begins here, so these are hit most.
  private static final int LAST_WELL_KNOWN = 1023;

  private Weakness() {}

  /// Everything that is weak about the sequence, in the operator's words.
  static List<String> of(List<Port> sequence) {
    var numbers = sequence.stream().mapToInt(Port::number).toArray();
    var weak = new ArrayList<String>();
    if (numbers.length < FEWEST_PORTS) {
      weak.add(FEW);
    }
    if (everyStep(numbers, step -> step >= 0)) {
      weak.add("ports in ascending order are knocked by any plain scan");
    } else if (everyStep(numbers, step -> step <= 0)) {
      weak.add("ports in descending order are knocked by a plain scan downwards");
    }
    if (everyStep(numbers, step -> Math.abs(step) <= 1)) {
      weak.add("ports next to each other are knocked by many a scan");
    }
    if (IntStream.of(numbers).allMatch(number -> number <= LAST_WELL_KNOWN)) {
      weak.add("ports below 1024 alone are where every scan begins");
    }
    return weak;
  }

  /// Everything that is weak about a rolling sequence.
  static List<String> of(KnockForm.Rolling rolling) {
    var weak = new ArrayList<String>();
    if (rolling.length() < FEWEST_PORTS) {
      weak.add(FEW);
    }
    if (rolling.ports().size() < FEWEST_TO_CHOOSE_FROM) {
      weak.add(
          "ports out of %d are soon guessed, %d are enough"
              .formatted(rolling.ports().size(), FEWEST_TO_CHOOSE_FROM));
    }
    return weak;
  }

  private static boolean everyStep(int[] numbers, IntPredicate rule) {
    return numbers.length > 1
        && IntStream.range(1, numbers.length).map(i -> numbers[i] - numbers[i - 1]).allMatch(rule);
  }
}
