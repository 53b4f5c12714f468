package io.millrace.model.lookup;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A lookup in all its versions, as far as they are known: more come while events are joined with it. Thread-safe.
 *
 * <p>Which version an event is joined with depends on two numbers that the event carries: its event time, and the offset in the topic of
 * definitions that it was accepted under. Versions put later do not count for it, save the first, which was there before any pipeline used it. So the answer is the same however often, where and when the
 * event is evaluated, as long as all versions up to that offset are known.
 */
public final class Lookup {
    private static final Comparator<LookupVersion> BY_TIME =
            Comparator.comparingLong(LookupVersion::validFrom).thenComparingInt(LookupVersion::version);

    private volatile LookupVersion[] versions = {};
    private volatile long offset = -1;

    /** Takes in a version, in the place of what had its number. */
    public synchronized void add(LookupVersion version) {
        List<LookupVersion> next = new ArrayList<>(List.of(versions));
        next.removeIf(former -> former.version() == version.version());
        next.add(version);
        next.sort(BY_TIME);
        versions = next.toArray(LookupVersion[]::new);
        offset = Math.max(offset, version.offset());
    }

    /** Of the last version known; -1 if there is none. */
    public long offset() {
        return offset;
    }

    /**
     * The rows for an event time: of the version valid from last; of two valid from the same time, of the one put last. Has no rows if there is none.
     *
     * @param eventTime milliseconds since the epoch
     * @param acceptedUnder versions with a greater offset do not count, save the first
     * @throws IllegalStateException if the rows of the version can't be read
     */
    public LookupTable at(long eventTime, long acceptedUnder) {
        LookupVersion[] known = versions;
        for (int index = known.length - 1; index >= 0; index--) {
            LookupVersion version = known[index];
            boolean counts = version.offset() <= acceptedUnder || version.version() == 1;
            if (counts && version.validFrom() <= eventTime) {
                return version.table()
                        .orElseThrow(() -> new IllegalStateException(
                                "the rows of version " + version.version() + " of a lookup can't be read"));
            }
        }
        return LookupTable.NONE;
    }

    /** By the event times they are valid from. */
    public List<LookupVersion> versions() {
        return List.of(versions);
    }
}
