package io.millrace.ingest.pipelines;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which topics sources of a tenant may read. They are read with Millrace's own credentials, so whoever can put a definition must not reach what
 * only those can.
 *
 * @param rules a topic may be read if one of them says so
 */
public record ReadableTopics(List<Rule> rules) {
    /** Every tenant may read every topic. */
    public static final ReadableTopics ALL = new ReadableTopics(List.of(new Rule("*", "*")));

    /** No tenant may read any. */
    public static final ReadableTopics NONE = new ReadableTopics(List.of());

    private static final Pattern RULE = Pattern.compile("(\\*|[a-z][a-z0-9-]{0,30})=([A-Za-z0-9._*-]{1,249})");

    public ReadableTopics {
        rules = List.copyOf(rules);
    }

    /**
     * @param tenant or {@code *}
     * @param topics the name of a topic, in which {@code *} stands for any letters
     */
    public record Rule(String tenant, String topics) {
        private boolean isOf(String someTenant) {
            return tenant.equals("*") || tenant.equals(someTenant);
        }

        private boolean includes(String topic) {
            String pattern = List.of(topics.split("\\*", -1)).stream()
                    .map(Pattern::quote)
                    .collect(Collectors.joining(".*"));
            return topic.matches(pattern);
        }
    }

    /**
     * @param text {@code tenant=topics}, several separated by commas
     * @throws IllegalArgumentException if it is something else
     */
    public static ReadableTopics parse(String text) {
        List<Rule> rules = new ArrayList<>();
        for (String rule : text.split(",", -1)) {
            var matcher = RULE.matcher(rule.strip());
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "tenant=topics, several separated by commas; * is every tenant, and any letters of a topic");
            }
            rules.add(new Rule(matcher.group(1), matcher.group(2)));
        }
        return new ReadableTopics(rules);
    }

    /** Whether a tenant's sources may read a topic. */
    public boolean include(String tenant, String topic) {
        return rules.stream().anyMatch(rule -> rule.isOf(tenant) && rule.includes(topic));
    }

    /** What a tenant's sources may read, for people; empty if nothing. */
    String of(String tenant) {
        return rules.stream()
                .filter(rule -> rule.isOf(tenant))
                .map(Rule::topics)
                .collect(Collectors.joining(", "));
    }
}
