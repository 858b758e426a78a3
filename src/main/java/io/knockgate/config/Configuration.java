package io.knockgate.config;

import io.knockgate.access.Client;
import io.knockgate.action.Action;
import io.knockgate.config.CaptureSetting.Nflog;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
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
  public static Reading<Settings> read(Path file) {
    return new Configuration(file).read();
  }

  /// Where the commands reach the daemon of a configuration, which may have errors elsewhere. Empty
  /// where it can't be read what it says of that, save for the usual file.
  public static Optional<Path> control(Path file) {
    var written =
        Document.open(file, new Problems())
            .flatMap(root -> root.section(Configuration::controlOf))
            .flatMap(it -> it);
    return written.isEmpty() && file.equals(USUAL_FILE) ? Optional.of(USUAL_CONTROL) : written;
  }

  private static Optional<Path> controlOf(Section root) {
    var control = root.get("control");
    return control.isEmpty()
        ? Optional.of(USUAL_CONTROL)
        : control.flatMap(item -> item.text(Forms::socket)).map(Placed::value);
  }

  private Reading<Settings> read() {
    var root = Document.open(file, problems);
    var actions = ActionFiles.read(file.resolveSibling(ACTIONS), problems);
    var settings =
        root.flatMap(item -> item.section(section -> settings(section, actions)))
            .flatMap(read -> read);
    return problems.reading(settings);
  }

  private Optional<Settings> settings(Section root, Map<String, WrittenAction> actions) {
    var gateway = root.require("gateway").flatMap(item -> item.section(GatewayReader::read));
    boolean gatewayIsClear = gateway.isPresent() && !problems.haveErrorsIn(file);
    var captures =
        root.get("capture")
            .map(CaptureReader::read)
            .orElse(List.of(new Placed<>(Nflog.USUAL, root.place())));
    boolean capturesAreClear = gatewayIsClear && !problems.haveErrorsIn(file);
    var state = root.get("state").flatMap(item -> item.text(Forms::state));
    var control = root.get("control").flatMap(item -> item.text(Forms::socket));
    var jobs = root.get("jobs").flatMap(item -> item.section(JobsReader::read)).flatMap(it -> it);
    var clients =
        root.get("clients").flatMap(item -> item.section(ClientReader::read)).orElse(Map.of());
    var knocks = knocks(root);
    var channels =
        root.get("notify").flatMap(item -> item.section(ChannelReader::read)).orElse(Map.of());

    knocks.forEach(new StrengthChecks(problems)::check);
    new OverlapChecks(problems).check(knocks);
    new KnockChecks(problems, actions, clients).check(knocks);
    new ChannelChecks(problems, channels).check(actions.values());
    if (jobs.isPresent()) {
      checkUsers(actions.values());
    }
    if (gatewayIsClear) {
      PortChecks.check(problems, gateway.get(), actions.values(), knocks);
    }
    if (capturesAreClear) {
      new CaptureChecks(problems, captures).check(gateway.get(), knocks);
    }
    new ProofChecks(problems, clients.values(), knocks).check();
    return gateway.map(
        it ->
            new Settings(
                it,
                Placed.values(captures),
                state.map(Placed::value).orElse(USUAL_STATE),
                control.map(Placed::value).orElse(USUAL_CONTROL),
                jobs,
                named(clients),
                keys(clients),
                knocks.stream().flatMap(knock -> knock.setting().stream()).toList(),
                sound(actions),
                settings(channels)));
  }

  /// Where units run the programs, each unit has its user.
  private void checkUsers(Collection<WrittenAction> actions) {
    for (var action : actions) {
      for (var user : action.users()) {
        problems.add(user.place(), Fault.USER_BESIDE_JOBS, user.value());
      }
    }
  }

  private static Map<String, ChannelSetting> settings(Map<String, WrittenChannel> channels) {
    var settings = new HashMap<String, ChannelSetting>();
    channels.forEach((name, written) -> written.setting().ifPresent(it -> settings.put(name, it)));
    return settings;
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

  private static Map<String, Client> named(Map<String, WrittenClient> clients) {
    return clients.values().stream()
        .flatMap(written -> written.client().stream())
        .collect(Collectors.toMap(Client::name, client -> client));
  }

  private static Map<String, ClientKeys> keys(Map<String, WrittenClient> clients) {
    var keys = new HashMap<String, ClientKeys>();
    clients.forEach((name, written) -> written.keys().ifPresent(it -> keys.put(name, it)));
    return keys;
  }

  private static Map<String, Action> sound(Map<String, WrittenAction> actions) {
    return actions.values().stream()
        .flatMap(written -> written.action().stream())
        .collect(Collectors.toMap(Action::name, action -> action));
  }
}
