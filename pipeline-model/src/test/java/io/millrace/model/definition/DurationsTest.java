package io.millrace.model.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "0s, 0, 0s",
        "0ms, 0, 0s",
        "500ms, 500, 500ms",
        "1000ms, 1000, 1s",
        "30s, 30000, 30s",
        "90s, 90000, 90s",
        "5m, 300000, 5m",
        "60m, 3600000, 1h",
        "1h, 3600000, 1h",
        "24h, 86400000, 1d",
        "1d, 86400000, 1d",
        "7d, 604800000, 7d",
        "2w, 1209600000, 14d",
    })
    void shouldParseAndPrintCanonically(String text, long millis, String canonical) {
        assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(millis));
        assertThat(Durations.format(Duration.ofMillis(millis))).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "m",
                "-5m",
                "+5m",
                "5 m",
                " 5m",
                "5m ",
                "5M",
                "1.5h",
                "1h30m",
                "05m",
                "1mo",
                "1y",
                "PT5M",
                "5min",
                "٥m",
                "999999999999999w",
                "9999999999999999ms"
            })
    void shouldRefuse(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-1S", "PT0.0001S"})
    void shouldNotPrintWhatItCannotParse(Duration duration) {
        assertThatIllegalArgumentException().isThrownBy(() -> Durations.format(duration));
    }

    @Property
    void shouldReadBackWhatItPrinted(@ForAll @LongRange(min = 0, max = 999_999_999_999_999L) long millis) {
        Duration duration = Duration.ofMillis(millis);
        assertThat(Durations.parse(Durations.format(duration))).isEqualTo(duration);
    }
}
