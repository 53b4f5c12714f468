package io.millrace.kafka.lookups;

import io.millrace.kafka.record.LookupVersionRecord;
import io.millrace.model.lookup.Lookup;
import io.millrace.model.lookup.LookupTable;
import io.millrace.model.lookup.LookupVersion;
import io.millrace.model.lookup.Lookups;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The lookups of all tenants, as far as they are known. Thread-safe. */
public final class KnownLookups {
    private final Map<String, Lookup> lookups = new ConcurrentHashMap<>();
    private final TreeMap<String, TreeMap<Integer, LookupVersionRecord>> records = new TreeMap<>();
    private final Map<String, Integer> greatest = new HashMap<>();

    /** Those of a tenant, for evaluating events. */
    public Lookups of(String tenant) {
        return lookup -> lookups.computeIfAbsent(key(tenant, lookup), unused -> new Lookup());
    }

    /**
     * Takes in a version.
     *
     * @param offset of the record in the topic of definitions
     * @param table empty if its rows can't be read
     */
    public synchronized void put(LookupVersionRecord record, long offset, Optional<LookupTable> table) {
        records.computeIfAbsent(key(record.tenant(), record.lookup()), unused -> new TreeMap<>())
                .put(record.version(), record);
        greatest.merge(key(record.tenant(), record.lookup()), record.version(), Math::max);
        of(record.tenant())
                .find(record.lookup())
                .add(new LookupVersion(record.version(), record.validFrom(), offset, table));
    }

    /** Forgets a version; its number is not given again. */
    public synchronized void remove(String tenant, String lookup, int version) {
        String key = key(tenant, lookup);
        greatest.merge(key, version, Math::max);
        TreeMap<Integer, LookupVersionRecord> versions = records.getOrDefault(key, new TreeMap<>());
        versions.remove(version);
        if (versions.isEmpty()) {
            records.remove(key);
        }
        of(tenant).find(lookup).remove(version);
    }

    /** The number of the version that is put next: from 1, and greater than any that was there. */
    public synchronized int nextVersion(String tenant, String lookup) {
        return greatest.getOrDefault(key(tenant, lookup), 0) + 1;
    }

    /** All versions of a lookup, oldest first; empty if there is no such lookup. */
    public synchronized List<LookupVersionRecord> versions(String tenant, String lookup) {
        return List.copyOf(
                records.getOrDefault(key(tenant, lookup), new TreeMap<>()).values());
    }

    /** The version put last. */
    public Optional<LookupVersionRecord> current(String tenant, String lookup) {
        List<LookupVersionRecord> versions = versions(tenant, lookup);
        return versions.isEmpty() ? Optional.empty() : Optional.of(versions.get(versions.size() - 1));
    }

    /** The version put last of each of a tenant's lookups, by name. */
    public synchronized List<LookupVersionRecord> all(String tenant) {
        List<LookupVersionRecord> all = new ArrayList<>();
        // A slash is less than whatever a name goes on with.
        records.subMap(key(tenant, ""), tenant + (char) ('/' + 1))
                .values()
                .forEach(versions -> all.add(versions.lastEntry().getValue()));
        return all;
    }

    /** The rows of a version, unless they can't be read. */
    public Optional<LookupTable> table(LookupVersionRecord record) {
        return of(record.tenant()).find(record.lookup()).versions().stream()
                .filter(version -> version.version() == record.version())
                .findFirst()
                .flatMap(LookupVersion::table);
    }

    private static String key(String tenant, String lookup) {
        return tenant + "/" + lookup;
    }
}
