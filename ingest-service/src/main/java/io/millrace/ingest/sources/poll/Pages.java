package io.millrace.ingest.sources.poll;

import io.millrace.model.definition.SourceDefinition.Paging;
import io.millrace.model.definition.SourceDefinition.Poll;
import io.millrace.model.format.JsonPlaces;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The pages of a poll's answer: where each is, and which comes next. */
record Pages(Poll definition) {
    private static final Pattern LINK = Pattern.compile("<([^>]*)>([^,]*)");
    private static final Pattern NEXT = Pattern.compile(";\\s*rel\\s*=\\s*\"?([^\";]*\\s)?next(\\s[^\";]*)?\"?");

    /**
     * The address of a page.
     *
     * @param page as {@link #next} gave it; empty = the first
     * @throws PollFailedException if it leads to another server
     */
    URI address(Optional<String> page) throws PollFailedException {
        if (definition.paging().isEmpty()) {
            return definition.url();
        }
        Paging paging = definition.paging().get();
        if (paging instanceof Paging.ByNumber number) {
            return with(number.parameter(), page.orElse(Integer.toString(number.first())));
        }
        if (page.isEmpty()) {
            return definition.url();
        }
        if (paging instanceof Paging.ByPath path && path.parameter().isPresent()) {
            return with(path.parameter().get(), page.get());
        }
        return sameServer(page.get());
    }

    private URI with(String parameter, String value) {
        String pair = parameter.replace("[", "%5B").replace("]", "%5D") + "="
                + URLEncoder.encode(value, StandardCharsets.UTF_8);
        String url = definition.url().toString();
        return URI.create(url + (url.contains("?") ? "&" : "?") + pair);
    }

    /** Headers are sent along, and with them secrets. */
    private URI sameServer(String address) throws PollFailedException {
        URI first = definition.url();
        URI next;
        try {
            next = first.resolve(address);
        } catch (IllegalArgumentException malformed) {
            throw PollFailedException.refused("the next page is at " + address + ", which is no address");
        }
        boolean same = first.getScheme().equalsIgnoreCase(next.getScheme())
                && first.getHost().equalsIgnoreCase(next.getHost())
                && first.getPort() == next.getPort();
        if (!same) {
            throw PollFailedException.refused(
                    "the next page is at " + next.getHost() + ", not on the server of " + first.getHost());
        }
        return next;
    }

    /**
     * What leads on to the page behind an answer; empty if it was the last.
     *
     * @param page that it was
     * @param records it had
     * @throws IllegalArgumentException if the answer can't be read
     */
    Optional<String> next(Optional<String> page, HttpAnswers.Answer answer, long records) {
        if (definition.paging().isEmpty()) {
            return Optional.empty();
        }
        Paging paging = definition.paging().get();
        if (paging instanceof Paging.ByNumber number) {
            int current = page.map(Integer::parseInt).orElse(number.first());
            return records == 0 ? Optional.empty() : Optional.of(Integer.toString(current + 1));
        }
        if (paging instanceof Paging.ByPath path) {
            return JsonPlaces.scalar(answer.body(), path.next().steps()).filter(value -> !value.isBlank());
        }
        for (String header : answer.headers().allValues("Link")) {
            Matcher links = LINK.matcher(header);
            while (links.find()) {
                if (NEXT.matcher(links.group(2).toLowerCase(Locale.ROOT)).find()) {
                    return Optional.of(links.group(1));
                }
            }
        }
        return Optional.empty();
    }
}
