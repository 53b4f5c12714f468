package io.millrace.model.format;

import io.millrace.model.event.Event;

/** Fields whose values come from elsewhere than the record. */
interface GivenFields {
    /** All values are the record's. */
    GivenFields NONE = event -> {};

    /**
     * Sets them, once the record's own values are set.
     *
     * @throws RejectedRecordException if one is no value of its field
     */
    void fill(Event event) throws RejectedRecordException;
}
