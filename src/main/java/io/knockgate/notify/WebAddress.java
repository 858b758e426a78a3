package io.knockgate.notify;

import io.knockgate.net.BadValue;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/// Where a channel is reached by HTTP. What follows the host, such as a topic or a token, may be as
/// good as a password: it is never printed.
public final class WebAddress {
  private static final Set<String> SCHEMES = Set.of("http", "https");
  private static final int LONGEST = 2048;
  private static final int LAST_PORT = 65535;

  private final URI uri;

  private WebAddress(URI uri) {
    this.uri = uri;
  }

  /// Reads `https://HOST/PATH`, or `http://` for a host that is trusted to be near.
  public static WebAddress parse(String text) throws BadValue {
    try {
      var uri = new URI(text);
      if (text.length() <= LONGEST
          && text.chars().allMatch(c -> c > ' ' && c < 0x7f)
          && uri.getScheme() != null
          && SCHEMES.contains(uri.getScheme())
          && uri.getHost() != null
          && uri.getRawUserInfo() == null
          && uri.getRawFragment() == null
          && uri.getPort() != 0
          && uri.getPort() <= LAST_PORT) {
        return new WebAddress(uri);
      }
    } catch (URISyntaxException bad) {
      // It would quote what may be a secret.
    }
    throw new BadValue(
        "an address is written https://HOST/PATH or http://HOST/PATH, with no user, password or #");
  }

  /// All of it, to be asked for and not to be told.
  public URI revealed() {
    return uri;
  }

  /// The host, and the port where one is written: what may be told.
  public String host() {
    return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WebAddress that && uri.equals(that.uri);
  }

  @Override
  public int hashCode() {
    return uri.hashCode();
  }

  /// Where it leads, without the path.
  @Override
  public String toString() {
    return uri.getScheme() + "://" + host();
  }
}
