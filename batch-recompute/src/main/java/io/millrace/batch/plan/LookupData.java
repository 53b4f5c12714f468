package io.millrace.batch.plan;

import io.millrace.kafka.lookups.KnownLookups;
import io.millrace.model.lookup.Lookup;
import io.millrace.model.lookup.LookupTable;
import io.millrace.model.lookup.LookupVersion;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A version of a lookup on its way.
 *
 * @param offset in the topic of definitions
 * @param table its canonical bytes
 */
record LookupData(String lookup, int version, long validFrom, long offset, byte[] table) implements Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * All versions of some lookups.
     *
     * @throws IllegalArgumentException if the rows of one can't be read
     */
    static List<LookupData> of(String tenant, Collection<String> names, KnownLookups known) {
        List<LookupData> all = new ArrayList<>();
        for (String name : names) {
            for (LookupVersion version : known.of(tenant).find(name).versions()) {
                byte[] table = version.table()
                        .map(LookupTable::encoded)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "the rows of version " + version.version() + " of lookup " + name + " can't be read"));
                all.add(new LookupData(name, version.version(), version.validFrom(), version.offset(), table));
            }
        }
        return all;
    }

    static Map<String, Lookup> lookups(Collection<LookupData> all) {
        Map<String, Lookup> lookups = new HashMap<>();
        for (LookupData data : all) {
            lookups.computeIfAbsent(data.lookup(), name -> new Lookup())
                    .add(new LookupVersion(
                            data.version(),
                            data.validFrom(),
                            data.offset(),
                            java.util.Optional.of(LookupTable.decode(data.table()))));
        }
        return lookups;
    }
}
