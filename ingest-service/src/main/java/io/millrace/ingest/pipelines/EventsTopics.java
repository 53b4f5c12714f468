package io.millrace.ingest.pipelines;

import io.millrace.model.event.EventSchema;

/** Where a tenant's events go. */
public interface EventsTopics {
    /**
     * Makes a tenant's topic be there and its registry know a schema. Doing it again changes nothing.
     *
     * @return the schema's id
     */
    int prepare(String tenant, EventSchema schema);
}
