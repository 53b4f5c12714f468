package io.millrace.shell.access;

import io.millrace.kafka.record.ApiKeyRecord;
import java.util.Optional;

/** Where the keys of tenants are known. A service without one knows only the keys of its settings. */
public interface KeySource {
    /**
     * @throws io.millrace.shell.life.NotReadyException while they are not known yet
     */
    Optional<ApiKeyRecord> find(String id);
}
