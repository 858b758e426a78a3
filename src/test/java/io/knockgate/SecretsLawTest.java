package io.knockgate;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.knockgate.secret.Secret;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Where the bytes of secrets go, and how they are compared.
class SecretsLawTest {
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.knockgate");

  /// Looks at what stands before the key in a file, which is the same for all.
  private static final String READER = "GatewayKeyPair";

  private static final Set<String> MACS = Set.of("HMac", "Mac", "Poly1305");
  private static final Set<String> HASTY = Set.of("equals", "compare", "compareTo", "mismatch");

  @Test
  void whoTakesTheBytesOfASecretIsCryptographyOrWritesAFileForItsOwner() {
    var takers = new TreeSet<String>();
    for (var type : HOUSE) {
      if (calls(type, Secret.class.getName(), "revealed")) {
        takers.add(type.getPackageName().replace("io.knockgate.", ""));
      }
    }
    assertThat(takers)
        .containsOnly(
            "knock.sequence",
            "knock.encrypted",
            "knock.spa",
            "knock.fwknop",
            "notify.http",
            "keys",
            "invite");
  }

  /// An early end of a comparison would tell, by the time it takes, how much of a guess was right.
  @Test
  void whoHasASecretOrComputesAMacComparesNoBytesInHaste() {
    var hasty = new TreeSet<String>();
    int seen = 0;
    for (var type : HOUSE) {
      boolean isSecretive =
          calls(type, Secret.class.getName(), "revealed")
              || type.getMethodCallsFromSelf().stream()
                  .anyMatch(call -> MACS.contains(call.getTargetOwner().getSimpleName()));
      if (isSecretive) {
        seen++;
        type.getMethodCallsFromSelf().stream()
            .filter(call -> isHasty(call) && !call.getOriginOwner().getSimpleName().equals(READER))
            .forEach(call -> hasty.add(call.getDescription()));
      }
    }
    assertThat(seen).isGreaterThan(8);
    assertThat(hasty).isEmpty();
  }

  @Test
  void secretsThemselvesAreComparedInConstantTime() {
    assertThat(calls(HOUSE.get(Secret.class), MessageDigest.class.getName(), "isEqual")).isTrue();
    assertThat(HOUSE.get(Secret.class).getMethodCallsFromSelf()).noneMatch(SecretsLawTest::isHasty);
  }

  private static boolean isHasty(JavaMethodCall call) {
    return HASTY.contains(call.getName())
        && (call.getTargetOwner().isEquivalentTo(Arrays.class)
            || call.getTargetOwner().isAssignableTo(ByteBuffer.class));
  }

  private static boolean calls(JavaClass type, String owner, String method) {
    return type.getMethodCallsFromSelf().stream()
        .anyMatch(
            call -> call.getTargetOwner().getName().equals(owner) && call.getName().equals(method));
  }
}
