package io.knockgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.cli.Main;
import io.knockgate.lab.Lab.Place;
import io.knockgate.lab.RunningDaemon;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The daemon may open no file, socket or pipe more, for a while.
class DescriptorsTest extends Faults {
  private static final int TIMES = times(1, 20);
  private static final String[] KNOCK_JOB = {"4113", "4998", "6712", "3022"};
  private static final Duration WHILE = Duration.ofSeconds(3);

  @ParameterizedTest
  @MethodSource("io.knockgate.faults.InterfacesTest#captures")
  void doorsOpenAndShutAJobThatCantBeginIsToldAndAllIsWellWhenThereAreDescriptorsAgain(
      String capture) throws Exception {
    keep(
        RunningDaemon.startBy(
            fromJars(),
            lab,
            home.resolve("daemon"),
            CONFIG
                + "  job:\n    sequence: [4113, 4998, 6712, 3022]\n    action: job\n"
                + "capture:\n  - %s\n".formatted(capture),
            "web",
            "open: {port: tcp/443}\nfor: %ds\n".formatted(OPEN.toSeconds()),
            "job",
            "run: {command: [/bin/true], timeout: 1m}\n"));
    var recovered = new ArrayList<Duration>();
    var input = input();
    for (int i = 0; i < TIMES; i++) {
      knockUntilOpen();
      long usual = limit();
      limit(firstThatIsFree());
      waitUntilShut();
      knockUntilOpen();
      knock(KNOCK_JOB);
      assertThat(within(LIMIT, () -> lastOfJob().contains("Too many open files")))
          .as(daemon().log())
          .isTrue();
      assertThat(troubles()).contains("no file or socket can be opened: ");
      assertItRests();
      waitUntilShut();
      limit(usual);
      recovered.add(until(() -> troubles().equals("[]")));
      knock(KNOCK_JOB);
      assertThat(within(LIMIT, () -> lastOfJob().contains("done"))).as(daemon().log()).isTrue();
      knockUntilOpen();
      waitUntilShut();
      assertThat(input()).as("no descriptor was closed that is somebody's").isEqualTo(input);
    }
    Row.of(
            "no descriptors",
            "prlimit --nofile with a door open, heard by " + capture.replaceAll(":.*", ""),
            TIMES,
            probe.faults(),
            recovered)
        .write();
    assertThat(probe.openTooLong()).isEmpty();
    assertThat(daemon().log().lines().count()).as(daemon().log()).isLessThan(TIMES * 30L);
  }

  /// A class that lies in a directory takes a descriptor to be loaded; those of the package lie in
  /// jars.
  private List<String> fromJars() throws Exception {
    if (System.getProperty("knockgate.program") != null) {
      return List.of();
    }
    var classes = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    var jar = home.resolve("knockgate.jar").toString();
    var tool = ToolProvider.findFirst("jar").orElseThrow();
    assertThat(tool.run(System.out, System.err, "-cf", jar, "-C", classes.toString(), "."))
        .isZero();
    var path = System.getProperty("java.class.path").replace(classes.toString(), jar);
    assertThat(path).contains(jar);
    return List.of("env", "_JAVA_OPTIONS=-Djava.class.path=" + path);
  }

  private String troubles() throws Exception {
    return daemon().status().getAsJsonObject("health").getAsJsonArray("troubles").toString();
  }

  private String lastOfJob() throws Exception {
    return daemon().told("job", "job").toString();
  }

  private Path input() throws Exception {
    return Files.readSymbolicLink(Path.of("/proc/" + daemon().pid() + "/fd/0"));
  }

  /// It doesn't try all the time what it can't do.
  private void assertItRests() throws Exception {
    var before = processorTime();
    Thread.sleep(WHILE.toMillis());
    assertThat(processorTime().minus(before)).isLessThan(WHILE.dividedBy(2));
  }

  private Duration processorTime() {
    return ProcessHandle.of(daemon().pid()).orElseThrow().info().totalCpuDuration().orElseThrow();
  }

  /// How many it may have.
  private long limit() throws Exception {
    var name = "Max open files";
    var limits = Files.readAllLines(Path.of("/proc/" + daemon().pid() + "/limits"));
    var line = limits.stream().filter(it -> it.startsWith(name)).findFirst().orElseThrow();
    return Long.parseLong(line.substring(name.length()).strip().split(" ", -1)[0]);
  }

  /// The kernel gives the lowest number that is free, and none from the limit on: all below are in
  /// use, the spare one among them.
  private int firstThatIsFree() throws Exception {
    var used = new TreeSet<Integer>();
    var spare = 0;
    try (var files = Files.list(Path.of("/proc/" + daemon().pid() + "/fd"))) {
      for (var file : files.toList()) {
        int number = Integer.parseInt(file.getFileName().toString());
        used.add(number);
        if (number > 2
            && Files.isSymbolicLink(file)
            && Files.readSymbolicLink(file).endsWith("null")) {
          spare = number;
        }
      }
    }
    int free = 3;
    while (used.contains(free)) {
      free++;
    }
    assertThat(spare).as("the spare one of %s", used).isBetween(3, free - 1);
    return free;
  }

  private void limit(long most) throws Exception {
    var pid = Long.toString(daemon().pid());
    lab.exec(Place.GATEWAY, "prlimit", "--pid", pid, "--nofile=" + most + ":");
  }
}
