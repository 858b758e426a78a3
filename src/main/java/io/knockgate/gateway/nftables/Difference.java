package io.knockgate.gateway.nftables;

import io.knockgate.gateway.GatewayException;
import java.util.ArrayList;
import java.util.List;

/// How the table that would be loaded differs from the one that is.
public sealed interface Difference {
  /// None is loaded.
  record NotLoaded() implements Difference {}

  /// The same, or other, line by line: `- ` before what goes, `+ ` before what comes, two spaces
  /// before what stays.
  ///
  /// @param lines empty where nothing differs
  record Lines(List<String> lines) implements Difference {}

  /// It can't be told here.
  ///
  /// @param reason why not
  record Unknown(String reason) implements Difference {}

  /// Both tables as nft lists them, compared: the text that we write and the text that nft lists
  /// differ in form.
  static Difference between(Nft nft, boolean loaded, String script) throws GatewayException {
    if (!loaded) {
      return new NotLoaded();
    }
    var wanted = nft.listAsIfLoaded(script);
    if (wanted.isEmpty()) {
      return new Unknown("no network namespace can be made here to try the table in");
    }
    var was = withoutDoors(nft.list());
    var is = withoutDoors(wanted.get());
    return new Lines(was.equals(is) ? List.of() : compare(was, is));
  }

  /// The listing without the elements of the sets that hold doors.
  private static List<String> withoutDoors(String listing) {
    var kept = new ArrayList<String>();
    boolean door = false;
    boolean element = false;
    for (var line : listing.lines().toList()) {
      var words = line.strip().split(" ", 3);
      if (words[0].equals("set") || words[0].equals("map")) {
        door = Elements.SETS.contains(words[1]);
      }
      element |= door && words[0].equals("elements");
      if (!element) {
        kept.add(line);
      }
      element = element && !line.endsWith("}");
    }
    return kept;
  }

  /// The shortest way from one text to the other, by their longest common subsequence. A table has
  /// some hundred lines.
  private static List<String> compare(List<String> was, List<String> is) {
    var common = new int[was.size() + 1][is.size() + 1];
    for (int i = was.size() - 1; i >= 0; i--) {
      for (int j = is.size() - 1; j >= 0; j--) {
        common[i][j] =
            was.get(i).equals(is.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    var lines = new ArrayList<String>();
    int i = 0;
    int j = 0;
    while (i < was.size() || j < is.size()) {
      if (i < was.size() && j < is.size() && was.get(i).equals(is.get(j))) {
        lines.add("  " + was.get(i++));
        j++;
      } else if (j == is.size() || (i < was.size() && common[i + 1][j] >= common[i][j + 1])) {
        lines.add("- " + was.get(i++));
      } else {
        lines.add("+ " + is.get(j++));
      }
    }
    return lines;
  }
}
