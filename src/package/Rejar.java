import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/// Makes libraries fit for the cache of classes, which takes none from a signed jar and none that was compiled for a Java
/// before 6: signatures go, and old classes get the stack maps that a later Java wants. Nothing else of them changes.
void main(String[] jars) throws IOException {
  for (var jar : jars) {
    rewrite(Path.of(jar));
  }
}

private static final int JAVA_8 = 52;

private void rewrite(Path path) throws IOException {
  var written = new ByteArrayOutputStream();
  try (var jar = new JarFile(path.toFile(), false);
      var loader = new URLClassLoader(new URL[] {path.toUri().toURL()});
      var out = new JarOutputStream(written)) {
    for (var entry : jar.stream().toList()) {
      if (!entry.getName().matches("META-INF/[^/]*\\.(SF|RSA|DSA|EC)")) {
        out.putNextEntry(new ZipEntry(entry.getName()));
        var bytes = jar.getInputStream(entry).readAllBytes();
        out.write(entry.getName().endsWith(".class") ? modern(bytes, loader) : bytes);
        out.closeEntry();
      }
    }
  }
  Files.write(path, written.toByteArray());
}

private byte[] modern(byte[] bytes, ClassLoader loader) {
  var file =
      ClassFile.of(
          StackMapsOption.GENERATE_STACK_MAPS,
          ClassHierarchyResolverOption.of(
              ClassHierarchyResolver.ofResourceParsing(loader).orElse(ClassHierarchyResolver.defaultResolver())));
  var model = file.parse(bytes);
  if (model.majorVersion() >= JAVA_8) {
    return bytes;
  }
  ClassTransform version =
      (builder, element) -> {
        if (element instanceof ClassFileVersion) {
          builder.withVersion(JAVA_8, 0);
        } else {
          builder.with(element);
        }
      };
  return file.transformClass(model, version.andThen(ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)));
}
