package io.millrace.ingest.service;

import java.util.Optional;

/** Where requests get the {@link Attachment} from. */
public interface Attachments {
    /**
     * @throws NotReadyException before all servers answered and all definitions are known
     */
    Attachment get();

    /** Why requests can't be served now; empty if they can. Asks Kafka. */
    Optional<String> obstacle();
}
