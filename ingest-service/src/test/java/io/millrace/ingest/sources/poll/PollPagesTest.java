package io.millrace.ingest.sources.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingest.sources.Steps;
import io.millrace.model.definition.JsonPath;
import io.millrace.model.definition.SourceDefinition.Paging;
import io.millrace.model.definition.SourceDefinition.Poll;
import io.millrace.model.definition.SourceDefinition.Repeats;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Polls of answers that come in pages. */
class PollPagesTest extends PollFixture {
    @Test
    void shouldFollowPagesAndGoOnFromTheOneThatFailed() throws Exception {
        // Given
        Poll definition =
                poll(Optional.of(new Paging.ByPath(JsonPath.parse("$.cursor"), Optional.of("cursor"))), Repeats.COUNT);
        Steps steps = new Steps(definition);
        PollSource source = open(definition, steps);
        server.will(200, "{\"data\":[" + record("a", 1) + "],\"cursor\":\"x y\"}", "ETag", "\"v1\"");
        server.will(503, "");
        server.will(200, "{\"data\":[" + record("b", 2) + "],\"cursor\":3}", "ETag", "\"other\"");
        server.will(200, "{\"data\":[" + record("c", 3) + "],\"cursor\":null}");
        server.will(304, "");

        // When
        steps.takeAll(source);
        steps.takeAll(source);
        steps.takeAll(source);

        // Then
        assertThat(server.requests())
                .containsExactly(
                        "/readings?site=1 - Bearer s3cret",
                        "/readings?site=1&cursor=x+y - Bearer s3cret",
                        "/readings?site=1&cursor=x+y - Bearer s3cret",
                        "/readings?site=1&cursor=3 - Bearer s3cret",
                        "/readings?site=1 \"v1\" Bearer s3cret");
        assertThat(steps.events()).containsExactly("a 1", "b 2", "c 3");
        assertThat(steps.progress().runs()).extracting(run -> run.accepted()).containsExactly(0L, 2L, 1L);
        assertThat(steps.progress().runs())
                .extracting(run -> run.error().isPresent())
                .containsExactly(false, false, true);
    }

    @Test
    void shouldBeginAgainWhenAPageIsNoMore() throws Exception {
        // Given
        Poll definition =
                poll(Optional.of(new Paging.ByPath(JsonPath.parse("$.next"), Optional.empty())), Repeats.IGNORE);
        Steps steps = new Steps(definition);
        PollSource source = open(definition, steps);
        server.will(200, "{\"data\":[],\"next\":\"/more?p=2\"}");
        server.will(410, "");
        server.will(200, data(record("a", 1)));

        // When
        steps.takeAll(source);
        steps.takeAll(source);

        // Then
        assertThat(server.addresses()).containsExactly("/readings?site=1", "/more?p=2", "/readings?site=1");
    }

    @Test
    void shouldFollowLinksAndNumbers() throws Exception {
        // Given
        Poll links = poll(Optional.of(new Paging.ByLink()), Repeats.IGNORE);
        Steps steps = new Steps(links);
        server.will(200, data(record("a", 1)), "Link", "</first>; rel=\"first\", </more?p=2>; rel=\"next\"");
        server.will(200, data(record("b", 2)), "Link", "</first>; rel=first");
        Poll numbers = poll(Optional.of(new Paging.ByNumber("page", 0)), Repeats.IGNORE);
        Steps other = new Steps(numbers);

        // When
        steps.takeAll(open(links, steps));
        server.will(200, data(record("a", 1)));
        server.will(200, data(record("b", "\"no\"")));
        server.will(200, "{\"data\":null}");
        other.takeAll(open(numbers, other));

        // Then
        assertThat(steps.events()).containsExactly("a 1", "b 2");
        assertThat(other.events()).containsExactly("a 1");
        assertThat(server.addresses())
                .containsExactly(
                        "/readings?site=1",
                        "/more?p=2",
                        "/readings?site=1&page=0",
                        "/readings?site=1&page=1",
                        "/readings?site=1&page=2");
    }
}
