package io.knockgate.client;

import io.knockgate.config.ClientSettings;
import io.knockgate.config.ClientSettings.Family;
import io.knockgate.net.BadValue;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Knocks at one gateway.
public final class Knocker {
  private final InetAddress gateway;
  private final Sender sender;

  private Knocker(InetAddress gateway, ClientSettings settings) {
    this.gateway = gateway;
    this.sender = new Sender(gateway, settings.pace());
  }

  /// Finds the gateway by its name: its first address of the family that is asked for. Which
  /// address counts, because a door opens for who knocked, and IPv4 and IPv6 are two.
  ///
  /// @throws IOException where there is no such name, or no such address
  public static Knocker at(ClientSettings settings) throws IOException {
    return new Knocker(address(settings.host(), settings.family()), settings);
  }

  private static InetAddress address(String host, @Nullable Family family) throws IOException {
    return Arrays.stream(all(host))
        .filter(
            address ->
                family == null || (address instanceof Inet6Address) == (family == Family.IPV6))
        .findFirst()
        .orElseThrow(
            () ->
                new IOException(
                    "%s has no IPv%s address".formatted(host, family == Family.IPV6 ? 6 : 4)));
  }

  private static InetAddress[] all(String host) throws IOException {
    try {
      return InetAddress.getAllByName(host);
    } catch (UnknownHostException unknown) {
      throw new IOException(host + ": no address is known of that name", unknown);
    }
  }

  /// Where it knocks.
  public InetAddress gateway() {
    return gateway;
  }

  /// Sends one knock.
  ///
  /// @throws IOException where this machine can't
  public void knock(Knock knock) throws IOException, InterruptedException {
    sender.send(knock);
  }

  /// Knocks until a door answers, with a new knock each time; three seconds are given to each.
  ///
  /// @param tries how often at most
  /// @return the connection to the door, or what the last try came to
  /// @throws IOException where this machine can't knock
  public Reached reach(InetSocketAddress door, int tries, Composer composer, Request request)
      throws BadValue, SigningException, IOException, InterruptedException {
    Reached reached = Reached.SILENT;
    for (int tried = 0; tried < tries && !(reached instanceof Reached.Open); tried++) {
      knock(composer.compose(request, Instant.now()));
      reached = new Door(door).connect();
    }
    return reached;
  }

  /// The address of that name which is reached by the family that is knocked by: a door opens for
  /// who knocked, and IPv4 and IPv6 are two.
  ///
  /// @throws IOException where there is no such name, or no such address
  public InetAddress beside(String host) throws IOException {
    return address(host, gateway instanceof Inet6Address ? Family.IPV6 : Family.IPV4);
  }
}
