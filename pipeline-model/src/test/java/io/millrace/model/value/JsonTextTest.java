package io.millrace.model.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class JsonTextTest {
    private static String json(Value value) {
        StringBuilder json = new StringBuilder();
        JsonText.append(value, json);
        return json.toString();
    }

    private static String json(double value) {
        return json(new Value.Real(value));
    }

    @Property
    void shouldReadDoublesBackToTheSameBits(@ForAll long bits, @ForAll double near) throws IOException {
        for (double value : new double[] {Double.longBitsToDouble(bits), near}) {
            if (Double.isFinite(value)) {
                assertThat(Double.parseDouble(json(value))).isEqualTo(value + 0.0);
                try (JsonParser parser = new JsonFactory().createParser(json(value))) {
                    parser.nextToken();
                    assertThat(parser.getDoubleValue()).isEqualTo(value + 0.0);
                }
            }
        }
    }

    @Test
    void shouldWriteDoublesInPlainDigitsWhileTheyHold() {
        assertThat(json(0.0)).isEqualTo("0.0");
        assertThat(json(-0.0)).isEqualTo("0.0");
        assertThat(json(10650637.33)).isEqualTo("10650637.33");
        assertThat(json(9_999_999.0)).isEqualTo("9999999.0");
        assertThat(json(10_000_000.0)).isEqualTo("10000000.0");
        assertThat(json(-12345678901234.5)).isEqualTo("-12345678901234.5");
        assertThat(json(0x1p53)).isEqualTo("9007199254740992.0");
        assertThat(json(Math.nextDown(1e17))).isEqualTo("99999999999999984.0");
        assertThat(json(1e17)).isEqualTo("1.0E17");
        assertThat(json(1e-7)).isEqualTo("0.00000010");
        assertThat(json(0.00012)).isEqualTo("0.00012");
        assertThat(json(Math.nextDown(1e-7))).contains("E-8");
        assertThat(json(Double.MIN_VALUE)).isEqualTo("4.9E-324");
    }

    @Test
    void shouldRefuseDoublesThatJsonHasNot() {
        assertThatThrownBy(() -> new Value.Real(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Value.Real(Double.NEGATIVE_INFINITY)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void shouldReadTextBackAsItWas(@ForAll String text) throws IOException {
        StringBuilder json = new StringBuilder();

        JsonText.appendString(text, json);

        assertThat(json.chars().allMatch(next -> next >= 0x20)).isTrue();
        try (JsonParser parser = new JsonFactory().createParser(json.toString())) {
            parser.nextToken();
            assertThat(parser.getText()).isEqualTo(text);
        }
    }

    @Test
    void shouldEscapeWhatJsonMust() {
        assertThat(json(new Value.Text("a\"b\\c\nd\re\tf\0g\u001Fh/é\uD83D\uDE00")))
                .isEqualTo("\"a\\\"b\\\\c\\nd\\re\\tf\\u0000g\\u001fh/é\uD83D\uDE00\"");
    }

    @Test
    void shouldWriteEachKindItsOwnWay() {
        assertThat(json(Value.MISSING)).isEqualTo("null");
        assertThat(json(new Value.Truth(true))).isEqualTo("true");
        assertThat(json(new Value.Whole(Long.MIN_VALUE))).isEqualTo("-9223372036854775808");
        assertThat(json(new Value.BigWhole(BigInteger.TWO.pow(64)))).isEqualTo("18446744073709551616");
        assertThat(json(new Value.Exact(new BigDecimal("1E+3")))).isEqualTo("\"1000\"");
        assertThat(json(new Value.Exact(new BigDecimal("0.00000001")))).isEqualTo("\"0.00000001\"");
        assertThat(json(new Value.Time(Instant.ofEpochMilli(-1)))).isEqualTo("\"1969-12-31T23:59:59.999Z\"");
        assertThat(json(new Value.Time(Instant.parse("2019-08-01T03:35:00Z")))).isEqualTo("\"2019-08-01T03:35:00Z\"");
        assertThat(json(new Value.Day(LocalDate.of(2019, 8, 1)))).isEqualTo("\"2019-08-01\"");
        assertThat(json(new Value.Identifier(new UUID(0, 1)))).isEqualTo("\"00000000-0000-0000-0000-000000000001\"");
    }

    @Test
    void shouldWritePlainCells() {
        assertThat(JsonText.plain(Value.MISSING)).isEmpty();
        assertThat(JsonText.plain(new Value.Text("a\"b"))).isEqualTo("a\"b");
        assertThat(JsonText.plain(new Value.Real(1e10))).isEqualTo("10000000000.0");
        assertThat(JsonText.plain(new Value.Truth(false))).isEqualTo("false");
        assertThat(JsonText.plain(new Value.Whole(-3))).isEqualTo("-3");
        assertThat(JsonText.plain(new Value.BigWhole(BigInteger.TEN))).isEqualTo("10");
    }
}
