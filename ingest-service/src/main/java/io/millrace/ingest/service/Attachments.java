package io.millrace.ingest.service;

import io.millrace.shell.life.Readiness;

/** Where requests get the {@link Attachment} from; ready once they do. Asks Kafka for that. */
public interface Attachments extends Readiness {
    /**
     * @throws io.millrace.shell.life.NotReadyException before all servers answered and all definitions are known
     */
    Attachment get();
}
