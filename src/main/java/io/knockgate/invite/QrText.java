package io.knockgate.invite;

import io.nayuki.qrcodegen.DataTooLongException;
import io.nayuki.qrcodegen.QrCode;
import java.util.Optional;

/// A QR code (ISO/IEC 18004) as text for a terminal with a dark background: two modules a
/// character, light ones drawn, with the quiet zone of four modules around.
public final class QrText {
  private static final int QUIET = 4;

  private QrText() {}

  /// The lines of the code; empty where the text is too long for one.
  public static Optional<String> of(String text) {
    try {
      return Optional.of(drawn(QrCode.encodeText(text, QrCode.Ecc.LOW)));
    } catch (DataTooLongException tooLong) {
      return Optional.empty();
    }
  }

  private static String drawn(QrCode code) {
    var drawing = new StringBuilder();
    for (int y = -QUIET; y < code.size + QUIET; y += 2) {
      for (int x = -QUIET; x < code.size + QUIET; x++) {
        boolean above = !code.getModule(x, y);
        boolean below = !code.getModule(x, y + 1) && y + 1 < code.size + QUIET;
        drawing.append(above ? below ? '█' : '▀' : below ? '▄' : ' ');
      }
      drawing.append('\n');
    }
    return drawing.toString();
  }
}
