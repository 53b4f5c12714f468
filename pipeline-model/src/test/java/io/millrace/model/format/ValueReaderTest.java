package io.millrace.model.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.definition.FieldType.Kind;
import io.millrace.model.format.ValueReader.Form;
import io.millrace.model.value.Value;
import org.junit.jupiter.api.Test;

class ValueReaderTest {
    @Test
    void shouldTrimCellsButNoJsonAndNoText() {
        // Given
        ValueReader whole = new ValueReader(Definitions.field("n", Kind.LONG));
        ValueReader text = new ValueReader(Definitions.field("t", Kind.STRING));

        // Then
        assertThat(whole.read(Form.CELL, " 7\t")).contains(new Value.Whole(7));
        assertThat(whole.read(Form.TEXT, " 7")).isEmpty();
        assertThat(text.read(Form.CELL, " 7")).contains(new Value.Text(" 7"));
        assertThat(text.read(Form.CELL, "")).contains(new Value.Text(""));
        assertThat(whole.read(Form.CELL, " ")).isEmpty();
    }

    @Test
    void shouldTakeOnlyTheFormsOfJsonThatTheTypeTakes() {
        // Given
        ValueReader whole = new ValueReader(Definitions.field("n", Kind.LONG));
        ValueReader text = new ValueReader(Definitions.field("t", Kind.STRING));
        ValueReader truth = new ValueReader(Definitions.field("b", Kind.BOOLEAN));

        // Then
        assertThat(whole.read(Form.NUMBER, "7")).contains(new Value.Whole(7));
        assertThat(whole.read(Form.TEXT, "7")).contains(new Value.Whole(7));
        assertThat(text.read(Form.NUMBER, "7")).isEmpty();
        assertThat(truth.read(Form.TRUTH, "true")).contains(new Value.Truth(true));
        assertThat(truth.read(Form.TEXT, "true")).isEmpty();
        assertThat(truth.read(Form.CELL, "true")).contains(new Value.Truth(true));
    }

    @Test
    void shouldForgetTheValueBefore() {
        // Given
        ValueReader whole = new ValueReader(Definitions.field("n", Kind.LONG));

        // When
        var before = whole.read(Form.CELL, "7");
        var after = whole.read(Form.CELL, "seven");

        // Then
        assertThat(before).isPresent();
        assertThat(after).isEmpty();
    }
}
