package io.knockgate.lab;

import io.knockgate.Block;
import java.util.List;
import java.util.stream.Collectors;

/// What docs/recipes.md tells people to copy, as it stands there.
public final class Recipes {
  /// The keys to the NAS, each for one purpose.
  public static final List<String> KEYS =
      List.of("nas-restic", "nas-rsync", "nas-borg", "nas-suspend");

  private static final List<Block> BLOCKS = Block.all("docs/recipes.md");

  /// Gives the line of a public key.
  @FunctionalInterface
  public interface PublicKey {
    String of(String name) throws Exception;
  }

  private Recipes() {}

  /// The first block with this mark.
  public static String block(String mark) {
    return BLOCKS.stream()
        .filter(block -> block.mark().equals(mark))
        .findFirst()
        .orElseThrow()
        .text();
  }

  /// The file of an action.
  public static String action(String name) {
    return block("yaml action " + name);
  }

  /// What makes the keys; the recipe says it of one.
  public static String makeKeys() {
    return KEYS.stream()
        .map(key -> block("sh ssh").replace("nas-restic", key))
        .collect(Collectors.joining());
  }

  /// The file of that name on the NAS: each key behind what it is good for.
  public static String authorizedKeys(PublicKey key) throws Exception {
    var file = new StringBuilder();
    for (var line : block("authorized_keys .ssh/authorized_keys").lines().toList()) {
      int start = line.indexOf("ssh-ed25519");
      file.append(line, 0, start).append(key.of(line.substring(line.lastIndexOf(' ') + 1)));
    }
    return file.toString();
  }
}
