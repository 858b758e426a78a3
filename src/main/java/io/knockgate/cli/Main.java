package io.knockgate.cli;

import static java.util.stream.Collectors.joining;

import io.knockgate.client.Tool;
import io.knockgate.config.Nearest;
import io.knockgate.control.Exit;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

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
    var printed = new Printed(new FileOutputStream(FileDescriptor.out));
    var line = commandLine(arguments).setOut(printed.writer(System.out.charset()));
    int exit = line.execute(arguments);
    line.getOut().flush();
    var refused = printed.refused();
    if (refused.isPresent() && !Output.isPipe()) {
      line.getErr()
          .println("knockgate: not all of it could be written: " + refused.get().getMessage());
      exit = exit == 0 ? Exit.IO.code() : exit;
    }
    System.exit(exit);
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
    return line.registerConverter(int.class, Main::number)
        .registerConverter(Integer.class, Main::number)
        .registerConverter(Tool.class, Main::tool)
        .setExecutionExceptionHandler(Main::failed)
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
    line.getErr().println("knockgate: " + words(misuse));
    line.getErr().println("Try '" + line.getCommandSpec().qualifiedName() + " --help'.");
    return Exit.USAGE.code();
  }

  /// In the words that the configuration's problems have, not in picocli's.
  private static String words(ParameterException misuse) {
    var spec = misuse.getCommandLine().getCommandSpec();
    return switch (misuse) {
      case UnmatchedArgumentException unmatched -> {
        var word = unmatched.getUnmatched().getFirst();
        yield unmatched.isUnknownOption()
            ? "unknown option \"%s\"%s".formatted(word, Nearest.suggest(word, options(spec)))
            : spec.subcommands().isEmpty()
                ? "\"%s\" is one word too many".formatted(word)
                : "unknown command \"%s\"%s".formatted(word, Nearest.suggest(word, commands(spec)));
      }
      case MissingParameterException missing ->
          missing.getMissing().stream().map(Main::label).distinct().collect(joining(" or "))
              + " is missing";
      default -> String.valueOf(misuse.getMessage());
    };
  }

  private static List<String> options(CommandSpec spec) {
    return spec.options().stream().flatMap(option -> Stream.of(option.names())).toList();
  }

  private static List<String> commands(CommandSpec spec) {
    return spec.subcommands().values().stream()
        .map(CommandLine::getCommandSpec)
        .filter(command -> !command.usageMessage().hidden())
        .map(CommandSpec::name)
        .toList();
  }

  private static String label(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  /// A number, in words of ours where it is none.
  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException _) {
      throw new TypeConversionException("a number is written 20, not \"" + text + '"');
    }
  }

  private static Tool tool(String name) {
    return Stream.of(Tool.values())
        .filter(tool -> tool.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "there are %s, not \"%s\""
                        .formatted(
                            Stream.of(Tool.values()).map(Tool::toString).collect(joining(", ")),
                            name)));
  }
}
