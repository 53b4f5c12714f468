package io.millrace.query.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {
    private static final List<String> KNOWN = List.of("from", "to", "where", "whereNull", "measures");

    @ParameterizedTest
    @CsvSource({"form, from", "FROM, from", "wherenull, whereNull", "mesures, measures", "t, to"})
    void shouldFindWhatWasMeant(String word, String name) {
        assertThat(Suggestion.hint(word, KNOWN)).startsWith("did you mean '" + name + "'?");
    }

    @ParameterizedTest
    @CsvSource({"granularity", "x_very_long_word_that_is_like_nothing", "''"})
    void shouldNotGuessWildly(String word) {
        assertThat(Suggestion.hint(word, KNOWN)).isEqualTo("known: from, to, where, whereNull, measures");
    }

    @Test
    void shouldSayThatNothingIsKnown() {
        assertThat(Suggestion.hint("province", List.of())).isEqualTo("there are none");
    }
}
