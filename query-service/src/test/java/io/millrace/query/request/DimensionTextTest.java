package io.millrace.query.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.definition.FieldType;
import io.millrace.model.value.JsonText;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DimensionTextTest {
    @ParameterizedTest
    @CsvSource({
        "STRING, a b, a b",
        "BOOLEAN, true, true",
        "BOOLEAN, false, false",
        "INT, -2147483648, -2147483648",
        "INT, 007, 7",
        "LONG, 9223372036854775807, 9223372036854775807",
        "LONG, -9223372036854775808, -9223372036854775808",
        "DOUBLE, 1.50, 1.5",
        "DOUBLE, 2e-7, 0.00000020",
        "TIMESTAMP, 2019-08-01T11:35:00.250+08:00, 2019-08-01T03:35:00.250Z",
        "TIMESTAMP, 1969-12-31T23:59:59.999Z, 1969-12-31T23:59:59.999Z",
        "DATE, 2019-08-01, 2019-08-01",
        "UUID, 6BA7B810-9DAD-11D1-80B4-00C04FD430C8, 6ba7b810-9dad-11d1-80b4-00c04fd430c8"
    })
    void shouldReadAValueOfEachType(FieldType.Kind kind, String text, String value) {
        assertThat(JsonText.plain(DimensionText.parse(FieldType.of(kind), text)))
                .isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "BOOLEAN, TRUE",
        "BOOLEAN, 1",
        "INT, 2147483648",
        "INT, 1.0",
        "INT, ''",
        "LONG, 9223372036854775808",
        "LONG, 0x1",
        "DOUBLE, NaN",
        "DOUBLE, 1e999",
        "DOUBLE, 1f",
        "TIMESTAMP, 2019-08-01T03:35:00.2505Z",
        "TIMESTAMP, 2019-08-01",
        "DATE, 2019-02-29",
        "DATE, 01/08/2019",
        "UUID, 1-1-1-1-1"
    })
    void shouldRefuseWhatNoStoredValueCanEqual(FieldType.Kind kind, String text) {
        assertThatThrownBy(() -> DimensionText.parse(FieldType.of(kind), text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("For input");
    }

    @ParameterizedTest
    @CsvSource({"1.5, 1.50", "-1234.50, -1234.50", "0, 0.00", "1.500, 1.50"})
    void shouldReadADecimalAtItsScale(String text, String value) {
        assertThat(JsonText.plain(DimensionText.parse(FieldType.decimal(6, 2), text)))
                .isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"1.234", "12345", "1e2", "x", "''"})
    void shouldRefuseADecimalThatDoesNotFit(String text) {
        assertThatThrownBy(() -> DimensionText.parse(FieldType.decimal(6, 2), text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("decimal(6,2)");
    }
}
