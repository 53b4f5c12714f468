package io.millrace.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.api.MillraceApi.Parameter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What several pages of an answer hold together.
 *
 * @param items at most as many as were asked for
 * @param last the page that was read last
 * @param more whether there are more than these
 */
public record Pages(List<JsonNode> items, JsonNode last, boolean more) {
    /** Items that every kind of page may have. */
    private static final int PAGE = 1_000;

    /** Asks for a page. */
    public interface Request {
        JsonNode page(List<Parameter> parameters)
                throws IOException, InterruptedException, ProblemException, UnavailableException;
    }

    /**
     * Follows the cursors until there is no other page, or enough was read.
     *
     * @param field of a page that has its items
     * @param parameters all but {@code limit} and {@code cursor}
     * @param limit items to read at the most
     */
    public static Pages read(Request request, String field, List<Parameter> parameters, int limit)
            throws IOException, InterruptedException, ProblemException, UnavailableException {
        List<JsonNode> items = new ArrayList<>();
        List<Parameter> asked = new ArrayList<>(parameters);
        // The cursor is bound to all other parameters, so the page size stays the same from page to page.
        asked.add(new Parameter("limit", Integer.toString(Math.min(limit, PAGE))));
        JsonNode page = request.page(asked);
        page.path(field).forEach(items::add);
        while (!page.path("next").isNull() && items.size() < limit) {
            List<Parameter> next = new ArrayList<>(asked);
            next.add(new Parameter("cursor", page.path("next").asText()));
            page = request.page(next);
            page.path(field).forEach(items::add);
        }
        boolean more = !page.path("next").isNull() || items.size() > limit;
        return new Pages(List.copyOf(items.subList(0, Math.min(limit, items.size()))), page, more);
    }
}
