package io.millrace.ingest.service;

import io.micronaut.http.MutableHttpResponse;
import io.millrace.ingest.quota.QuotaStanding;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Tells senders where they stand with their quota.
 *
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/">RateLimit header fields for HTTP</a>
 */
final class RateLimitFields {
    static final String POLICY = "RateLimit-Policy";
    static final String LIMIT = "RateLimit";

    /** Greatest integer of a structured field. */
    private static final long GREATEST = 999_999_999_999_999L;

    private RateLimitFields() {}

    /** The answer with the fields, if there is a quota. */
    static MutableHttpResponse<?> added(MutableHttpResponse<?> answer, List<QuotaStanding> standings) {
        if (standings.isEmpty()) {
            return answer;
        }
        answer.header(
                POLICY,
                list(
                        standings,
                        standing -> ";q=" + Math.min(standing.most(), GREATEST) + ";qu=\"" + standing.unit() + "\";w="
                                + standing.windowSeconds()));
        answer.header(
                LIMIT,
                list(
                        standings,
                        standing -> ";r=" + Math.min(standing.left(), GREATEST) + ";t=" + standing.fullInSeconds()));
        return answer;
    }

    private static String list(List<QuotaStanding> standings, Function<QuotaStanding, String> parameters) {
        return standings.stream()
                .map(standing -> "\"" + standing.name() + "\"" + parameters.apply(standing))
                .collect(Collectors.joining(", "));
    }
}
