package io.knockgate.cli;

import io.knockgate.control.Exit;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The `knockgate` command.
@Command(
    name = "knockgate",
    description = "Opens a port for whoever knocks, and shuts it again on time.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {
  /// Every command, in the order of the help.
  private static final List<Class<?>> COMMANDS =
      List.of(
          RunCommand.class,
          CheckCommand.class,
          PlanCommand.class,
          StatusCommand.class,
          ReloadCommand.class,
          CloseCommand.class,
          TriggerCommand.class,
          HistoryCommand.class,
          ExplainCommand.class,
          GuardCommand.class,
          JobCommand.class,
          ReleaseCommand.class,
          KnockCommand.class,
          ClientCommand.class,
          DemoCommand.class);

  @Spec private CommandSpec spec;

  private Main() {}

  /// Runs a command and exits with its code (sysexits).
  public static void main(String[] arguments) {
    System.exit(commandLine(arguments).execute(arguments));
  }

  /// The command line, with the one command that is named alone, where one is: to know all of them
  /// takes longer than most take to run.
  static CommandLine commandLine(String... arguments) {
    var line = new CommandLine(new Main());
    var named =
        COMMANDS.stream()
            .filter(command -> arguments.length > 0 && name(command).equals(arguments[0]))
            .toList();
    (named.isEmpty() ? COMMANDS : named).forEach(line::addSubcommand);
    return line.setExecutionExceptionHandler(Main::failed)
        .setParameterExceptionHandler(Main::misused);
  }

  private static String name(Class<?> command) {
    return command.getAnnotation(Command.class).name();
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do");
  }

  /// One line to the user; a stack trace is for nobody.
  private static int failed(Exception failure, CommandLine line, CommandLine.ParseResult parsed) {
    if (failure instanceof Failure told) {
      told.lines().forEach(line.getErr()::println);
      return told.exit().code();
    }
    line.getErr().println("knockgate: this is a defect, please report it: " + failure);
    return 70; // EX_SOFTWARE
  }

  private static int misused(ParameterException misuse, String[] arguments) {
    var line = misuse.getCommandLine();
    line.getErr().println("knockgate: " + misuse.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(misuse, line.getErr());
    line.getErr().println("Try '" + line.getCommandSpec().qualifiedName() + " --help'.");
    return Exit.USAGE.code();
  }
}
