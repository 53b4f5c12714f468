package io.millrace.model.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.model.definition.EventDefinition;
import io.millrace.model.definition.FieldDefinition;
import io.millrace.model.definition.FieldType;
import io.millrace.model.event.Event;
import io.millrace.model.event.EventSchema;
import io.millrace.model.value.JsonText;
import io.millrace.model.value.Value;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionTest {
    private static final EventSchema SCHEMA = EventSchema.of(
                    "any",
                    "any",
                    new EventDefinition(
                            List.of(
                                    field("whole", FieldType.Kind.LONG),
                                    field("real", FieldType.Kind.DOUBLE),
                                    field("text", FieldType.Kind.STRING),
                                    field("truth", FieldType.Kind.BOOLEAN),
                                    field("at", FieldType.Kind.TIMESTAMP),
                                    field("day", FieldType.Kind.DATE),
                                    field("device", FieldType.Kind.UUID),
                                    field("none", FieldType.Kind.LONG),
                                    field("no_text", FieldType.Kind.STRING),
                                    field("no_truth", FieldType.Kind.BOOLEAN),
                                    field("no_time", FieldType.Kind.TIMESTAMP),
                                    field("type", FieldType.Kind.STRING)),
                            Optional.empty(),
                            List.of(),
                            Duration.ZERO,
                            EventDefinition.UnknownFields.IGNORE))
            .withComputed(List.of(
                    field("an_int", FieldType.Kind.INT),
                    field("a_long", FieldType.Kind.LONG),
                    field("a_double", FieldType.Kind.DOUBLE),
                    field("a_string", FieldType.Kind.STRING),
                    field("a_boolean", FieldType.Kind.BOOLEAN),
                    field("a_timestamp", FieldType.Kind.TIMESTAMP)));
    private static final ExpressionScope SCOPE = ExpressionScope.of(SCHEMA);

    private final Event event = event();

    private static FieldDefinition field(String name, FieldType.Kind kind) {
        return FieldDefinition.computed(name, FieldType.of(kind));
    }

    private static Event event() {
        Event event = new Event(SCHEMA);
        event.setLong(0, 7);
        event.setDouble(1, 2.5);
        event.setString(2, "Hà Nội 😀");
        event.setLong(3, 1);
        event.setLong(4, Instant.parse("2026-03-01T23:30:15.250Z").toEpochMilli());
        event.setLong(5, LocalDate.parse("2026-03-01").toEpochDay());
        event.setString(6, "0b1b5c8e-2d3f-4a5b-8c7d-9e0f1a2b3c4d");
        event.setString(11, "olt");
        return event;
    }

    private String derive(String field, String text) {
        FieldType type = SCHEMA.field(SCHEMA.indexOf(field)).type();
        assertThat(SCOPE.check(text, type, List.of())).isEmpty();
        SCOPE.derivation(field, text).apply(event);
        StringBuilder json = new StringBuilder();
        JsonText.append(event.value(SCHEMA.indexOf(field)), json);
        return json.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a_long      | whole * 3 - 1                         | 20",
                "an_int      | whole % 4                             | 3",
                "a_double    | double(whole) / real                  | 2.8",
                "a_long      | int(real)                             | 2",
                "a_string    | text + '/' + string(whole)            | \"Hà Nội 😀/7\"",
                "a_long      | size(text)                            | 8",
                "a_string    | string(day)                           | \"2026-03-01\"",
                "a_boolean   | day >= '2026-01-01'                   | true",
                "a_boolean   | device.startsWith('0b1b')             | true",
                "a_boolean   | type == 'olt'                         | true",
                "a_boolean   | 'a' < text                            | false",
                "a_boolean   | text in ['x', 'Hà Nội 😀']            | true",
                "a_boolean   | text.contains('Nội')                  | true",
                "a_boolean   | text.matches('^H.*😀$')               | true",
                "a_string    | ' a b '.trim()                        | \"a b\"",
                "a_string    | '1.234,5'.replace('.', '').replace(',', '.') | \"1234.5\"",
                "a_string    | text.substring(7)                     | \"😀\"",
                "a_string    | text.substring(3, 6)                  | \"Nội\"",
                "a_long      | text.indexOf('😀')                    | 7",
                "a_long      | text.indexOf('x')                     | -1",
                "a_string    | 'Äb1'.upperAscii() + 'ÄB'.lowerAscii() | \"ÄB1Äb\"",
                "a_boolean   | whole > 6.5                           | true",
                "a_boolean   | 6.5 > whole                           | false",
                "a_string    | whole > 3 ? 'busy' : 'idle'           | \"busy\"",
                "a_timestamp | at - duration('1h30m')                | \"2026-03-01T22:00:15.250Z\"",
                "a_timestamp | timestamp(int(at))                    | \"2026-03-01T23:30:15Z\"",
                "a_timestamp | timestamp('2026-03-01T08:00:00+08:00') | \"2026-03-01T00:00:00Z\"",
                "a_long      | at.getHours()                         | 23",
                "a_long      | at.getHours('Asia/Shanghai')          | 7",
                "a_long      | at.getDate('Asia/Shanghai')           | 2",
                "a_long      | at.getDayOfWeek()                     | 0",
                "a_long      | (at - timestamp('2026-03-01T00:00:00Z')).getMinutes() | 1410",
                "a_long      | (timestamp('2026-03-01T00:00:00Z') - at).getSeconds() | -84615",
                "a_boolean   | at - timestamp('2026-03-01T00:00:00Z') > duration('23h') | true",
            })
    void shouldDerive(String field, String text, String result) {
        assertThat(derive(field, text)).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a_long      | none + 1",
                "a_long      | 1 + none",
                "a_long      | -none",
                "a_long      | whole / none",
                "a_long      | none / none",
                "a_long      | int(double(none))",
                "a_long      | size(no_text)",
                "an_int      | none",
                "a_double    | double(none) / 0.0 * 2.0",
                "a_string    | text + no_text",
                "a_string    | string(none)",
                "a_string    | no_text.trim()",
                "a_string    | no_text.replace('a', 'b')",
                "a_string    | text.substring(none)",
                "a_long      | no_text.indexOf('a')",
                "a_string    | no_truth ? 'a' : 'b'",
                "a_boolean   | none > 1",
                "a_boolean   | none == none",
                "a_boolean   | no_text == 'a'",
                "a_boolean   | no_text.startsWith('a')",
                "a_boolean   | none in [1, 2]",
                "a_boolean   | !no_truth",
                "a_boolean   | truth && no_truth",
                "a_timestamp | no_time + duration('1s')",
                "a_timestamp | timestamp(none)",
                "a_long      | no_time.getHours()",
                "a_long      | no_time.getHours('Asia/Shanghai')",
                "a_long      | whole > 3 ? none : 1",
                "a_long      | whole > 3 ? none : null",
            })
    void shouldDeriveNullFromNull(String field, String text) {
        assertThat(derive(field, text)).isEqualTo("null");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "none == null                          ~ true",
                "whole == null                         ~ false",
                "null != none                          ~ false",
                "no_text == null && no_time == null    ~ true",
                "no_truth == null                      ~ true",
                "none == null ? true : none > 1        ~ true",
                "false && no_truth                     ~ false",
                "no_truth && false                     ~ false",
                "truth || no_truth                     ~ true",
                "no_truth || truth                     ~ true",
                "no_truth && truth                     ~ false",
                "no_truth                              ~ false",
                "!no_truth                             ~ false",
                "whole / 0 > 1 || truth                ~ true",
                "truth || whole / 0 > 1                ~ true",
                "whole / 0 > 1 && !truth               ~ false",
                "whole / 0 > 1 && no_truth             ~ false",
                "no_truth || whole / 0 > 1             ~ false",
            })
    void shouldHoldOrNot(String text, boolean holds) {
        assertThat(SCOPE.check(text, FieldType.of(FieldType.Kind.BOOLEAN), List.of()))
                .isEmpty();
        assertThat(SCOPE.condition("where", text).holds(event)).isEqualTo(holds);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a_long      | whole / (whole - 7)               | division by zero",
                "a_long      | whole % 0                         | division by zero",
                "a_long      | whole * 9223372036854775807       | the result of * does not fit 64 bits",
                "a_long      | 9223372036854775807 + whole       | the result of + does not fit 64 bits",
                "a_long      | -9223372036854775808 - whole      | the result of - does not fit 64 bits",
                "an_int      | whole * 1000000000                | 7000000000 does not fit an int",
                "a_long      | int(real * 1e300)                 | does not fit 64 bits",
                "a_long      | int(text)                         | the text is no int",
                "a_double    | double(text)                      | the text is no double",
                "a_double    | real / 0.0                        | the result is Infinity",
                "a_timestamp | timestamp(text)                   | the text is no timestamp",
                "a_timestamp | at + duration('99999999h')        | a timestamp is from year 1 to 9999",
                "a_boolean   | truth && whole / 0 > 1            | division by zero",
                "a_long      | whole / 0 > 1 ? 1 : 2             | division by zero",
                "a_boolean   | whole / 0 == none                 | division by zero",
            })
    void shouldFail(String field, String text, String reason) {
        assertThatExceptionOfType(ExpressionFailedException.class)
                .isThrownBy(() -> derive(field, text))
                .withMessageContaining(text)
                .withMessageContaining(reason);
        assertThat(event.isPresent(SCHEMA.indexOf(field))).isFalse();
    }

    @Test
    void shouldTellTheExpressionAndTheValuesItRead() {
        Derivation ratio = SCOPE.derivation("a_long", "whole / (int(real) - 2) + none");

        assertThatExceptionOfType(ExpressionFailedException.class)
                .isThrownBy(() -> ratio.apply(event))
                .withMessage("derive a_long: whole / (int(real) - 2) + none failed: division by zero; "
                        + "whole = 7, real = 2.5, none = null")
                .satisfies(failed -> {
                    assertThat(failed.expression()).isEqualTo("whole / (int(real) - 2) + none");
                    assertThat(failed.values()).containsEntry("whole", new Value.Whole(7));
                    assertThat(failed.values()).containsEntry("none", Value.MISSING);
                });
    }

    @Test
    void shouldCutLongValuesInMessages() {
        event.clear();
        event.setString(2, "😀".repeat(100));

        assertThatExceptionOfType(ExpressionFailedException.class)
                .isThrownBy(() -> SCOPE.derivation("a_long", "int(text)").apply(event))
                .withMessageEndingWith("text = \"" + "😀".repeat(79) + "…");
    }

    @Test
    void shouldBoundTheTextThatItMakes() {
        event.clear();
        event.setString(2, "x".repeat(Texts.MAX_LENGTH / 2));

        assertThat(derive("a_string", "text + text")).hasSize(Texts.MAX_LENGTH + 2);
        assertThatExceptionOfType(ExpressionFailedException.class)
                .isThrownBy(() -> derive("a_string", "text + text + 'x'"))
                .withMessageContaining("a text of more than 65536 characters");
    }

    @ParameterizedTest
    @CsvSource({
        "9007199254740993, 9007199254740992.0, >",
        "9223372036854775807, 9223372036854775807.0, <",
        "-9223372036854775808, -9223372036854775808.0, <=",
        "-9223372036854775808, -1e300, >",
        "3, 3.5, <",
        "-3, -3.5, >",
        "3, 3.0, >=",
    })
    void shouldCompareIntsAndDoublesExactly(long whole, String real, String order) {
        event.setLong(0, whole);
        event.setDouble(1, Double.parseDouble(real));

        assertThat(SCOPE.condition("where", "whole " + order + " real").holds(event))
                .isTrue();
    }

    @Test
    void shouldOrderTextByCodePoints() {
        // U+FFFD comes before U+1F600, but not in UTF-16.
        assertThat(SCOPE.condition("where", "'\uFFFD' < '😀'").holds(event)).isTrue();
        event.setString(2, "😀");
        assertThat(SCOPE.condition("where", "text > '\uFFFD'").holds(event)).isTrue();
    }

    @Test
    void shouldNotBuildWhatIsNoExpression() {
        assertThatIllegalArgumentException().isThrownBy(() -> SCOPE.condition("where", "whole"));
        assertThatIllegalArgumentException().isThrownBy(() -> SCOPE.condition("where", "nowhere > 1"));
        assertThatIllegalArgumentException().isThrownBy(() -> SCOPE.condition("where", "whole >"));
        assertThatIllegalArgumentException().isThrownBy(() -> SCOPE.derivation("a_long", "real"));
        assertThatIllegalArgumentException().isThrownBy(() -> SCOPE.derivation("nowhere", "whole"));
    }

    @Test
    void shouldKnowWhatIsReferredTo() {
        assertThat(References.in("b + size(a) > .c ? d in [1] : e.f || g.startsWith('h')"))
                .containsExactly("b", "a", "c", "d", "e", "g");
        assertThat(References.in("no expression")).isEmpty();
    }
}
