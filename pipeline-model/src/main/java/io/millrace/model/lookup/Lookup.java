package io.millrace.model.lookup;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A lookup in all its versions, as far as they are known: more come while events are joined with it. Thread-safe.
 *
 * <p>Which version an event is joined with depends on two numbers that the event carries: its event time, and the offset in the topic of
 * definitions that it was accepted under. Versions put later do not count for it, save the first that is left, which was there before any pipeline used it. So the answer is the same however often, where and when the
 * event is evaluated, as long as all versions up to that offset are known.
 */
public final class Lookup {
    private static final Comparator<LookupVersion> BY_TIME =
            Comparator.comparingLong(LookupVersion::validFrom).thenComparingInt(LookupVersion::version);

    private volatile LookupVersion[] versions = {};
    private volatile int first = 1;
    private volatile long offset = -1;

    /** Takes in a version, in the place of what had its number. */
    public synchronized void add(LookupVersion version) {
        List<LookupVersion> next = new ArrayList<>(List.of(versions));
        next.removeIf(former -> former.version() == version.version());
        next.add(version);
        keep(next);
        offset = Math.max(offset, version.offset());
    }

    /** Forgets a version. */
    public synchronized void remove(int version) {
        List<LookupVersion> next = new ArrayList<>(List.of(versions));
        next.removeIf(former -> former.version() == version);
        keep(next);
    }

    private void keep(List<LookupVersion> next) {
        next.sort(BY_TIME);
        first = next.stream().mapToInt(LookupVersion::version).min().orElse(1);
        versions = next.toArray(LookupVersion[]::new);
    }

    /** Of the last version known; -1 if there is none. */
    public long offset() {
        return offset;
    }

    /**
     * The rows for an event time: of the version valid from last; of two valid from the same time, of the one put last. Has no rows if there is none. Where
     * versions were removed, the earliest that is left is valid from the beginning.
     *
     * @param eventTime milliseconds since the epoch
     * @param acceptedUnder versions with a greater offset do not count, save the first
     * @throws IllegalStateException if the rows of the version can't be read
     */
    public LookupTable at(long eventTime, long acceptedUnder) {
        LookupVersion[] known = versions;
        int least = first;
        LookupVersion earliest = null;
        for (int index = known.length - 1; index >= 0; index--) {
            LookupVersion version = known[index];
            boolean counts = version.offset() <= acceptedUnder || version.version() == least;
            if (counts && version.validFrom() <= eventTime) {
                return rows(version);
            } else if (counts) {
                earliest = version;
            }
        }
        return least == 1 || earliest == null ? LookupTable.NONE : rows(earliest);
    }

    private static LookupTable rows(LookupVersion version) {
        return version.table()
                .orElseThrow(() -> new IllegalStateException(
                        "the rows of version " + version.version() + " of a lookup can't be read"));
    }

    /** By the event times they are valid from. */
    public List<LookupVersion> versions() {
        return List.of(versions);
    }
}
