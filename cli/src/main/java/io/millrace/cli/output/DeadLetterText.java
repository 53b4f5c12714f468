package io.millrace.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Dead letters, as the query service answers them, for people. */
public final class DeadLetterText {
    private DeadLetterText() {}

    /** A table of them, in their order. */
    public static String list(List<JsonNode> letters) {
        if (letters.isEmpty()) {
            return "  (no dead letters)\n";
        }
        TextTable table = new TextTable(List.of("at", "pipeline", "stage", "code", "message", "id"));
        letters.forEach(letter -> table.add(List.of(
                letter.path("at").asText(),
                letter.path("pipeline").asText(),
                letter.path("stage").asText(),
                letter.path("code").asText(),
                letter.path("message").asText().replaceAll("\\s+", " "),
                letter.path("id").asText())));
        return table.toString();
    }

    /** How many there are of each kind. */
    public static String counts(List<JsonNode> counts) {
        if (counts.isEmpty()) {
            return "  (no dead letters)\n";
        }
        TextTable table = new TextTable(List.of("pipeline", "stage", "code", "dead letters", "first", "last"));
        counts.forEach(count -> table.add(List.of(
                count.path("pipeline").asText(),
                count.path("stage").asText(),
                count.path("code").asText(),
                count.path("deadLetters").asText(),
                count.path("first").asText(),
                count.path("last").asText())));
        return table.toString();
    }

    /** One with all that is known of it: its bytes come last, after an empty line. */
    public static String whole(JsonNode letter) {
        StringBuilder text = new StringBuilder();
        letter.properties().forEach(entry -> {
            if (!entry.getKey().startsWith("original") && !entry.getValue().isNull()) {
                text.append("  ")
                        .append(entry.getKey())
                        .append(": ")
                        .append(entry.getValue().asText())
                        .append('\n');
            }
        });
        text.append('\n');
        if (letter.has("original")) {
            text.append(letter.path("original").asText()).append('\n');
        } else {
            text.append("(base64) ")
                    .append(letter.path("originalBase64").asText())
                    .append('\n');
        }
        return text.toString();
    }
}
