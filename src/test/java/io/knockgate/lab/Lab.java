package io.knockgate.lab;

import io.knockgate.linux.NetworkNamespace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Three network namespaces of this instance alone, which nothing leaves. A client on the internet
/// and a gateway share `wan` (198.51.100.0/16, fd00:51::/64); the gateway and a host behind it
/// share `lan` (10.20.0.0/24, fd00:20::/64). The host's way back is the gateway; the client has no
/// route to the host. Needs root, so tests that use it carry `@Tag("kernel")`.
public final class Lab implements AutoCloseable {
  /// Where something happens.
  public enum Place {
    CLIENT,
    GATEWAY,
    HOST
  }

  /// How a program ended.
  ///
  /// @param exit its exit code
  /// @param text what it wrote, complaints included
  public record Output(int exit, String text) {}

  public static final String CLIENT_V4 = "198.51.100.10";
  public static final String OTHER_CLIENT_V4 = "198.51.100.11";
  public static final String CLIENT_V6 = "fd00:51::10";
  public static final String OTHER_CLIENT_V6 = "fd00:51::11";
  public static final String GATEWAY_V4 = "198.51.100.1";
  public static final String GATEWAY_V6 = "fd00:51::1";
  public static final String GATEWAY_LAN_V4 = "10.20.0.1";
  public static final String HOST_V4 = "10.20.0.5";
  public static final String OTHER_HOST_V4 = "10.20.0.6";
  public static final String HOST_V6 = "fd00:20::5";
  public static final String OTHER_HOST_V6 = "fd00:20::6";

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String prefix =
      "kgk-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet() + "-";
  private final ConcurrentLinkedQueue<Process> started = new ConcurrentLinkedQueue<>();
  private final Thread atExit = new Thread(this::remove);

  private Lab() {}

  /// Builds one.
  public static Lab open() throws Exception {
    var lab = new Lab();
    Runtime.getRuntime().addShutdownHook(lab.atExit);
    try {
      lab.build();
      return lab;
    } catch (Exception | Error failed) {
      lab.close();
      throw failed;
    }
  }

  private void build() throws Exception {
    for (var place : Place.values()) {
      here("ip", "netns", "add", name(place));
      exec(place, "ip", "link", "set", "lo", "up");
      // Addresses that count at once, those of the links too.
      exec(place, "sysctl", "-qw", "net.ipv6.conf.default.accept_dad=0");
    }
    veth(Place.CLIENT, "wan-c", Place.GATEWAY, "wan");
    veth(Place.GATEWAY, "lan", Place.HOST, "lan-h");
    addresses(Place.CLIENT, "wan-c", CLIENT_V4 + "/16", OTHER_CLIENT_V4 + "/16");
    addresses(Place.CLIENT, "wan-c", CLIENT_V6 + "/64", OTHER_CLIENT_V6 + "/64");
    addresses(Place.GATEWAY, "wan", GATEWAY_V4 + "/16", GATEWAY_V6 + "/64");
    addresses(Place.GATEWAY, "lan", GATEWAY_LAN_V4 + "/24", "fd00:20::1/64");
    addresses(Place.HOST, "lan-h", HOST_V4 + "/24", OTHER_HOST_V4 + "/24");
    addresses(Place.HOST, "lan-h", HOST_V6 + "/64", OTHER_HOST_V6 + "/64");
    exec(Place.HOST, "ip", "route", "add", "default", "via", GATEWAY_LAN_V4);
    exec(Place.HOST, "ip", "-6", "route", "add", "default", "via", "fd00:20::1");
    exec(Place.GATEWAY, "sysctl", "-qw", "net.ipv4.ip_forward=1");
    exec(Place.GATEWAY, "sysctl", "-qw", "net.ipv6.conf.all.forwarding=1");
  }

  private void veth(Place one, String here, Place other, String there) throws Exception {
    here(
        "ip",
        "link",
        "add",
        here,
        "netns",
        name(one),
        "type",
        "veth",
        "peer",
        "name",
        there,
        "netns",
        name(other));
  }

  private void addresses(Place place, String link, String... addresses) throws Exception {
    for (var address : addresses) {
      var nodad = address.indexOf(':') >= 0 ? List.of("nodad") : List.<String>of();
      var add = new ArrayList<>(List.of("ip", "addr", "add", address, "dev", link));
      add.addAll(nodad);
      exec(place, add.toArray(String[]::new));
    }
    exec(place, "ip", "link", "set", link, "up");
  }

  /// The namespace's name, for `ip netns exec`.
  public String name(Place place) {
    return prefix + place.name().toLowerCase(Locale.ROOT);
  }

  /// Runs a program to its end, which must be a good one.
  ///
  /// @return what it wrote
  public String exec(Place place, String... command) throws IOException, InterruptedException {
    var output = run(place, command);
    if (output.exit() != 0) {
      throw new AssertionError(String.join(" ", command) + ": " + output.text());
    }
    return output.text();
  }

  /// Runs a program to its end.
  public Output run(Place place, String... command) throws IOException, InterruptedException {
    return finish(start(place, command));
  }

  /// Runs a program to its end and gives it something to read.
  public Output feed(Place place, String input, String... command)
      throws IOException, InterruptedException {
    var process = start(place, command);
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
    return finish(process);
  }

  /// Starts a program; [#close] kills it. Its complaints go with its output.
  public Process start(Place place, String... command) throws IOException {
    var inside = new ArrayList<>(List.of("ip", "netns", "exec", name(place)));
    inside.addAll(List.of(command));
    var process = new ProcessBuilder(inside).redirectErrorStream(true).start();
    started.add(process);
    return process;
  }

  /// Runs the task on a thread inside: sockets that it opens and programs that it starts belong
  /// there.
  public <T> T inside(Place place, Callable<T> task) throws Exception {
    return NetworkNamespace.inside(name(place), task);
  }

  private Output finish(Process process) throws IOException, InterruptedException {
    var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exit = process.waitFor();
    started.remove(process);
    return new Output(exit, text);
  }

  private static void here(String... command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(String.join(" ", command) + ": " + text);
    }
  }

  /// Ends what was started and removes the namespaces.
  @Override
  public void close() {
    remove();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }

  private void remove() {
    try {
      for (var process : started) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
      }
      for (var place : Place.values()) {
        new ProcessBuilder("ip", "netns", "del", name(place))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
      }
    } catch (IOException failed) {
      throw new AssertionError(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
