package io.knockgate.lab;

import io.knockgate.lab.Lab.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A service that says its name to who connects, and then says everything back; over UDP it answers
/// each packet with its name and the packet.
public final class Echo implements AutoCloseable {
  private final ServerSocket tcp;
  private final DatagramSocket udp;
  private final byte[] name;
  private final Set<Socket> clients = ConcurrentHashMap.newKeySet();

  private Echo(String name, ServerSocket tcp, DatagramSocket udp) {
    this.name = name.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    this.tcp = tcp;
    this.udp = udp;
    Thread.ofPlatform().daemon().start(this::accept);
    Thread.ofPlatform().daemon().start(this::answer);
  }

  /// Serves the port of this address, over TCP and UDP.
  public static Echo serve(Lab lab, Place place, String address, int port, String name)
      throws Exception {
    return lab.inside(
        place,
        () -> {
          var at = java.net.InetAddress.ofLiteral(address);
          return new Echo(name, new ServerSocket(port, 50, at), new DatagramSocket(port, at));
        });
  }

  /// Addresses of the clients that are connected, as it sees them.
  public Set<String> clients() {
    var addresses = ConcurrentHashMap.<String>newKeySet();
    clients.forEach(client -> addresses.add(client.getInetAddress().getHostAddress()));
    return addresses;
  }

  /// Says something to every client, unasked.
  public void say(String words) throws IOException {
    for (var client : clients) {
      client.getOutputStream().write(words.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }
  }

  private void accept() {
    try {
      while (true) {
        var client = tcp.accept();
        clients.add(client);
        Thread.ofPlatform().daemon().start(() -> echo(client));
      }
    } catch (IOException closed) {
      if (!tcp.isClosed()) {
        throw new UncheckedIOException(closed);
      }
    }
  }

  private void echo(Socket client) {
    try (client) {
      client.getOutputStream().write(name);
      client.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException gone) {
      // A session that was cut is what these tests are about.
    } finally {
      clients.remove(client);
    }
  }

  private void answer() {
    try {
      var buffer = new byte[2048];
      while (true) {
        var packet = new DatagramPacket(buffer, buffer.length);
        udp.receive(packet);
        udp.send(new DatagramPacket(name, name.length, packet.getSocketAddress()));
      }
    } catch (IOException closed) {
      if (!udp.isClosed()) {
        throw new UncheckedIOException(closed);
      }
    }
  }

  @Override
  public void close() throws IOException {
    tcp.close();
    udp.close();
    for (var client : clients) {
      client.close();
    }
  }
}
