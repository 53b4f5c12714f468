package io.millrace.model.lookup;

import java.util.Optional;

/**
 * A version of a lookup.
 *
 * @param version from 1
 * @param validFrom the event times it is for, up to the next version's: ms since the epoch; {@link Long#MIN_VALUE} = from the beginning
 * @param offset in the topic of definitions: events accepted under an earlier one do not know it
 * @param table empty if its rows can't be read
 */
public record LookupVersion(int version, long validFrom, long offset, Optional<LookupTable> table) {}
