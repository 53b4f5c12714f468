package io.millrace.model.definition;

import io.millrace.model.format.CsvDialect;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Where a pipeline's events come from by themselves. */
public sealed interface SourceDefinition {
    /** Unique among the pipeline's sources; its type, if the definition gives it none. */
    String name();

    /** Its type, as definitions write it. */
    String type();

    /**
     * What it reads, as one line that holds no secret. Where a source that goes by the same name reads something else, what is known of its progress
     * means nothing.
     */
    String place();

    /**
     * CSV files that appear in a folder.
     *
     * @param folder relative to the tenant's own, segments separated by slashes
     * @param csv how the files are written
     * @param settle how long a file must have been as it is before it is taken
     */
    record CsvFolder(String name, String folder, CsvDialect csv, Duration settle) implements SourceDefinition {
        @Override
        public String type() {
            return "csv-folder";
        }

        @Override
        public String place() {
            return "folder " + folder;
        }
    }

    /**
     * An HTTP address that is asked again and again.
     *
     * @param every from the beginning of a run to that of the next
     * @param headers sent with each request, by name in any case
     * @param timeout for each answer, from the request to its last byte
     */
    record Poll(
            String name,
            URI url,
            Duration every,
            RecordsPath records,
            Map<String, HeaderValue> headers,
            Optional<Paging> paging,
            Duration timeout,
            Repeats repeats)
            implements SourceDefinition {
        public Poll {
            headers = Map.copyOf(headers);
        }

        @Override
        public String type() {
            return "poll";
        }

        @Override
        public String place() {
            return "url " + url;
        }
    }

    /** A Kafka topic of the team's own. */
    record Kafka(String name, String topic, Format format, StartFrom startFrom) implements SourceDefinition {
        @Override
        public String type() {
            return "kafka";
        }

        @Override
        public String place() {
            return "topic " + topic;
        }
    }

    /**
     * Records of files, played in the order of their event times.
     *
     * @param path relative to the tenant's own folder, segments separated by slashes
     * @param folder whether it is a folder of files, not a file
     * @param csv how files that are CSV are written
     * @param speed how many times as fast as they happened; empty = as fast as possible
     * @param shift whether event times are moved to now
     * @param loop whether it begins again when it is over
     */
    record Replay(
            String name, String path, boolean folder, CsvDialect csv, OptionalDouble speed, boolean shift, boolean loop)
            implements SourceDefinition {
        @Override
        public String type() {
            return "replay";
        }

        @Override
        public String place() {
            return (folder ? "folder " : "file ") + path;
        }
    }

    /** What is sent in a header. */
    sealed interface HeaderValue {
        /** As it is. */
        record Text(String text) implements HeaderValue {}

        /** What goes by a name, known only where it is sent. */
        record Secret(String name) implements HeaderValue {}
    }

    /** How one gets from a page of an answer to the next. */
    sealed interface Paging {
        /** The answer's {@code Link} header says where, as {@code rel=next} (RFC 8288). */
        record ByLink() implements Paging {}

        /**
         * A place in the answer says where; missing, null or empty = there is none.
         *
         * @param parameter the query parameter that what stands there is the value of; empty = an address stands there
         */
        record ByPath(JsonPath next, Optional<String> parameter) implements Paging {}

        /** A query parameter counts up, to the first page without records. */
        record ByNumber(String parameter, int first) implements Paging {}
    }

    /** What a record is that comes again without a change, if the definition declares no identity of events. */
    enum Repeats {
        /** The same event. */
        IGNORE,
        /** Another event. */
        COUNT
    }

    /** What the values of a topic's records are. */
    enum Format {
        /** A JSON object. */
        JSON,
        /** Avro with a schema of the registry, as Confluent's serializers write it. */
        AVRO
    }

    /** Where to begin the first time. */
    enum StartFrom {
        EARLIEST,
        LATEST
    }
}
