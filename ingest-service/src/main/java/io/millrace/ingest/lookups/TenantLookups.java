package io.millrace.ingest.lookups;

import io.millrace.ingest.pipelines.ChangedMeanwhileException;
import io.millrace.ingest.pipelines.EntityTag;
import io.millrace.ingest.pipelines.PutResult;
import io.millrace.kafka.definitions.ActivePipeline;
import io.millrace.kafka.definitions.ActiveVersion;
import io.millrace.kafka.definitions.Definitions;
import io.millrace.kafka.lookups.LookupChunks;
import io.millrace.kafka.record.LookupVersionRecord;
import io.millrace.model.definition.DefinitionProblem;
import io.millrace.model.definition.FieldType;
import io.millrace.model.lookup.InvalidLookupException;
import io.millrace.model.lookup.LookupColumn;
import io.millrace.model.lookup.LookupReader;
import io.millrace.model.lookup.LookupTable;
import io.millrace.model.lookup.LookupUse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The lookups of all tenants. Thread-safe. */
public final class TenantLookups {
    /** Of all versions of a lookup together: every one is kept, and held in memory by those who evaluate events. */
    static final long MAX_BYTES = 256L << 20;

    private static final Comparator<LookupVersionRecord> BY_TIME =
            Comparator.comparingLong(LookupVersionRecord::validFrom).thenComparingInt(LookupVersionRecord::version);

    private final Definitions definitions;
    private final LookupAppender appender;
    private final Clock clock;

    public TenantLookups(Definitions definitions, LookupAppender appender, Clock clock) {
        this.definitions = definitions;
        this.appender = appender;
        this.clock = clock;
    }

    /** The version put last. */
    public Optional<LookupVersionRecord> find(String tenant, String lookup) {
        return definitions.lookups().current(tenant, lookup);
    }

    /** All versions, oldest first. */
    public List<LookupVersionRecord> versions(String tenant, String lookup) {
        return definitions.lookups().versions(tenant, lookup);
    }

    /** The last version of each, by name. */
    public List<LookupVersionRecord> list(String tenant) {
        return definitions.lookups().all(tenant);
    }

    /** The rows of a version, unless they can't be read. */
    public Optional<LookupTable> rows(LookupVersionRecord version) {
        return definitions.lookups().table(version);
    }

    /**
     * Reads a body. What is not said is as in the version before: the key, and the types of columns.
     *
     * @param key the column that rows are found by; the first if neither this nor a version before says
     * @param types of columns; string if neither these nor a version before say
     */
    public LookupTable read(
            String tenant,
            String lookup,
            LookupReader reader,
            byte[] body,
            Optional<String> key,
            Map<String, FieldType> types)
            throws InvalidLookupException {
        Optional<LookupVersionRecord> former = find(tenant, lookup);
        return reader.read(
                body,
                key.or(() -> former.map(version -> version.shape().key())),
                types,
                former.map(version -> typesOf(version)).orElse(Map.of()));
    }

    private static Map<String, FieldType> typesOf(LookupVersionRecord version) {
        Map<String, FieldType> types = new HashMap<>();
        for (LookupColumn column : version.shape().columns()) {
            types.put(column.name(), column.type());
        }
        return types;
    }

    /**
     * Makes a table the lookup's next version, and returns when events accepted here are joined with it.
     *
     * @throws ImpossibleLookupException if a running pipeline needs what the table does not have
     * @throws ChangedMeanwhileException if {@code ifMatch} does not match
     * @throws org.apache.kafka.common.KafkaException if Kafka can't take it now
     */
    public LookupPutResult put(LookupPut put, LookupTable table) {
        Decision decision = new Decision(put, table);
        appender.appendLookup(decision::decide);
        return decision.result.orElseThrow();
    }

    /** One put; deciding again replaces what was decided before. */
    private final class Decision {
        private final LookupPut put;
        private final LookupTable table;
        private final String fingerprint;
        private Optional<LookupPutResult> result = Optional.empty();

        Decision(LookupPut put, LookupTable table) {
            this.put = put;
            this.table = table;
            fingerprint = LookupChunks.fingerprint(table.encoded());
        }

        Optional<NewLookupVersion> decide() {
            List<LookupVersionRecord> versions = versions(put.tenant(), put.lookup());
            requireMatch();
            long validFrom = put.validFrom()
                    .map(instant -> instant.toEpochMilli())
                    .orElse(versions.isEmpty() ? Long.MIN_VALUE : clock.millis());
            Optional<LookupVersionRecord> inForce = versions.stream()
                    .filter(version -> version.validFrom() <= validFrom)
                    .max(BY_TIME);
            boolean same = inForce.isPresent()
                    && inForce.get().fingerprint().equals(fingerprint)
                    && (put.validFrom().isEmpty() || inForce.get().validFrom() == validFrom);
            if (same) {
                result = Optional.of(new LookupPutResult(inForce.get(), PutResult.Change.NONE));
                return Optional.empty();
            }
            requirePossible(versions, validFrom);
            List<byte[]> chunks = LookupChunks.cut(table.encoded());
            LookupVersionRecord next = new LookupVersionRecord(
                    put.tenant(),
                    put.lookup(),
                    versions.isEmpty() ? 1 : versions.get(versions.size() - 1).version() + 1,
                    validFrom,
                    table.shape(),
                    table.rows(),
                    table.encoded().length,
                    chunks.size(),
                    -1,
                    fingerprint,
                    clock.instant());
            result = Optional.of(new LookupPutResult(
                    next, versions.isEmpty() ? PutResult.Change.CREATED : PutResult.Change.CHANGED));
            return Optional.of(new NewLookupVersion(next, chunks));
        }

        private void requireMatch() {
            Optional<String> tag = find(put.tenant(), put.lookup()).map(LookupTag::of);
            if (put.ifMatch().isPresent() && !EntityTag.matchesTag(put.ifMatch().get(), tag)) {
                throw new ChangedMeanwhileException(tag.map(current -> "the lookup's entity tag is now " + current)
                        .orElse("there is no such lookup"));
            }
        }

        private void requirePossible(List<LookupVersionRecord> versions, long validFrom) {
            List<DefinitionProblem> problems = new ArrayList<>();
            for (ActivePipeline pipeline : definitions.all()) {
                if (pipeline.tenant().equals(put.tenant()) && !pipeline.isDeleted()) {
                    problems.addAll(missing(pipeline, validFrom));
                }
            }
            long bytes = table.encoded().length
                    + versions.stream().mapToLong(LookupVersionRecord::bytes).sum();
            if (bytes > MAX_BYTES) {
                problems.add(new DefinitionProblem(
                        "",
                        "all versions of the lookup would take " + bytes + " bytes, at most " + MAX_BYTES
                                + " are possible",
                        "put it as another lookup, and change the pipelines that use it"));
            }
            if (!problems.isEmpty()) {
                throw new ImpossibleLookupException(problems);
            }
        }

        /** What versions of a pipeline that count times from then on take from the lookup, and it would not have. */
        private List<DefinitionProblem> missing(ActivePipeline pipeline, long validFrom) {
            List<DefinitionProblem> problems = new ArrayList<>();
            for (ActiveVersion version : pipeline.versions()) {
                boolean counts = version.definition().equals(pipeline.definition())
                        || version.rollups().stream()
                                .anyMatch(rollup -> rollup.counts().until() > validFrom);
                if (counts) {
                    LookupUse.problems(version.definition(), put.lookup(), table.shape()).stream()
                            .map(
                                    problem -> new DefinitionProblem(
                                            "pipeline " + pipeline.name() + ": " + problem.path(),
                                            problem.message(),
                                            "keep the column as it is, or change the pipeline first, or put this as another lookup"))
                            .filter(problem -> !problems.contains(problem))
                            .forEach(problems::add);
                }
            }
            return problems;
        }
    }
}
