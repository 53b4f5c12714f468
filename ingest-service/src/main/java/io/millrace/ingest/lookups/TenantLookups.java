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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** The lookups of all tenants. Thread-safe. */
public final class TenantLookups {
    /** Of all versions of a lookup together: they are held in memory by those who evaluate events. */
    static final long MAX_BYTES = 256L << 20;

    /** How long a version is kept at the least that another has taken the place of. */
    private static final Duration LEAST_KEPT = Duration.ofDays(30);

    private static final Comparator<LookupVersionRecord> BY_TIME =
            Comparator.comparingLong(LookupVersionRecord::validFrom).thenComparingInt(LookupVersionRecord::version);

    private final Definitions definitions;
    private final LookupAppender appender;
    private final TenantLimits limits;
    private final Clock clock;

    public TenantLookups(Definitions definitions, LookupAppender appender, TenantLimits limits, Clock clock) {
        this.definitions = definitions;
        this.appender = appender;
        this.limits = limits;
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

    /**
     * Forgets a lookup in all its versions, and returns when it is not known here any more.
     *
     * @return whether there was one
     * @throws LookupInUseException if pipelines take fields from it
     * @throws ChangedMeanwhileException if {@code ifMatch} does not match
     * @throws org.apache.kafka.common.KafkaException if Kafka can't take it now
     */
    public boolean delete(String tenant, String lookup, Optional<String> ifMatch) {
        AtomicBoolean there = new AtomicBoolean();
        appender.appendLookup(() -> {
            List<LookupVersionRecord> versions = versions(tenant, lookup);
            there.set(!versions.isEmpty());
            if (versions.isEmpty()) {
                return Optional.empty();
            }
            requireMatch(ifMatch, tenant, lookup);
            List<String> users = users(tenant, lookup);
            if (!users.isEmpty()) {
                throw new LookupInUseException(lookup, users);
            }
            return Optional.of(new LookupChange(Optional.empty(), versions));
        });
        return there.get();
    }

    private void requireMatch(Optional<String> ifMatch, String tenant, String lookup) {
        Optional<String> tag = find(tenant, lookup).map(LookupTag::of);
        if (ifMatch.isPresent() && !EntityTag.matchesTag(ifMatch.get(), tag)) {
            throw new ChangedMeanwhileException(tag.map(current -> "the lookup's entity tag is now " + current)
                    .orElse("there is no such lookup"));
        }
    }

    private List<ActivePipeline> pipelines(String tenant) {
        return definitions.all().stream()
                .filter(pipeline -> pipeline.tenant().equals(tenant) && !pipeline.isDeleted())
                .toList();
    }

    /** Pipelines that take fields from a lookup, now or for events that may still come. */
    private List<String> users(String tenant, String lookup) {
        long kept = keptFrom(tenant);
        return pipelines(tenant).stream()
                .filter(pipeline -> pipeline.versions().stream()
                        .filter(version -> countsFrom(kept, version, pipeline))
                        .flatMap(version -> version.definition().enrich().stream())
                        .anyMatch(enrich -> enrich.lookup().equals(lookup)))
                .map(ActivePipeline::name)
                .sorted()
                .toList();
    }

    private static boolean countsFrom(long time, ActiveVersion version, ActivePipeline pipeline) {
        return version.definition().equals(pipeline.definition())
                || version.rollups().stream().anyMatch(rollup -> rollup.counts().until() > time);
    }

    /** The archive has events from then on; ms since the epoch. */
    private long keptFrom(String tenant) {
        Duration kept = pipelines(tenant).stream()
                .map(pipeline -> pipeline.definition().retention().archive())
                .max(Duration::compareTo)
                .filter(longest -> longest.compareTo(LEAST_KEPT) > 0)
                .orElse(LEAST_KEPT);
        return clock.instant().minus(kept).toEpochMilli();
    }

    /** Versions that are valid for no event of the archive, and were put before any of it was written. */
    private List<LookupVersionRecord> outlived(List<LookupVersionRecord> versions, String tenant) {
        long kept = keptFrom(tenant);
        List<LookupVersionRecord> byTime = versions.stream().sorted(BY_TIME).toList();
        List<LookupVersionRecord> outlived = new ArrayList<>();
        for (int index = 0; index + 1 < byTime.size(); index++) {
            LookupVersionRecord next = byTime.get(index + 1);
            if (next.validFrom() <= kept && next.putAt().toEpochMilli() <= kept) {
                outlived.add(byTime.get(index));
            }
        }
        return outlived;
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

        Optional<LookupChange> decide() {
            List<LookupVersionRecord> versions = versions(put.tenant(), put.lookup());
            requireMatch(put.ifMatch(), put.tenant(), put.lookup());
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
            List<LookupVersionRecord> outlived = outlived(versions, put.tenant());
            List<LookupVersionRecord> left = versions.stream()
                    .filter(version -> !outlived.contains(version))
                    .toList();
            requirePossible(left, validFrom);
            List<byte[]> chunks = LookupChunks.cut(table.encoded());
            LookupVersionRecord next = new LookupVersionRecord(
                    put.tenant(),
                    put.lookup(),
                    definitions.lookups().nextVersion(put.tenant(), put.lookup()),
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
            return Optional.of(new LookupChange(Optional.of(new NewLookupVersion(next, chunks)), outlived));
        }

        private void requirePossible(List<LookupVersionRecord> versions, long validFrom) {
            List<DefinitionProblem> problems = new ArrayList<>();
            pipelines(put.tenant()).forEach(pipeline -> problems.addAll(missing(pipeline, validFrom)));
            long bytes = table.encoded().length
                    + versions.stream().mapToLong(LookupVersionRecord::bytes).sum();
            if (bytes > MAX_BYTES) {
                problems.add(new DefinitionProblem(
                        "",
                        "all versions of the lookup would take " + bytes + " bytes, at most " + MAX_BYTES
                                + " are possible",
                        "put it as another lookup, and change the pipelines that use it"));
            }
            requireRoom(versions, problems);
            if (!problems.isEmpty()) {
                throw new ImpossibleLookupException(problems);
            }
        }

        /** What all lookups of the tenant together may come to. */
        private void requireRoom(List<LookupVersionRecord> versions, List<DefinitionProblem> problems) {
            int lookups = versions.isEmpty() ? 1 : 0;
            long rows = table.rows() + rows(versions);
            long bytes = table.encoded().length + bytes(versions);
            for (LookupVersionRecord current : list(put.tenant())) {
                lookups++;
                if (!current.lookup().equals(put.lookup())) {
                    List<LookupVersionRecord> others = versions(put.tenant(), current.lookup());
                    rows += rows(others);
                    bytes += bytes(others);
                }
            }
            requireRoom("lookups", lookups, limits.lookups(), problems);
            requireRoom("rows in all versions of its lookups", rows, limits.rows(), problems);
            requireRoom("bytes in all versions of its lookups", bytes, limits.bytes(), problems);
        }

        private void requireRoom(String what, long count, long limit, List<DefinitionProblem> problems) {
            if (count > limit) {
                problems.add(new DefinitionProblem(
                        "",
                        "the tenant would have " + count + " " + what + ", at most " + limit + " are possible",
                        "delete a lookup that no pipeline uses"));
            }
        }

        private static long rows(List<LookupVersionRecord> versions) {
            return versions.stream().mapToLong(LookupVersionRecord::rows).sum();
        }

        private static long bytes(List<LookupVersionRecord> versions) {
            return versions.stream().mapToLong(LookupVersionRecord::bytes).sum();
        }

        /** What versions of a pipeline that count times from then on take from the lookup, and it would not have. */
        private List<DefinitionProblem> missing(ActivePipeline pipeline, long validFrom) {
            List<DefinitionProblem> problems = new ArrayList<>();
            for (ActiveVersion version : pipeline.versions()) {
                if (countsFrom(validFrom, version, pipeline)) {
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
