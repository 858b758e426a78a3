package io.knockgate.systemd;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes.Name;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;

/// What `./dev package` makes, but for the runtime and the cache: the launcher, and jars of the
/// classes under test.
final class Installation {
  private Installation() {}

  /// Writes it.
  static void write(Path directory) throws IOException {
    var bin = Files.createDirectories(directory.resolve("bin"));
    Files.copy(Path.of("src/package/knockgate"), bin.resolve("knockgate"));
    bin.resolve("knockgate").toFile().setExecutable(true, false);
    Files.createDirectories(directory.resolve("runtime"));
    var lib = Files.createDirectories(directory.resolve("lib"));
    var libraries =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .filter(entry -> entry.toString().endsWith(".jar"))
            .toList();
    for (var library : libraries) {
      Files.copy(library, lib.resolve(library.getFileName()));
    }
    jar(Path.of("target/classes"), libraries, lib.resolve("knockgate.jar"));
  }

  private static void jar(Path classes, List<Path> libraries, Path jar) throws IOException {
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Name.MAIN_CLASS, "io.knockgate.cli.Main");
    manifest
        .getMainAttributes()
        .put(
            Name.CLASS_PATH,
            libraries.stream()
                .map(library -> library.getFileName().toString())
                .collect(Collectors.joining(" ")));
    try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        var files = Files.walk(classes)) {
      files.filter(Files::isRegularFile).forEach(file -> add(out, classes, file));
    }
  }

  private static void add(JarOutputStream out, Path classes, Path file) {
    try {
      out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
      Files.copy(file, out);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
