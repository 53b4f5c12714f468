package io.millrace.ingest.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CSV of events, and how the address says that it is written. */
@MicronautTest
class CsvEventsHttpTest extends EventsFixture {
    CsvEventsHttpTest(EmbeddedServer server, MemoryAttachments attachments) {
        super(server, attachments);
    }

    @Test
    void shouldTakeTheDelimiterFromTheAddress() {
        // When
        Answer semicolon = post(EVENTS + "?delimiter=%3B", "text/csv", "device;speed\na;1\n");
        Answer tab = post(EVENTS + "?delimiter=%09", "text/csv", "device\tspeed\na\t1\n");

        // Then
        assertThat(semicolon.status()).isEqualTo(202);
        assertThat(tab.status()).isEqualTo(202);
        assertThat(events()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "?quote='                                   | `device,speed\n'a,b',1\n`   | 1",
                "?quote=none                                | `device,speed\n\"a,1\n`     | 1",
                "?header=true                               | `device,speed\na,1\n`       | 1",
                "?header=false&columns=device,speed         | `a,1\nb,2\n`                | 2",
                "?header=false&columns=+speed+,,device      | `1,x,a\n`                   | 1",
                "?header=false&columns=device,speed&delimiter=%09&quote=%27 | `'a\tb'\t1\n` | 1",
            })
    void shouldTakeFromTheAddressHowACsvIsWritten(String parameters, String body, int accepted) {
        // When
        Answer answer = post(EVENTS + parameters, "text/csv", body);

        // Then
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().get("accepted").asInt()).isEqualTo(accepted);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/csv         | ?quote=x                                  | quote     | can't be a quote",
                "text/csv         | ?quote=                                   | quote     | can't be a quote",
                "text/csv         | ?delimiter=%3B&quote=%3B                      | quote     | the delimiter too",
                "text/csv         | ?header=no                                | header    | neither true nor false",
                "text/csv         | ?header=false                             | columns   | is missing",
                "text/csv         | ?columns=device,speed                     | columns   | contradicts",
                "text/csv         | ?header=true&columns=device,speed         | columns   | contradicts",
                "text/csv         | ?header=false&columns=,                   | columns   | names no column",
                "application/json | ?quote='                                  | quote     | not CSV",
                "application/json | ?columns=a                                | columns   | not CSV",
                "application/json | ?header=true                              | header    | not CSV",
                "text/csv         | ?separator=:                              | separator | not a parameter",
            })
    void shouldNameTheParameterThatCannotBe(String contentType, String parameters, String path, String message) {
        // When
        Answer answer = post(EVENTS + parameters, contentType, "device,speed\na,1\n");

        // Then
        assertProblem(answer, 422, "invalid-parameter");
        assertThat(answer.json().get("errors")).hasSize(1);
        assertThat(answer.json().at("/errors/0/path").asText()).isEqualTo(path);
        assertThat(answer.json().at("/errors/0/message").asText()).contains(message);
        assertThat(attachments.producer.history()).isEmpty();
    }

    @Test
    void shouldNameTheDeclaredColumnsThatLack() {
        // When
        Answer answer = post(EVENTS + "?header=false&columns=device,pace", "text/csv", "a,1\n");

        // Then
        assertProblem(answer, 422, "unusable-header");
        assertThat(answer.json().at("/errors/0/path").asText()).isEqualTo("columns");
        assertThat(answer.json().at("/errors/0/message").asText()).contains("speed");
    }

    @Test
    void shouldNameTheColumnsThatAHeaderLacks() {
        // When
        Answer answer = post(EVENTS, "text/csv", "device,pace\na,1\n");

        // Then
        assertProblem(answer, 422, "unusable-header");
        assertThat(answer.json().get("errors")).hasSize(1);
        assertThat(answer.json().at("/errors/0").toString()).contains("speed");
        assertThat(attachments.producer.history()).isEmpty();
    }

    @Test
    void shouldKeepDeclaredColumnsWithADeadLetter() {
        // When
        post(EVENTS + "?header=false&columns=device,speed", "text/csv", "a,fast\n");

        // Then
        assertThat(deadLetters()).singleElement().satisfies(letter -> assertThat(letter.header())
                .contains("device,speed"));
    }
}
