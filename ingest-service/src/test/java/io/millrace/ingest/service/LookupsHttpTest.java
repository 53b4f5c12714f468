package io.millrace.ingest.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@MicronautTest
class LookupsHttpTest extends HttpTest {
    private static final String LOOKUPS = "/v1/tenants/acme/lookups/";
    private static final String[] YAML = {"Content-Type", "application/yaml"};

    LookupsHttpTest(EmbeddedServer server, MemoryAttachments attachments) {
        super(server, attachments);
    }

    private Answer putCsv(String lookup, String csv) {
        return send("PUT", LOOKUPS + lookup, BodyPublishers.ofString(csv), "Content-Type", "text/csv");
    }

    private Answer putPipeline(String pipeline, String enrich) {
        return put(pipeline, definition(pipeline, "enrich: [" + enrich + "]"), YAML);
    }

    @Test
    void shouldCreateALookupThatIsValidFromTheBeginning() {
        // When
        Answer answer = putCsv("created", "code,region\nHKD,south\nBJ,north\n");

        // Then
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().get("tenant").asText()).isEqualTo("acme");
        assertThat(answer.json().get("lookup").asText()).isEqualTo("created");
        assertThat(answer.json().get("version").asInt()).isEqualTo(1);
        assertThat(answer.json().get("rows").asInt()).isEqualTo(2);
        assertThat(answer.json().get("validFrom").isNull()).isTrue();
        assertThat(answer.json().get("key").asText()).isEqualTo("code");
        assertThat(answer.header("ETag")).startsWith("\"1-");
        assertThat(get(LOOKUPS + "created").json()).isEqualTo(answer.json());
        assertThat(get(LOOKUPS + "created").header("ETag")).isEqualTo(answer.header("ETag"));
    }

    @Test
    void shouldGiveTheRowsBackAsCsv() {
        // Given
        send(
                "PUT",
                LOOKUPS + "rows?key=code&types=area:double",
                BodyPublishers.ofString("""
                        [{"area": 2.50, "code": "HKD", "name": "a \\"b\\", c"}, {"code": "", "name": ""}]"""),
                "Content-Type",
                "application/json");

        // When
        Answer answer = send("GET", LOOKUPS + "rows", BodyPublishers.noBody(), "Accept", "text/csv");

        // Then
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("text/csv");
        assertThat(answer.response().body())
                .isEqualTo("area,code,name\r\n,\"\",\"\"\r\n2.5,HKD,\"a \"\"b\"\", c\"\r\n");
        assertThat(putCsv("rows", answer.response().body())
                        .json()
                        .get("version")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void shouldMakeAChangeTheNextVersionFromNowOrFromWhereItSays() {
        // Given
        putCsv("versions", "code,region\nHKD,south\n");

        // When
        Answer same = putCsv("versions", "code,region\nHKD,south\n");
        Answer now = putCsv("versions", "code,region\nHKD,north\n");
        Answer past = send(
                "PUT",
                LOOKUPS + "versions?validFrom=2020-01-01T01:00:00%2B01:00",
                BodyPublishers.ofString("code,region\nHKD,west\n"),
                "Content-Type",
                "text/csv");

        // Then
        assertThat(same.status()).isEqualTo(200);
        assertThat(same.json().get("version").asInt()).isEqualTo(1);
        assertThat(now.status()).isEqualTo(200);
        assertThat(now.json().get("version").asInt()).isEqualTo(2);
        assertThat(now.json().get("validFrom").isNull()).isFalse();
        assertThat(past.json().get("validFrom").asText()).isEqualTo("2020-01-01T00:00:00Z");
        assertThat(get(LOOKUPS + "versions/versions").json().get("versions").findValuesAsText("version"))
                .containsExactly("1", "2", "3");
    }

    @Test
    void shouldWriteAgainWhatWasInForceOnceButIsNotNow() {
        // Given
        putCsv("again", "code,region\nHKD,south\n");
        putCsv("again", "code,region\nHKD,north\n");

        // When
        Answer answer = putCsv("again", "code,region\nHKD,south\n");

        // Then
        assertThat(answer.json().get("version").asInt()).isEqualTo(3);
    }

    @Test
    void shouldKeepKeyAndTypesOfTheVersionBefore() {
        // Given
        send(
                "PUT",
                LOOKUPS + "typed?key=code&types=people:long",
                BodyPublishers.ofString("people,code\n1,HKD\n"),
                "Content-Type",
                "text/csv");

        // When
        Answer answer = putCsv("typed", "people,code\n2,HKD\n");

        // Then
        assertThat(answer.json().get("key").asText()).isEqualTo("code");
        assertThat(answer.json().get("columns").get(0).get("type").asText()).isEqualTo("long");
    }

    @Test
    void shouldChangeOnlyWhatIfMatchNames() {
        // Given
        String tag = putCsv("guarded", "code\na\n").header("ETag");

        // When
        Answer matching = send(
                "PUT",
                LOOKUPS + "guarded",
                BodyPublishers.ofString("code\nb\n"),
                "Content-Type",
                "text/csv",
                "If-Match",
                tag);
        Answer stale = send(
                "PUT",
                LOOKUPS + "guarded",
                BodyPublishers.ofString("code\nc\n"),
                "Content-Type",
                "text/csv",
                "If-Match",
                tag);

        // Then
        assertThat(matching.status()).isEqualTo(200);
        assertProblem(stale, 412, "changed-meanwhile");
    }

    @Test
    void shouldNameEveryWrongRow() {
        // When
        Answer answer = send(
                "PUT",
                LOOKUPS + "wrong?types=area:double",
                BodyPublishers.ofString("code,area\na,x\na,1\na,2\n"),
                "Content-Type",
                "text/csv");

        // Then
        assertProblem(answer, 422, "invalid-lookup");
        assertThat(answer.json().get("errors").findValuesAsText("path"))
                .containsExactly("line 2, area", "line 4, code");
        assertProblem(get(LOOKUPS + "wrong"), 404, "not-found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "validFrom=yesterday | validFrom",
                "types=area          | types",
                "types=area:text     | types",
                "keys=code           | keys",
            })
    void shouldRefuseParameters(String query, String path) {
        // When
        Answer answer = send(
                "PUT",
                LOOKUPS + "parameters?" + query,
                BodyPublishers.ofString("code,area\na,1\n"),
                "Content-Type",
                "text/csv");

        // Then
        assertProblem(answer, 422, "invalid-parameter");
        assertThat(answer.json().get("errors").findValuesAsText("path")).containsExactly(path);
    }

    @Test
    void shouldRefuseNamesAndMediaTypes() {
        assertProblem(putCsv("Wrong", "code\na\n"), 422, "invalid-parameter");
        assertProblem(
                send("PUT", LOOKUPS + "media", BodyPublishers.ofString("x"), "Content-Type", "text/plain"),
                415,
                "unsupported-media-type");
    }

    @Test
    void shouldDeleteALookupThatNoPipelineUses() {
        // Given
        putCsv("deleted", "code,region\nHKD,south\n");
        putCsv("deleted", "code,region\nHKD,north\n");
        putPipeline("keeper", "{lookup: deleted, on: device, add: [region]}");
        String path = LOOKUPS + "deleted";

        // When
        Answer used = send("DELETE", path, BodyPublishers.noBody());
        send("DELETE", PIPELINES + "keeper", BodyPublishers.noBody());
        Answer stale = send("DELETE", path, BodyPublishers.noBody(), "If-Match", "\"1-0\"");
        Answer deleted = send("DELETE", path, BodyPublishers.noBody());
        Answer again = send("DELETE", path, BodyPublishers.noBody());

        // Then
        assertProblem(used, 409, "lookup-in-use");
        assertThat(used.json().get("errors").findValuesAsText("path")).containsExactly("pipeline keeper");
        assertProblem(stale, 412, "changed-meanwhile");
        assertThat(deleted.status()).isEqualTo(204);
        assertProblem(again, 404, "not-found");
        assertProblem(get(path), 404, "not-found");
        Answer next = putCsv("deleted", "code\na\n");
        assertThat(next.status()).isEqualTo(201);
        assertThat(next.json().get("version").asInt()).isEqualTo(3);
        assertThat(next.json().get("validFrom").isNull()).isTrue();
    }

    @Test
    void shouldBoundWhatATenantHas() {
        // Given
        StringBuilder rows = new StringBuilder("code\n");
        for (int row = 0; row < 1_001; row++) {
            rows.append(row).append('\n');
        }

        // When
        Answer answer = send(
                "PUT",
                "/v1/tenants/large/lookups/l",
                BodyPublishers.ofString(rows.toString()),
                "Content-Type",
                "text/csv");

        // Then
        assertProblem(answer, 409, "impossible-change");
        assertThat(answer.json().get("errors").findValuesAsText("message"))
                .containsExactly(
                        "the tenant would have 1001 rows in all versions of its lookups, at most 1000 are possible");
    }

    @Test
    void shouldListLookupsByName() {
        // Given
        send("PUT", "/v1/tenants/lister/lookups/b", BodyPublishers.ofString("k\n1\n"), "Content-Type", "text/csv");
        send("PUT", "/v1/tenants/lister/lookups/a", BodyPublishers.ofString("k\n1\n"), "Content-Type", "text/csv");

        // Then
        assertThat(get("/v1/tenants/lister/lookups").json().get("lookups").findValuesAsText("lookup"))
                .containsExactly("a", "b");
    }

    @Test
    void shouldRefuseAPipelineThatTakesWhatIsNotThere() {
        // Given
        putCsv("taken", "code,region\nHKD,south\n");

        // When
        Answer noLookup = putPipeline("taker", "{lookup: nothing, on: device, add: [region]}");
        Answer noColumn = putPipeline("taker", "{lookup: taken, on: device, add: [area]}");
        Answer noKey = putPipeline("taker", "{lookup: taken, on: speed, add: [region]}");
        Answer validated = send(
                "POST",
                PIPELINES + "taker:validate",
                BodyPublishers.ofString(definition("taker", "enrich: [{lookup: nothing, on: device, add: [region]}]")),
                YAML);

        // Then
        assertProblem(noLookup, 422, "invalid-definition");
        assertThat(noLookup.json().get("errors").findValuesAsText("path")).containsExactly("enrich[0].lookup");
        assertThat(noColumn.json().get("errors").findValuesAsText("path")).containsExactly("enrich[0].add[0]");
        assertThat(noKey.json().get("errors").findValuesAsText("path")).containsExactly("enrich[0].on");
        assertProblem(validated, 422, "invalid-definition");
        assertProblem(get(PIPELINES + "taker"), 404, "not-found");
    }

    @Test
    void shouldNotTakeAColumnAwayFromARunningPipeline() {
        // Given
        putCsv("used", "code,region\nHKD,south\n");
        assertThat(putPipeline("user", "{lookup: used, on: device, add: [region]}")
                        .status())
                .isEqualTo(201);

        // When
        Answer dropped = putCsv("used", "code,area\nHKD,south\n");
        Answer rekeyed = send(
                "PUT",
                LOOKUPS + "used?types=code:long",
                BodyPublishers.ofString("code,region\n1,south\n"),
                "Content-Type",
                "text/csv");
        Answer extended = putCsv("used", "code,region,area\nHKD,south,1\n");

        // Then
        assertProblem(dropped, 409, "impossible-change");
        assertThat(dropped.json().get("errors").get(0).get("path").asText())
                .isEqualTo("pipeline user: enrich[0].add[0]");
        assertProblem(rekeyed, 409, "impossible-change");
        assertThat(extended.status()).isEqualTo(200);
        assertThat(send("DELETE", PIPELINES + "user", BodyPublishers.noBody()).status())
                .isEqualTo(204);
        assertThat(putCsv("used", "code,area\nHKD,south\n").status()).isEqualTo(200);
    }
}
