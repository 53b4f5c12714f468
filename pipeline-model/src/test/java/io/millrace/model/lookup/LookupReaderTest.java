package io.millrace.model.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.model.definition.DefinitionProblem;
import io.millrace.model.definition.FieldType;
import io.millrace.model.event.Event;
import io.millrace.model.format.EventFormat;
import io.millrace.model.format.ReaderOptions;
import io.millrace.model.value.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LookupReaderTest {
    private static final FieldType LONG = FieldType.of(FieldType.Kind.LONG);
    private static final FieldType DOUBLE = FieldType.of(FieldType.Kind.DOUBLE);

    private static LookupTable read(EventFormat format, String body, Optional<String> key, Map<String, FieldType> types)
            throws InvalidLookupException {
        return read(format, body, key, types, LookupLimits.DEFAULT);
    }

    private static LookupTable read(
            EventFormat format, String body, Optional<String> key, Map<String, FieldType> types, LookupLimits limits)
            throws InvalidLookupException {
        return new LookupReader(format, ReaderOptions.DEFAULT, limits)
                .read(body.getBytes(StandardCharsets.UTF_8), key, types, Map.of());
    }

    private static LookupTable csv(String body) throws InvalidLookupException {
        return read(EventFormat.CSV, body, Optional.empty(), Map.of());
    }

    private static List<List<Value>> rows(LookupTable table) {
        List<List<Value>> rows = new ArrayList<>();
        Event row = table.newRow();
        for (int number = 0; number < table.rows(); number++) {
            table.read(number, row);
            List<Value> values = new ArrayList<>();
            for (int column = 0; column < row.schema().size(); column++) {
                values.add(row.value(column));
            }
            rows.add(values);
        }
        return rows;
    }

    @Test
    void shouldReadCsvByAscendingKey() throws InvalidLookupException {
        // When
        LookupTable table = read(
                EventFormat.CSV, "area,code\n2.5,7\n,-3\n", Optional.of("code"), Map.of("code", LONG, "area", DOUBLE));
        // Then
        assertThat(table.shape().key()).isEqualTo("code");
        assertThat(table.shape().columns())
                .containsExactly(new LookupColumn("area", DOUBLE), new LookupColumn("code", LONG));
        assertThat(rows(table))
                .containsExactly(
                        List.of(Value.MISSING, new Value.Whole(-3)), List.of(new Value.Real(2.5), new Value.Whole(7)));
    }

    @Test
    void shouldReadTheSameFromJsonHoweverItIsOrdered() throws InvalidLookupException {
        // When
        LookupTable csv = csv("code,region\nHKD,south\nBJ,\n\"\",\"\"\n");
        LookupTable json = read(EventFormat.JSON, """
                [{"code": "", "region": ""}, {"code": "BJ"}, {"region": "south", "code": "HKD"}]""", Optional.empty(), Map.of());
        // Then
        assertThat(json.encoded()).isEqualTo(csv.encoded());
        assertThat(rows(LookupTable.decode(csv.encoded()))).isEqualTo(rows(csv)).hasSize(3);
    }

    @Test
    void shouldNameEveryWrongRowByItsLine() {
        // When
        InvalidLookupException invalid = catchThrowableOfType(
                InvalidLookupException.class,
                () -> read(
                        EventFormat.CSV,
                        "code,area\na,1\nb,x\n,3\na,4\nc,5,6\n",
                        Optional.empty(),
                        Map.of("area", DOUBLE)));
        // Then
        assertThat(invalid.count()).isEqualTo(4);
        assertThat(invalid.problems())
                .extracting(DefinitionProblem::path)
                .containsExactly("line 3, area", "line 4, code", "line 5, code", "line 6");
        assertThat(invalid.problems().get(2).message()).contains("line 2 has the same key");
    }

    @Test
    void shouldNameAtMostAHundredAndCountAll() {
        // When
        InvalidLookupException invalid =
                catchThrowableOfType(InvalidLookupException.class, () -> csv("code\n" + "a\n".repeat(151)));
        // Then
        assertThat(invalid.count()).isEqualTo(150);
        assertThat(invalid.problems()).hasSize(100);
    }

    @ParameterizedTest(name = "{index}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Code,region | columns | 'Code' can't be the name",
                "code,code   | columns | 'code' is there twice",
                "``          | header  | is missing",
                "code,x      | key     | there is no column 'province'",
            })
    void shouldRefuseColumns(String header, String path, String message) {
        // When
        InvalidLookupException invalid = catchThrowableOfType(
                InvalidLookupException.class,
                () -> read(
                        EventFormat.CSV,
                        header,
                        path.equals("key") ? Optional.of("province") : Optional.empty(),
                        Map.of()));
        // Then
        assertThat(invalid.problems()).hasSize(1);
        assertThat(invalid.problems().get(0).path()).isEqualTo(path);
        assertThat(invalid.problems().get(0).message()).contains(message);
    }

    @Test
    void shouldRefuseAKeyWhoseEqualValuesMayDifferInBits() {
        // When
        InvalidLookupException invalid = catchThrowableOfType(
                InvalidLookupException.class,
                () -> read(EventFormat.CSV, "code\n1\n", Optional.empty(), Map.of("code", DOUBLE)));
        // Then
        assertThat(invalid.problems()).extracting(DefinitionProblem::path).containsExactly("types");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"[]", "[{\"a\": 1}, {", "7", "{\"a\": \"x\"} {", "[{\"a\": [1]}]", "[{\"a\": 7}]"})
    void shouldRefuseJsonThatIsNoTable(String json) {
        assertThat(catchThrowableOfType(
                        InvalidLookupException.class, () -> read(EventFormat.JSON, json, Optional.empty(), Map.of())))
                .isNotNull();
    }

    @Test
    void shouldSayWhereALookupGetsTooLarge() throws InvalidLookupException {
        // Given
        LookupLimits three = new LookupLimits(3, 5, 100, 1 << 20);
        String rows = "code\na\nb\nc\n";
        // When
        LookupTable fits = read(EventFormat.CSV, rows, Optional.empty(), Map.of(), three);
        InvalidLookupException larger = catchThrowableOfType(
                InvalidLookupException.class,
                () -> read(EventFormat.CSV, rows + "d\n", Optional.empty(), Map.of(), three));
        // Then
        assertThat(fits.rows()).isEqualTo(3);
        assertThat(larger.problems()).extracting(DefinitionProblem::path).containsExactly("line 5");
    }

    @Test
    void shouldFindEachOfManyRowsAndNoOther() throws InvalidLookupException {
        // Given
        StringBuilder body = new StringBuilder("code,number\n");
        for (int row = 0; row < 20_000; row++) {
            body.append("k").append(row).append(',').append(row).append('\n');
        }
        LookupTable texts = read(EventFormat.CSV, body.toString(), Optional.empty(), Map.of("number", LONG));
        LookupTable numbers = read(EventFormat.CSV, body.toString(), Optional.of("number"), Map.of("number", LONG));
        Event event = texts.newRow();
        FieldType text = FieldType.of(FieldType.Kind.STRING);
        // Then
        for (int row = 0; row < 20_000; row++) {
            event.clear();
            event.setString(0, "k" + row);
            event.setLong(1, row);
            int byText = texts.find(event, 0, text);
            texts.copy(byText, texts.column("number", LONG), event, 1);
            assertThat(event.asLong(1)).isEqualTo(row);
            numbers.copy(numbers.find(event, 1, LONG), numbers.column("code", text), event, 0);
            assertThat(event.asString(0)).isEqualTo("k" + row);
        }
        event.setString(0, "k20000");
        event.setLong(1, -1);
        assertThat(texts.find(event, 0, text)).isEqualTo(-1);
        assertThat(numbers.find(event, 1, LONG)).isEqualTo(-1);
        assertThat(numbers.find(event, 0, text)).isEqualTo(-1);
        assertThat(texts.column("number", text)).isEqualTo(-1);
    }
}
