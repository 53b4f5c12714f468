package io.millrace.model.definition;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The kinds of mapping in a definition and the keys each may have, every key with an example that a hint can show. */
enum Shape {
    PIPELINE(
            "apiVersion: millrace/v1",
            "pipeline: gpon",
            "event: {fields: [{name: speed_in, type: long}]}",
            "lateness: 1d",
            "enrich: [{lookup: provinces, on: province, add: [region]}]",
            "derive: [{name: speed_total, type: long, expr: \"speed_in + speed_out\"}]",
            "where: \"speed_in > 0\"",
            "rollups: [{name: total_5m, window: {type: tumbling, size: 5m}, measures: [{name: readings, type: count}]}]",
            "tables: [{name: device_by_onu, key: [onu], columns: [device]}]",
            "alerts: [{name: saturated, rollup: total_5m, when: \"readings > 100\"}]",
            "retention: {archive: 30d, rollups: 400d}",
            "sources: [{type: csv-folder, folder: staging/gpon}]"),
    EVENT(
            "fields: [{name: speed_in, type: long}]",
            "time: recorded_at",
            "id: [onu, recorded_at]",
            "maxAhead: 1h",
            "unknownFields: ignore"),
    FIELD(
            "name: speed_in",
            "type: long",
            "from: SPEEDIN",
            "optional: true",
            "format: \"dd/MM/yyyy HH:mm:ss\"",
            "zone: Asia/Shanghai",
            "unit: bit/s",
            "min: 0",
            "max: 100"),
    ENRICH("lookup: provinces", "on: province", "add: [region]"),
    ADDED("name: region", "type: string", "from: region_name"),
    DERIVE("name: speed_total", "type: long", "expr: \"speed_in + speed_out\""),
    ROLLUP(
            "name: province_5m",
            "dimensions: [province]",
            "window: {type: tumbling, size: 5m}",
            "maxGroups: 100000",
            "measures: [{name: readings, type: count}]"),
    TUMBLING("type: tumbling", "size: 5m", "offset: 0s"),
    HOPPING("type: hopping", "size: 1h", "advance: 5m", "offset: 0s"),
    SESSION("type: session", "gap: 30m"),
    MEASURE(
            "name: avg_in",
            "type: avg",
            "field: speed_in",
            "where: \"speed_in > 0\"",
            "q: 0.99",
            "accuracy: 0.01",
            "precision: 12"),
    TABLE("name: device_by_onu", "key: [onu]", "columns: [device]"),
    ALERT(
            "name: saturated",
            "rollup: province_5m",
            "when: \"avg_in > 1.0e9\"",
            "forWindows: 2",
            "for: 10m",
            "judge: change",
            "delay: 10s"),
    RETENTION("archive: 30d", "rollups: 400d", "generations: 1"),
    CSV_FOLDER(
            "type: csv-folder",
            "name: readings",
            "folder: staging/gpon",
            "delimiter: \";\"",
            "quote: \"'\"",
            "columns: [device, recorded_at, speed_in]",
            "settle: 5s"),
    POLL(
            "type: poll",
            "name: readings",
            "url: \"https://example.org/readings\"",
            "every: 10s",
            "records: \"$.data[*]\"",
            "headers: {Authorization: {secret: crm}}",
            "paging: {next: \"$.next\"}",
            "timeout: 30s",
            "repeats: ignore"),
    PAGING("next: \"$.next\"", "parameter: page", "first: 1"),
    KAFKA("type: kafka", "name: clicks", "topic: clicks", "format: json", "startFrom: earliest"),
    REPLAY(
            "type: replay",
            "name: demo",
            "file: samples/day.csv",
            "folder: samples",
            "delimiter: \";\"",
            "quote: \"'\"",
            "columns: [device, recorded_at, speed_in]",
            "speed: 10",
            "shift: now",
            "loop: true"),
    SECRET("secret: crm");

    // Filled by the constructor, never changed or handed out after it. Copied into no immutable map: that would lose
    // the order.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Map<String, String> examples = new LinkedHashMap<>();

    Shape(String... lines) {
        for (String line : lines) {
            examples.put(line.substring(0, line.indexOf(':')), line);
        }
    }

    List<String> keys() {
        return new ArrayList<>(examples.keySet());
    }

    boolean has(String key) {
        return examples.containsKey(key);
    }

    /** A line as it could stand in a definition. */
    String example(String key) {
        String example = examples.get(key);
        if (example == null) {
            throw new IllegalArgumentException(this + " has no key " + key);
        }
        return example;
    }
}
