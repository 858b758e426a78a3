package io.knockgate;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.knockgate.knock.KnockMethod;
import io.knockgate.knock.PacketMethod;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The three laws of the house (ARCHITECTURE.md), as a test. A new package must be placed here
/// before it can import.
class FloorsTest {
  private static final Map<String, Integer> FLOOR =
      Map.ofEntries(
          Map.entry("net", 0),
          Map.entry("time", 0),
          Map.entry("id", 0),
          Map.entry("packet", 1),
          Map.entry("action", 1),
          Map.entry("journal", 1),
          Map.entry("linux", 1),
          Map.entry("line", 1),
          Map.entry("log", 1),
          Map.entry("ssh", 1),
          Map.entry("replay", 1),
          Map.entry("secret", 1),
          Map.entry("knock", 2),
          Map.entry("capture", 2),
          Map.entry("gateway", 2),
          Map.entry("job", 3),
          Map.entry("notify", 2),
          Map.entry("knock.sequence", 3),
          Map.entry("knock.encrypted", 3),
          Map.entry("knock.spa", 3),
          Map.entry("knock.fwknop", 3),
          Map.entry("access", 3),
          Map.entry("lease", 4),
          Map.entry("config", 5),
          Map.entry("capture.nflog", 5),
          Map.entry("capture.pcap", 5),
          Map.entry("capture.log", 5),
          Map.entry("capture.udp", 5),
          Map.entry("replay.file", 5),
          Map.entry("keys", 6),
          Map.entry("gateway.nftables", 5),
          Map.entry("job.exec", 5),
          Map.entry("job.lan", 5),
          Map.entry("job.unit", 5),
          Map.entry("notify.http", 5),
          Map.entry("notify.exec", 5),
          Map.entry("lease.quartz", 5),
          Map.entry("store", 5),
          Map.entry("control", 5),
          Map.entry("daemon", 7),
          Map.entry("client", 7),
          Map.entry("invite", 7),
          Map.entry("demo", 7),
          Map.entry("cli", 8));

  private static final String ROOT = "io.knockgate";
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void everyPackageHasAFloor() {
    var rooms = new TreeSet<String>();
    HOUSE.forEach(type -> rooms.add(room(type)));
    assertThat(FLOOR.keySet()).containsAll(rooms);
  }

  @Test
  void packagesImportOnlyFromLowerFloors() {
    var broken = new TreeMap<String, String>();
    for (var type : HOUSE) {
      for (var use : type.getDirectDependenciesFromSelf()) {
        var target = use.getTargetClass();
        if (target.getPackageName().startsWith(ROOT) && !room(target).equals(room(type))) {
          if (FLOOR.get(room(target)) >= FLOOR.get(room(type))) {
            broken.put(room(type) + " imports " + room(target), use.getDescription());
          }
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void onlyLinuxUsesNativeMemoryAndProcesses() {
    var allowed = Set.of("linux");
    assertThat(users("java.lang.foreign", "org.apache.commons.exec")).isSubsetOf(allowed);
  }

  @Test
  void onlyTheDaemonKnowsTheChildren() {
    // Of knock.spa and knock.fwknop the operator writes some nouns, which config reads.
    var children =
        Set.of(
            "capture.nflog",
            "capture.pcap",
            "gateway.nftables",
            "job.exec",
            "job.lan",
            "job.unit",
            "notify.http",
            "notify.exec",
            "lease.quartz",
            "knock.sequence",
            "knock.encrypted",
            "capture.log",
            "capture.udp",
            "replay.file");
    var broken = new TreeSet<String>();
    for (var type : HOUSE) {
      for (var use : type.getDirectDependenciesFromSelf()) {
        var target = use.getTargetClass();
        if (target.getPackageName().startsWith(ROOT)
            && (children.contains(room(target)) || target.isAssignableTo(KnockMethod.class))
            && !target.getFullName().equals(PacketMethod.class.getName())
            && !target.getFullName().equals(KnockMethod.class.getName())
            && !room(target).equals(room(type))
            && FLOOR.get(room(type)) < FLOOR.get("keys")) {
          broken.add(room(type) + " knows " + room(target));
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private static Set<String> users(String... packages) {
    var users = new TreeSet<String>();
    for (var type : HOUSE) {
      for (var use : type.getDirectDependenciesFromSelf()) {
        for (var name : packages) {
          if (use.getTargetClass().getPackageName().equals(name)) {
            users.add(room(type));
          }
        }
      }
    }
    return users;
  }

  private static String room(JavaClass type) {
    var name = type.getPackageName();
    return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
  }
}
