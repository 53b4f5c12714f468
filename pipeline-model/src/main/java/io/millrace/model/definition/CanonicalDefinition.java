package io.millrace.model.definition;

import io.millrace.model.format.CsvDialect;
import io.millrace.model.value.JsonText;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/**
 * The one way to write a definition: JSON without spaces, keys in a fixed order, defaults written out, durations and numbers in their
 * canonical form. Equal meaning, equal text; it reads back to an equal definition.
 */
public final class CanonicalDefinition {
    private static final int FINGERPRINT_LENGTH = 16;

    private final StringBuilder json = new StringBuilder(1024);

    private CanonicalDefinition() {}

    public static String write(PipelineDefinition definition) {
        CanonicalDefinition canonical = new CanonicalDefinition();
        canonical.pipeline(definition);
        return ascii(canonical.json);
    }

    /** Escapes what YAML does not take as it is, which only stands in strings. */
    private static String ascii(CharSequence json) {
        StringBuilder ascii = new StringBuilder(json.length());
        for (int at = 0; at < json.length(); at++) {
            char next = json.charAt(at);
            if (next < 0x7F) {
                ascii.append(next);
            } else {
                ascii.append("\\u").append(HexFormat.of().toHexDigits(next));
            }
        }
        return ascii.toString();
    }

    /** The first 64 bits of the SHA-256 of the canonical text, in hexadecimal digits. */
    public static String fingerprint(PipelineDefinition definition) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(write(definition).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, FINGERPRINT_LENGTH);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private void pipeline(PipelineDefinition definition) {
        json.append('{');
        text("apiVersion", DefinitionReader.API_VERSION);
        text("pipeline", definition.pipeline());
        event(definition.event());
        text("lateness", Durations.format(definition.lateness()));
        if (!definition.enrich().isEmpty()) {
            enrich(definition.enrich());
        }
        if (!definition.derive().isEmpty()) {
            derive(definition.derive());
        }
        definition.where().ifPresent(where -> text("where", where));
        key("rollups").append('[');
        for (RollupDefinition rollup : definition.rollups()) {
            rollup(rollup);
        }
        close(']');
        if (!definition.tables().isEmpty()) {
            tables(definition.tables());
        }
        if (!definition.alerts().isEmpty()) {
            alerts(definition.alerts());
        }
        key("retention").append('{');
        text("archive", Durations.format(definition.retention().archive()));
        text("rollups", Durations.format(definition.retention().rollups()));
        int generations = definition.retention().generations();
        // Only where it says something: fingerprints of definitions that were put before it was there stay what they
        // are.
        if (generations != PipelineDefinition.RetentionDefinition.DEFAULT_GENERATIONS) {
            number("generations", BigDecimal.valueOf(generations));
        }
        close('}');
        if (!definition.sources().isEmpty()) {
            key("sources").append('[');
            definition.sources().forEach(this::source);
            close(']');
        }
        close('}');
    }

    private void event(EventDefinition event) {
        key("event").append('{');
        key("fields").append('[');
        for (FieldDefinition field : event.fields()) {
            field(field);
        }
        close(']');
        event.time().ifPresent(time -> text("time", time));
        if (!event.id().isEmpty()) {
            texts("id", event.id());
        }
        text("maxAhead", Durations.format(event.maxAhead()));
        text("unknownFields", event.unknownFields().name().toLowerCase(Locale.ROOT));
        close('}');
    }

    private void field(FieldDefinition field) {
        separate().append('{');
        text("name", field.name());
        text("type", field.type().toString());
        text("from", field.from());
        key("optional").append(field.optional());
        field.format().ifPresent(format -> text("format", format));
        field.zone().ifPresent(zone -> text("zone", zone.getId()));
        field.unit().ifPresent(unit -> text("unit", unit));
        field.min().ifPresent(min -> number("min", min));
        field.max().ifPresent(max -> number("max", max));
        close('}');
    }

    private void enrich(List<PipelineDefinition.EnrichDefinition> enrichments) {
        key("enrich").append('[');
        for (PipelineDefinition.EnrichDefinition enrich : enrichments) {
            separate().append('{');
            text("lookup", enrich.lookup());
            text("on", enrich.on());
            key("add").append('[');
            for (PipelineDefinition.AddedField field : enrich.add()) {
                separate().append('{');
                text("name", field.name());
                text("type", field.type().toString());
                text("from", field.from());
                close('}');
            }
            close(']');
            close('}');
        }
        close(']');
    }

    private void derive(List<PipelineDefinition.DeriveDefinition> fields) {
        key("derive").append('[');
        for (PipelineDefinition.DeriveDefinition field : fields) {
            separate().append('{');
            text("name", field.name());
            text("type", field.type().toString());
            text("expr", field.expr());
            close('}');
        }
        close(']');
    }

    private void rollup(RollupDefinition rollup) {
        separate().append('{');
        text("name", rollup.name());
        texts("dimensions", rollup.dimensions());
        window(rollup.window());
        rollup.maxGroups().ifPresent(most -> number("maxGroups", BigDecimal.valueOf(most)));
        key("measures").append('[');
        for (MeasureDefinition measure : rollup.measures()) {
            separate().append('{');
            text("name", measure.name());
            text("type", measure.type().name().toLowerCase(Locale.ROOT));
            measure.field().ifPresent(field -> text("field", field));
            measure.where().ifPresent(where -> text("where", where));
            measure.q().ifPresent(q -> number("q", BigDecimal.valueOf(q)));
            measure.accuracy().ifPresent(accuracy -> number("accuracy", BigDecimal.valueOf(accuracy)));
            measure.precision().ifPresent(precision -> number("precision", BigDecimal.valueOf(precision)));
            close('}');
        }
        close(']');
        close('}');
    }

    private void window(WindowDefinition window) {
        key("window").append('{');
        if (window instanceof WindowDefinition.Tumbling tumbling) {
            text("type", "tumbling");
            text("size", Durations.format(tumbling.size()));
            text("offset", Durations.format(tumbling.offset()));
        } else if (window instanceof WindowDefinition.Hopping hopping) {
            text("type", "hopping");
            text("size", Durations.format(hopping.size()));
            text("advance", Durations.format(hopping.advance()));
            text("offset", Durations.format(hopping.offset()));
        } else if (window instanceof WindowDefinition.Session session) {
            text("type", "session");
            text("gap", Durations.format(session.gap()));
        }
        close('}');
    }

    private void tables(List<PipelineDefinition.TableDefinition> tables) {
        key("tables").append('[');
        for (PipelineDefinition.TableDefinition table : tables) {
            separate().append('{');
            text("name", table.name());
            texts("key", table.key());
            texts("columns", table.columns());
            close('}');
        }
        close(']');
    }

    private void alerts(List<PipelineDefinition.AlertDefinition> alerts) {
        key("alerts").append('[');
        for (PipelineDefinition.AlertDefinition alert : alerts) {
            separate().append('{');
            text("name", alert.name());
            text("rollup", alert.rollup());
            text("when", alert.when());
            key("forWindows").append(alert.forWindows());
            text("judge", alert.judge().name().toLowerCase(Locale.ROOT));
            text("delay", Durations.format(alert.delay()));
            close('}');
        }
        close(']');
    }

    private void source(SourceDefinition source) {
        separate().append('{');
        text("type", source.type());
        text("name", source.name());
        if (source instanceof SourceDefinition.CsvFolder folder) {
            text("folder", folder.folder());
            csv(folder.csv());
            text("settle", Durations.format(folder.settle()));
        } else if (source instanceof SourceDefinition.Poll poll) {
            poll(poll);
        } else if (source instanceof SourceDefinition.Kafka kafka) {
            text("topic", kafka.topic());
            text("format", kafka.format().name().toLowerCase(Locale.ROOT));
            text("startFrom", kafka.startFrom().name().toLowerCase(Locale.ROOT));
        } else if (source instanceof SourceDefinition.Replay replay) {
            replay(replay);
        }
        close('}');
    }

    /** What was added to delimiters later is left out where it is the default, so that fingerprints of before stay. */
    private void csv(CsvDialect csv) {
        text("delimiter", String.valueOf(csv.delimiter()));
        if (!csv.quote().equals(CsvDialect.DEFAULT.quote())) {
            text("quote", csv.quote().map(String::valueOf).orElse("none"));
        }
        if (!csv.columns().isEmpty()) {
            texts("columns", csv.columns());
        }
    }

    private void replay(SourceDefinition.Replay replay) {
        text(replay.folder() ? "folder" : "file", replay.path());
        csv(replay.csv());
        if (replay.speed().isPresent()) {
            number("speed", BigDecimal.valueOf(replay.speed().getAsDouble()));
        } else {
            text("speed", "max");
        }
        if (replay.shift()) {
            text("shift", "now");
        }
        key("loop").append(replay.loop());
    }

    private void poll(SourceDefinition.Poll poll) {
        text("url", poll.url().toString());
        text("every", Durations.format(poll.every()));
        text("records", poll.records().toString());
        if (!poll.headers().isEmpty()) {
            key("headers").append('{');
            new TreeMap<>(poll.headers()).forEach((name, value) -> {
                if (value instanceof SourceDefinition.HeaderValue.Text text) {
                    text(name, text.text());
                } else if (value instanceof SourceDefinition.HeaderValue.Secret secret) {
                    key(name).append('{');
                    text("secret", secret.name());
                    close('}');
                }
            });
            close('}');
        }
        poll.paging().ifPresent(this::paging);
        text("timeout", Durations.format(poll.timeout()));
        text("repeats", poll.repeats().name().toLowerCase(Locale.ROOT));
    }

    private void paging(SourceDefinition.Paging paging) {
        key("paging").append('{');
        if (paging instanceof SourceDefinition.Paging.ByPath path) {
            text("next", path.next().toString());
            path.parameter().ifPresent(parameter -> text("parameter", parameter));
        } else if (paging instanceof SourceDefinition.Paging.ByNumber number) {
            text("parameter", number.parameter());
            key("first").append(number.first());
        } else {
            text("next", "link");
        }
        close('}');
    }

    private void text(String key, String value) {
        key(key);
        JsonText.appendString(value, json);
    }

    private void texts(String key, List<String> values) {
        key(key).append('[');
        for (String value : values) {
            separate();
            JsonText.appendString(value, json);
        }
        close(']');
    }

    private void number(String key, BigDecimal value) {
        BigDecimal stripped = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
        key(key).append(stripped.toPlainString());
    }

    private StringBuilder key(String key) {
        separate();
        JsonText.appendString(key, json);
        return json.append(':');
    }

    private StringBuilder separate() {
        char last = json.charAt(json.length() - 1);
        return last == '{' || last == '[' ? json : json.append(',');
    }

    private void close(char bracket) {
        json.append(bracket);
    }
}
