package io.millrace.ingest.sources.poll;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a poll goes on.
 *
 * @param anchor when the first run was due, ms since the epoch: later ones are multiples of the interval behind it
 * @param validators of the last answer that was read whole: what is sent to learn whether there is another
 * @param page the page to go on with: an address, a value or a number; empty = from the beginning
 * @param pages read in this round
 * @param newValidators of the answer that is being read
 */
record PollPosition(
        Optional<Long> anchor, Validators validators, Optional<String> page, int pages, Validators newValidators) {
    /** Names a version of an answer. */
    record Validators(Optional<String> etag, Optional<String> lastModified) {
        static final Validators NONE = new Validators(Optional.empty(), Optional.empty());
    }

    /** Goes on with a page, having read one more. */
    PollPosition next(String nextPage, Validators ofFirst) {
        return new PollPosition(
                anchor, validators, Optional.of(nextPage), pages + 1, pages == 0 ? ofFirst : newValidators);
    }

    /** The round is over: all pages were read. */
    PollPosition over(Validators ofFirst) {
        return new PollPosition(anchor, pages == 0 ? ofFirst : newValidators, Optional.empty(), 0, Validators.NONE);
    }

    /** From the beginning again, since it can't go on where it was. */
    PollPosition again() {
        return new PollPosition(anchor, validators, Optional.empty(), 0, Validators.NONE);
    }

    PollPosition anchored(long at) {
        return new PollPosition(Optional.of(at), validators, page, pages, newValidators);
    }

    Map<String, String> toMap() {
        Map<String, String> map = new HashMap<>();
        anchor.ifPresent(at -> map.put("anchor", Long.toString(at)));
        validators.etag().ifPresent(tag -> map.put("etag", tag));
        validators.lastModified().ifPresent(at -> map.put("lastModified", at));
        page.ifPresent(at -> map.put("page", at));
        map.put("pages", Integer.toString(pages));
        newValidators.etag().ifPresent(tag -> map.put("newEtag", tag));
        newValidators.lastModified().ifPresent(at -> map.put("newLastModified", at));
        return map;
    }

    static PollPosition of(Map<String, String> map) {
        return new PollPosition(
                Optional.ofNullable(map.get("anchor")).map(Long::parseLong),
                new Validators(Optional.ofNullable(map.get("etag")), Optional.ofNullable(map.get("lastModified"))),
                Optional.ofNullable(map.get("page")),
                Integer.parseInt(map.getOrDefault("pages", "0")),
                new Validators(
                        Optional.ofNullable(map.get("newEtag")), Optional.ofNullable(map.get("newLastModified"))));
    }
}
