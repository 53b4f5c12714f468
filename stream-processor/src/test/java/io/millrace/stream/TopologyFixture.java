package io.millrace.stream;

import io.millrace.kafka.record.CutRecords;
import io.millrace.kafka.record.DeadLetter;
import io.millrace.kafka.record.ProgressRecords;
import io.millrace.kafka.record.RollupRecords;
import io.millrace.kafka.record.TallyRecords;
import io.millrace.kafka.topic.Topics;
import io.millrace.model.alert.AlertRow;
import io.millrace.model.bytes.ByteWriter;
import io.millrace.model.rollup.RollupRow;
import io.millrace.model.rollup.RollupState;
import io.millrace.model.table.TableRow;
import io.millrace.stream.partial.Partial;
import io.millrace.stream.partial.PartialBundles;
import io.millrace.stream.partial.TimeReport;
import io.millrace.stream.stage.StageLimits;
import io.millrace.stream.topology.MillraceTopology;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The whole topology in one task, which commits after each record. Reads what comes out as another service would. */
final class TopologyFixture implements AutoCloseable {
    private static final Topics TOPICS = new Topics(1);
    private static final String ALERT_STATE = "alert-state";
    private static final String EVENT_IDS = "event-ids";
    private static final String ROLLUP_STATE = "rollup-state";
    private static final String PIPELINE_TIMES = "pipeline-times";

    private final TopologyTestDriver driver;
    private final SettableClock clock;
    private final ToldMetrics told = new ToldMetrics();
    private final Map<String, TestInputTopic<byte[], byte[]>> inputs = new HashMap<>();

    TopologyFixture(Pipelines pipelines, StageLimits limits, Instant now, Path stateDirectory) {
        clock = new SettableClock(now);
        driver = new TopologyTestDriver(
                MillraceTopology.build(StageFixture.environment(pipelines, limits, told, clock), TOPICS),
                StageFixture.properties(stateDirectory),
                now);
    }

    /** Lets wall clock pass. */
    void advance(Duration duration) {
        clock.advance(duration);
        driver.advanceWallClockTime(duration);
    }

    /** Appends an event to a tenant's topic. */
    void append(String tenant, byte @Nullable [] id, byte @Nullable [] event, Instant appendTime) {
        inputs.computeIfAbsent(
                        tenant,
                        key -> driver.createInputTopic(
                                TOPICS.events(key).name(), new ByteArraySerializer(), new ByteArraySerializer()))
                .pipeInput(id, event, appendTime);
    }

    /** Appends a partial aggregate of the group of no dimensions to the repartition topic. */
    void appendPartial(Partial.Target target, long windowStart, RollupState state) {
        ByteWriter key = new ByteWriter();
        Partial.writeTarget(target, key);
        ByteWriter value = new ByteWriter();
        Partial.writeWindow(0, windowStart, value);
        state.write(value);
        PartialBundles bundles = new PartialBundles(1, this::repartition);
        bundles.add(key, value);
        bundles.flush();
    }

    /** Appends what the route task of another events partition would report. */
    void appendReport(int partition, TimeReport.Entry entry) {
        ByteWriter value = new ByteWriter();
        TimeReport.writeHeader(0, partition, value);
        TimeReport.write(entry, value);
        repartition(TimeReport.keys(1).get(0), value.toByteArray());
    }

    private void repartition(byte[] key, byte[] value) {
        driver.createInputTopic(
                        "millrace-stream-partials-repartition", new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(key, value);
    }

    /** All changes of rows since the last call. */
    List<RollupRow> emitted() {
        List<RollupRow> rows = new ArrayList<>();
        changes().forEach(change -> {
            if (change.value.deleted()) {
                throw new AssertionError("a deletion of " + change.key);
            }
            rows.add(change.value.at(change.key));
        });
        return rows;
    }

    /** All changes and deletions of rows since the last call. */
    List<KeyValue<RollupRow.Key, RollupRecords.Content>> changes() {
        return read(TOPICS.rollups().name()).stream()
                .map(record -> KeyValue.pair(
                        StageFixture.RECORDS.rollupKey().deserialize(record.key),
                        StageFixture.RECORDS.rollup().deserialize(record.value)))
                .toList();
    }

    /** All rows of typed tables since the last call. */
    List<TableRow> tableRows() {
        return read(TOPICS.tables().name()).stream()
                .map(record -> StageFixture.tableRow(record.key, record.value))
                .toList();
    }

    /** The last value of each row emitted since the last call, as {@code rollup@windowStart#group-as-hex -> measures}. */
    Map<String, String> lastMeasures() {
        Map<String, String> last = new LinkedHashMap<>();
        emitted().forEach(row -> last.put(nameOf(row.key()), row.measures()));
        return last;
    }

    static String nameOf(RollupRow.Key key) {
        return key.partition().tenant() + "/" + key.partition().pipeline() + "/"
                + key.partition().rollup() + "@" + key.windowStart() + "#" + key.group();
    }

    List<DeadLetter> deadLetters() {
        return read(TOPICS.deadLetters().name()).stream()
                .map(record -> StageFixture.RECORDS.deadLetter().deserialize(record.value))
                .toList();
    }

    /** The last progress of each pipeline and partition. */
    Map<ProgressRecords.Key, ProgressRecords.Progress> progress() {
        Map<ProgressRecords.Key, ProgressRecords.Progress> last = new LinkedHashMap<>();
        read(TOPICS.progress().name())
                .forEach(record -> last.put(
                        StageFixture.RECORDS.progressKey().deserialize(record.key),
                        StageFixture.RECORDS.progress().deserialize(record.value)));
        return last;
    }

    /** Appends a record to the topic of dead letters, as another service would. */
    void appendLetter(byte[] id, byte @Nullable [] letter) {
        driver.createInputTopic(TOPICS.deadLetters().name(), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(id, letter);
    }

    /** The last tally of each key told since the last call, as {@code pipeline/kind/rollup=count}; {@code -} for one that is no more. */
    List<String> tallies() {
        Map<String, String> last = new LinkedHashMap<>();
        read(TOPICS.tallies().name()).forEach(record -> {
            TallyRecords.Key key = StageFixture.RECORDS.tallyKey().deserialize(record.key);
            last.put(
                    key.pipeline() + "/" + key.kind().text() + "/" + key.rollup(),
                    record.value == null
                            ? "-"
                            : Long.toString(StageFixture.RECORDS
                                    .tally()
                                    .deserialize(record.value)
                                    .count()));
        });
        return last.entrySet().stream().map(Object::toString).toList();
    }

    /** All reports of cuts since the last call, as {@code rollup/generation=offset}, or {@code -} for the offset of one that is no more. */
    List<String> cuts() {
        return read(TOPICS.cuts().name()).stream()
                .map(record -> {
                    CutRecords.Key key = StageFixture.RECORDS.cutKey().deserialize(record.key);
                    return key.rollup() + "/" + key.generation() + "="
                            + (record.value == null
                                    ? "-"
                                    : StageFixture.RECORDS
                                            .cut()
                                            .deserialize(record.value)
                                            .offset());
                })
                .toList();
    }

    /** What the stages told. */
    ToldMetrics told() {
        return told;
    }

    double metric(String name) {
        return driver.metrics().entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(name))
                .mapToDouble(entry -> (double) entry.getValue().metricValue())
                .sum();
    }

    /** What the aggregate stage would find of times in its changelog. */
    Map<String, byte[]> times() {
        Map<String, byte[]> times = new HashMap<>();
        KeyValueStore<String, byte[]> store = driver.getKeyValueStore(PIPELINE_TIMES);
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            all.forEachRemaining(time -> times.put(time.key, time.value));
        }
        return times;
    }

    void restoreTimes(Map<String, byte[]> times) {
        KeyValueStore<String, byte[]> store = driver.getKeyValueStore(PIPELINE_TIMES);
        times.forEach(store::put);
    }

    /** What became of alerts since the last call. */
    List<AlertRow> alerts() {
        return read(TOPICS.alerts().name()).stream()
                .map(record -> StageFixture.RECORDS
                        .alert()
                        .deserialize(record.value)
                        .at(StageFixture.RECORDS.alertKey().deserialize(record.key)))
                .toList();
    }

    /** What the aggregate stage would find of alerts in its changelog. */
    List<KeyValue<Bytes, byte[]>> alertState() {
        return all(driver.getKeyValueStore(ALERT_STATE));
    }

    void restoreAlerts(List<KeyValue<Bytes, byte[]>> state) {
        KeyValueStore<Bytes, byte[]> store = driver.getKeyValueStore(ALERT_STATE);
        store.putAll(state);
    }

    /** What the aggregate stage would find of rows in its changelog. */
    List<KeyValue<Bytes, byte[]>> state() {
        return all(store());
    }

    private static List<KeyValue<Bytes, byte[]>> all(KeyValueStore<Bytes, byte[]> store) {
        List<KeyValue<Bytes, byte[]>> state = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            all.forEachRemaining(state::add);
        }
        return state;
    }

    /** What the route stage would find of seen ids in its changelog: chunks. */
    List<KeyValue<Bytes, byte[]>> seenIds() {
        return all(driver.getKeyValueStore(EVENT_IDS)).stream()
                .filter(entry -> entry.key.get()[0] == 'c')
                .toList();
    }

    /** How many ids the route stage would find. */
    long countSeenIds() {
        return all(driver.getKeyValueStore(EVENT_IDS)).stream()
                .filter(entry -> entry.key.get()[0] == 'i')
                .count();
    }

    void restoreSeenIds(List<KeyValue<Bytes, byte[]>> ids) {
        KeyValueStore<Bytes, byte[]> store = driver.getKeyValueStore(EVENT_IDS);
        store.putAll(ids);
    }

    /** Live rows, and those that closed and are not purged yet. */
    List<KeyValue<Bytes, byte[]>> rowsOfState() {
        return state().stream().filter(entry -> entry.key.get()[0] != 0).toList();
    }

    void restore(List<KeyValue<Bytes, byte[]>> state) {
        store().putAll(state);
    }

    private KeyValueStore<Bytes, byte[]> store() {
        return driver.getKeyValueStore(ROLLUP_STATE);
    }

    private List<KeyValue<byte[], byte[]>> read(String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readKeyValuesToList();
    }

    @Override
    public void close() {
        driver.close();
    }
}
