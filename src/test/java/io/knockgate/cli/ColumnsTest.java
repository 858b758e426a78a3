package io.knockgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnsTest {
  private final StringWriter printed = new StringWriter();
  private final Columns columns =
      new Columns(new PrintWriter(printed), List.of("WHEN", "WHAT"), "WHY");

  @Test
  void eachColumnIsAsWideAsItsWidestCell() {
    columns.row(List.of("1", "granted"), "");
    columns.row(List.of("12:00", "job"), "done\n    its output");
    columns.row(List.of("-", "-"), "\n    output alone");
    columns.end();
    assertThat(printed.toString())
        .isEqualTo(
            """
            WHEN   WHAT     WHY
            1      granted
            12:00  job      done
                its output
            -      -
                output alone
            """);
  }

  @Test
  void whatIsTooMuchToBeKeptIsPrintedAsItComes() {
    for (int i = 0; i < 2000; i++) {
      columns.row(List.of("1", "2"), "");
    }
    assertThat(printed.toString().lines()).hasSizeGreaterThan(1999);
    columns.row(List.of("longer", "2"), "");
    columns.end();
    assertThat(printed.toString().lines()).hasSize(2002).endsWith("longer  2");
  }
}
