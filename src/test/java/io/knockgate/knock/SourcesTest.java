package io.knockgate.knock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SourcesTest {
  private static final long LONGEST = 1000;

  private final Sources<Begun> sources = new Sources<>(8, LONGEST, 42, Begun::new);

  /// Remembers when it was reset.
  private static final class Begun implements Sources.Entry {
    private long at = -1;

    @Override
    public void reset(long nanos) {
      at = nanos;
    }
  }

  @Test
  void anEntryIsResetBeforeItStandsForAnotherSource() {
    for (int site = 1; site <= 9; site++) {
      int place = sources.add(site, site);
      assertThat(sources.at(place).at).isEqualTo(site);
    }
  }

  @Test
  void aSourceIsFoundWhereItWasPut() {
    int place = sources.add(4711, 0);
    assertThat(sources.find(4711)).isEqualTo(place);
    assertThat(sources.at(place)).isSameAs(sources.at(sources.find(4711)));
  }

  @Test
  void aSiteThatHasNotBegunIsNotFoundNotEvenZero() {
    assertThat(sources.find(0)).isEqualTo(-1);
    sources.add(0, 0);
    assertThat(sources.find(0)).isNotNegative();
  }

  @Test
  void inAFullSetTheLeastFarGoes() {
    for (int site = 1; site <= 8; site++) {
      sources.note(sources.add(site, site), site == 5 ? 1 : 2, site);
    }
    sources.add(9, 9);
    assertThat(sources.find(5)).isEqualTo(-1);
    assertThat(sources.find(9)).isNotNegative();
  }

  @Test
  void amongEqualsTheOneThatHasBeenQuietLongestGoes() {
    for (int site = 1; site <= 8; site++) {
      sources.note(sources.add(site, site), 1, site == 1 ? 20 : site);
    }
    sources.add(9, 21);
    assertThat(sources.find(1)).isNotNegative();
    assertThat(sources.find(2)).isEqualTo(-1);
  }

  @Test
  void howFarASourceWasCountsOnlyAsLongAsItHasTime() {
    for (int site = 1; site <= 8; site++) {
      sources.note(sources.add(site, 0), site == 3 ? 4 : 1, site == 3 ? 0 : 500);
    }
    sources.add(9, LONGEST + 1);
    assertThat(sources.find(3)).isEqualTo(-1);
  }

  /// So nobody can choose addresses that push out another one.
  @Test
  void whichSourcesShareASetDependsOnTheSecret() {
    long victim = 0xffff_ffff_cb00_7109L;
    var known = new Sources<>(1024, LONGEST, 1, Begun::new);
    int place = known.add(victim, 0);
    var rivals =
        new Random(1).longs().filter(site -> known.add(site, 1) / 8 == place / 8).limit(16);
    var real = new Sources<>(1024, LONGEST, 2, Begun::new);
    real.add(victim, 0);
    rivals.forEach(site -> real.add(site, 1));
    assertThat(real.find(victim)).isNotNegative();
  }

  @Test
  void aThousandSourcesOfMillionsAreRememberedAndTheNewestIsAlwaysThere() {
    var many = new Sources<>(1024, LONGEST, 7, Begun::new);
    var random = new Random(1);
    var sites = new HashSet<Long>();
    for (int i = 0; i < 200_000; i++) {
      long site = random.nextLong();
      int place = many.add(site, i);
      sites.add(site);
      assertThat(place).isBetween(0, 1023);
      assertThat(many.find(site)).isEqualTo(place);
    }
    assertThat(sites.stream().filter(site -> many.find(site) >= 0).count()).isEqualTo(1024);
  }

  @Test
  void neighboursAreSpreadOverAllSets() {
    var many = new Sources<>(4096, LONGEST, 7, Begun::new);
    for (int host = 0; host < 2048; host++) {
      many.add(0xffff_ffff_0a00_0000L + host, host);
    }
    long remembered = 0;
    for (int host = 0; host < 2048; host++) {
      remembered += many.find(0xffff_ffff_0a00_0000L + host) >= 0 ? 1 : 0;
    }
    assertThat(remembered).isGreaterThan(2000);
  }
}
