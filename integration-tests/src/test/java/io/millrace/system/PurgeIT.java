package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import com.datastax.oss.driver.api.core.servererrors.ServerError;
import io.millrace.cassandra.CassandraConnection;
import io.millrace.cassandra.Keyspace;
import io.millrace.embedded.Component;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is purged is gone from everywhere, whatever dies meanwhile; what is not stays as it is; and the name begins anew. */
@ExtendWith(RunningMillrace.class)
class PurgeIT {
    private static final String FROM = "2026-01-01T00:00:00Z";
    private static final String TO = "2026-01-02T00:00:00Z";
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int EVENTS = 600;

    /** Tables whose rows name their pipeline. */
    private static final List<String> TABLES =
            List.of("rollups", "archive", "alerts", "dead_letters", "timeline", "runs", "proofs");

    /** Five hours of three doors, each busy. */
    private static final Map<String, Long> ROWS = Map.of(
            "rollups",
            15L,
            "archive",
            (long) EVENTS,
            "alerts",
            3L,
            "dead_letters",
            1L,
            "timeline",
            0L,
            "runs",
            0L,
            "proofs",
            0L,
            "table",
            3L);

    private static final String DEFINITION = """
            apiVersion: millrace/v1
            pipeline: %1$s
            event:
              fields:
                - {name: number, type: long, min: 0}
                - {name: door, type: string}
                - {name: at, type: timestamp}
              time: at
              id: [number]
            rollups:
              - {name: doors_1h, dimensions: [door], window: {type: tumbling, size: 1h}, measures: [{name: openings, type: count}]}
            tables:
              - {name: %1$s_latest, key: [door], columns: [number]}
            alerts:
              - {name: busy, rollup: doors_1h, when: openings > 2, delay: 1s}
            """;

    @Test
    void shouldPurgeOnePipelineUnderTheFeetOfAWriterAndLeaveTheOther(Client client) throws Exception {
        // Given
        String tenant = "purge";
        try (CqlSession session = session(client)) {
            for (String pipeline : List.of("doors", "kept")) {
                fill(client, tenant, pipeline);
            }
            awaitRows(session, tenant, "doors");
            awaitRows(session, tenant, "kept");
            // On their way while the rest is purged.
            post(client, tenant, "doors", EVENTS, EVENTS);

            // When
            Client.Answer ordered = client.delete("/v1/tenants/" + tenant + "/pipelines/doors?purge=true");
            client.platform().kill(Component.WRITER);

            // Then
            assertThat(ordered.status()).as(ordered.text()).isEqualTo(202);
            String status = "/v1/tenants/" + tenant + "/pipelines/doors/status";
            assertThat(client.get(status).body().path("state").asText()).isEqualTo("being purged");
            Client.Answer early = client.putPipeline(tenant, "doors", DEFINITION.formatted("doors"));
            assertThat(early.status()).as(early.text()).isEqualTo(409);
            assertThat(early.body().path("type").asText()).endsWith("being-purged");
            Client.await("doors are purged", PATIENCE, () -> client.get(status).status(), code -> code == 404);
            assertThat(rows(session, tenant, "doors").values()).containsOnly(0L);
            assertThat(rows(session, tenant, "kept")).isEqualTo(ROWS);
            assertThat(client.events(tenant, "kept", "doors_1h", FROM, TO)).isEqualTo(EVENTS);

            // When: the same events again
            fill(client, tenant, "doors");

            // Then
            awaitRows(session, tenant, "doors");
            Client.await(
                    "doors are served",
                    PATIENCE,
                    () -> client.events(tenant, "doors", "doors_1h", FROM, TO),
                    events -> events == EVENTS);
            Client.Answer again = client.get(status);
            assertThat(again.body().path("accepted").asLong()).isEqualTo(EVENTS);
            assertThat(again.body().path("duplicates").asLong()).isZero();
        }
    }

    @Test
    void shouldDeleteATenantWithAllThatItHasAndLeaveTheOther(Client client) throws Exception {
        // Given
        String gone = "purge-gone";
        String stays = "purge-stays";
        try (CqlSession session = session(client);
                Admin admin = Admin.create(Map.of(
                        "bootstrap.servers",
                        client.platform().addresses().kafka().toString()))) {
            for (String tenant : List.of(gone, stays)) {
                assertThat(client.putLookup(tenant, "owners", "", "door,owner\nnorth,ann\n")
                                .status())
                        .isEqualTo(201);
                fill(client, tenant, "doors");
            }
            awaitRows(session, gone, "doors");
            awaitRows(session, stays, "doors");
            assertThat(eventsKept(admin, gone)).isEqualTo(EVENTS);

            // When
            Client.Answer deleted = client.delete("/v1/tenants/" + gone);

            // Then
            assertThat(deleted.status()).as(deleted.text()).isEqualTo(202);
            assertThat(client.putPipeline(gone, "doors", DEFINITION.formatted("doors"))
                            .status())
                    .isEqualTo(409);
            Client.await(
                    gone + " is deleted",
                    PATIENCE,
                    () -> client.get("/v1/tenants/" + gone).status(),
                    code -> code == 404);
            assertThat(rows(session, gone, "doors").values()).containsOnly(0L);
            assertThat(keyspaces(session)).contains(Keyspace.ofTenant(stays)).doesNotContain(Keyspace.ofTenant(gone));
            assertThat(client.get("/v1/tenants/" + gone + "/lookups/owners").status())
                    .isEqualTo(404);
            assertThat(eventsKept(admin, gone)).isZero();
            assertThat(eventsKept(admin, stays)).isEqualTo(EVENTS);
            assertThat(rows(session, stays, "doors")).isEqualTo(ROWS);
            assertThat(client.get("/v1/tenants/" + stays + "/lookups/owners").status())
                    .isEqualTo(200);

            // When: the other one goes on
            post(client, stays, "doors", EVENTS, EVENTS);

            // Then
            Client.await(
                    "doors of " + stays + " are counted",
                    PATIENCE,
                    () -> client.events(stays, "doors", "doors_1h", FROM, TO),
                    events -> events == 2 * EVENTS);

            // When: a tenant of that name again
            fill(client, gone, "doors");

            // Then
            awaitRows(session, gone, "doors");
            Client.await(
                    "doors are served",
                    PATIENCE,
                    () -> client.events(gone, "doors", "doors_1h", FROM, TO),
                    events -> events == EVENTS);
            assertThat(client.delete("/v1/tenants/purge-nobody").status()).isEqualTo(404);
        }
    }

    private static CqlSession session(Client client) {
        return new CassandraConnection(
                        client.platform().addresses().cassandra().toString(),
                        CassandraConnection.DEFAULT_DATACENTER,
                        Duration.ofSeconds(60))
                .open("purge-test");
    }

    /** A pipeline with three doors and one dead letter. */
    private static void fill(Client client, String tenant, String pipeline) throws Exception {
        Client.Answer put = client.putPipeline(tenant, pipeline, DEFINITION.formatted(pipeline));
        assertThat(put.status()).as(put.text()).isEqualTo(201);
        post(client, tenant, pipeline, 0, EVENTS);
        Client.Answer refused = client.postEvents(tenant, pipeline, "application/json", event(-1));
        assertThat(refused.status()).as(refused.text()).isEqualTo(422);
    }

    private static void post(Client client, String tenant, String pipeline, int from, int count) throws Exception {
        String body = IntStream.range(from, from + count)
                .mapToObj(PurgeIT::event)
                .collect(Collectors.joining("\n", "", "\n"));
        Client.Answer answer = client.postEvents(tenant, pipeline, "application/x-ndjson", body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    }

    private static String event(int number) {
        String door = List.of("north", "south", "west").get(Math.floorMod(number, 3));
        return "{\"number\": " + number + ", \"door\": \"" + door + "\", \"at\": \"2026-01-01T0"
                + Math.floorMod(number, 5) + ":00:00Z\"}";
    }

    private static void awaitRows(CqlSession session, String tenant, String pipeline) throws Exception {
        Client.await(
                pipeline + " of " + tenant + " are stored",
                PATIENCE,
                () -> rows(session, tenant, pipeline),
                ROWS::equals);
    }

    /** How many rows each table has of a pipeline, and its typed table. */
    private static Map<String, Long> rows(CqlSession session, String tenant, String pipeline) {
        Map<String, Long> rows = new TreeMap<>();
        for (String table : TABLES) {
            rows.put(
                    table,
                    count(
                            session,
                            SimpleStatement.newInstance(
                                    "SELECT count(*) FROM millrace." + table
                                            + " WHERE tenant = ? AND pipeline = ? ALLOW FILTERING",
                                    tenant,
                                    pipeline)));
        }
        rows.put("table", ofTypedTable(session, Keyspace.ofTenant(tenant) + "." + pipeline + "_latest"));
        return rows;
    }

    /** None of one that is not there; also while it is being made, when Cassandra's schema tells of it already and its store does not. */
    private static long ofTypedTable(CqlSession session, String table) {
        try {
            return count(session, SimpleStatement.newInstance("SELECT count(*) FROM " + table));
        } catch (InvalidQueryException | ServerError absent) {
            assertThat(absent.getMessage()).containsAnyOf("does not exist", "Unknown CF");
            return 0;
        }
    }

    private static long count(CqlSession session, SimpleStatement statement) {
        return Objects.requireNonNull(session.execute(statement.setTimeout(Duration.ofSeconds(60)))
                        .one())
                .getLong(0);
    }

    private static Set<String> keyspaces(CqlSession session) {
        return session.execute("SELECT keyspace_name FROM system_schema.keyspaces").all().stream()
                .map(row -> row.getString(0))
                .collect(Collectors.toSet());
    }

    /** How many records the tenant's topic has. */
    private static long eventsKept(Admin admin, String tenant) throws Exception {
        String topic = "events." + tenant;
        Set<TopicPartition> partitions = new HashSet<>();
        admin.describeTopics(List.of(topic))
                .allTopicNames()
                .get(30, TimeUnit.SECONDS)
                .values()
                .forEach(description -> description
                        .partitions()
                        .forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition()))));
        return offsets(admin, partitions, OffsetSpec.latest()) - offsets(admin, partitions, OffsetSpec.earliest());
    }

    private static long offsets(Admin admin, Set<TopicPartition> partitions, OffsetSpec which) throws Exception {
        return admin
                .listOffsets(partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> which)))
                .all()
                .get(30, TimeUnit.SECONDS)
                .values()
                .stream()
                .mapToLong(ListOffsetsResultInfo::offset)
                .sum();
    }
}
