package io.millrace.batch.run;

import java.util.function.BooleanSupplier;

/** How far who has come in the topics. Arrays are by events partition. */
public interface Offsets {
    /** Whether the tenant has an events topic: it has none before its first pipeline. */
    boolean hasEvents(String tenant);

    /** Where the events of a tenant end now; each event below is committed. */
    long[] ends(String tenant);

    /** Up to where the stream has taken in the events of a tenant; 0 in a partition in which it has had none. */
    long[] taken(String tenant);

    /** Whether the archive holds every event of a tenant that lies below some offsets. */
    boolean isArchived(String tenant, long[] below);

    /**
     * Follows the events of a tenant that lie below some offsets on their way.
     *
     * @return says, each time that it is asked, whether all of them are in the archive and counted in the stored rows
     */
    BooleanSupplier settling(String tenant, long[] below);
}
