package io.knockgate.config;

import io.knockgate.action.Action;
import io.knockgate.config.CaptureSetting.Nflog;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The operator's files: config.yaml, and `actions/` beside it. Nothing else of the machine is
/// looked at, so that a configuration can be checked far from the gateway it is for.
public final class Configuration {
  /// Where the commands look when nothing else is said.
  public static final Path USUAL_FILE = Path.of("/etc/knockgate/config.yaml");

  private static final Path USUAL_STATE = Path.of("/var/lib/knockgate");
  private static final Path USUAL_CONTROL = Path.of("/run/knockgate/control.sock");
  private static final String ACTIONS = "actions";

  private static final int MOST_KNOCKS = 1000;

  private final Problems problems = new Problems();
  private final Path file;

  private Configuration(Path file) {
    this.file = file;
  }

  /// Reads and checks everything, and tells every problem of every file.
  ///
  /// @param file config.yaml; problems name it, and the actions beside it, as it is given here
  public static Reading read(Path file) {
    return new Configuration(file).read();
  }

  private Reading read() {
    var root = Document.open(file, problems);
    var actions = ActionFiles.read(file.resolveSibling(ACTIONS), problems);
    var settings =
        root.flatMap(item -> item.section(section -> settings(section, actions)))
            .flatMap(read -> read);
    return settings.isEmpty() || problems.haveErrors()
        ? new Reading.Faulty(problems.sorted())
        : new Reading.Sound(settings.get(), problems.sorted());
  }

  private Optional<Settings> settings(Section root, Map<String, WrittenAction> actions) {
    root.notYet("clients");
    var gateway = root.require("gateway").flatMap(item -> item.section(GatewayReader::read));
    boolean gatewayIsClear = gateway.isPresent() && !problems.haveErrorsIn(file);
    var captures = root.get("capture").map(CaptureReader::read).orElse(List.of(Nflog.USUAL));
    var state = root.get("state").flatMap(item -> item.text(Forms::state));
    var control = root.get("control").flatMap(item -> item.text(Forms::socket));
    var knocks = knocks(root);

    new KnockChecks(problems, actions).check(knocks);
    if (gatewayIsClear) {
      PortChecks.check(problems, gateway.get(), actions.values(), knocks);
    }
    return gateway.map(
        it ->
            new Settings(
                it,
                captures,
                state.map(Placed::value).orElse(USUAL_STATE),
                control.map(Placed::value).orElse(USUAL_CONTROL),
                knocks.stream().flatMap(knock -> knock.setting().stream()).toList(),
                sound(actions)));
  }

  private static List<WrittenKnock> knocks(Section root) {
    return root
        .get("knocks")
        .flatMap(item -> item.section(section -> section.all(MOST_KNOCKS)))
        .orElse(List.of())
        .stream()
        .flatMap(knock -> KnockReader.read(knock).stream())
        .toList();
  }

  private static Map<String, Action> sound(Map<String, WrittenAction> actions) {
    return actions.values().stream()
        .flatMap(written -> written.action().stream())
        .collect(Collectors.toMap(Action::name, action -> action));
  }
}
