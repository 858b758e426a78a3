package io.knockgate.knock.sequence;

import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import io.knockgate.net.Protocol;
import java.util.List;

/// The tail of a dynamic sequence: one TCP knock for each decimal digit of the port that is asked
/// for, on the range's first port plus the digit. With 1040-1049 and five digits, 443 is 1040 1040
/// 1044 1044 1043.
///
/// @param range at least ten ports; the first ten count
/// @param digits how many digits are knocked, leading zeros included: 1 to 5
public record Spell(PortRange range, int digits) {
  public Spell {
    if (range.size() < 10 || digits < 1 || digits > 5) {
      throw new IllegalArgumentException("spell " + digits + " digits on " + range);
    }
  }

  /// The knocks that spell a port.
  ///
  /// @throws BadValue where it is no TCP port, or has more digits
  public List<Port> knock(Port port) throws BadValue {
    var number = String.valueOf(port.number());
    if (port.protocol() != Protocol.TCP || number.length() > digits) {
      throw new BadValue("%d digits can't spell %s".formatted(digits, port));
    }
    return "0"
        .repeat(digits - number.length())
        .concat(number)
        .chars()
        .mapToObj(digit -> Port.tcp(range.first() + digit - '0'))
        .toList();
  }

  boolean hasDigit(Port port) {
    return port.protocol() == Protocol.TCP && digit(port) >= 0 && digit(port) <= 9;
  }

  int digit(Port port) {
    return port.number() - range.first();
  }
}
