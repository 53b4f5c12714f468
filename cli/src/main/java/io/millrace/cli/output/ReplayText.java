package io.millrace.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;

/** What a replay of dead letters came to, or would, as the ingest service answers it, for people. */
public final class ReplayText {
    private ReplayText() {}

    /** Of a receipt, or of a dry run with its examples. */
    public static String of(JsonNode answer) {
        boolean dryRun = answer.path("dryRun").asBoolean(false);
        StringBuilder text = new StringBuilder();
        answer.path("examples").forEach(example -> append(example, text));
        text.append(String.format(
                Locale.ROOT,
                dryRun
                        ? "Of %,d dead letters %,d would be replayed, %,d were before, %,d would still be rejected.%n"
                        : "Of %,d dead letters %,d are replayed, %,d were before, %,d are still rejected.%n",
                answer.path("selected").asLong(),
                answer.path("replayed").asLong(),
                answer.path("alreadyReplayed").asLong(),
                answer.path("stillRejected").asLong()));
        if (!answer.path("reasons").isEmpty()) {
            TextTable table = new TextTable(List.of("code", "field", "dead letters"));
            answer.path("reasons")
                    .forEach(reason -> table.add(List.of(
                            reason.path("code").asText(),
                            reason.path("field").asText(""),
                            reason.path("deadLetters").asText())));
            text.append(table);
        }
        if (!answer.path("complete").asBoolean(true)) {
            text.append("There are more: the same again goes on.\n");
        }
        if (!dryRun) {
            text.append("Receipt ").append(answer.path("id").asText()).append('\n');
        }
        return text.toString();
    }

    private static void append(JsonNode example, StringBuilder text) {
        text.append(example.path("deadLetter").asText())
                .append(' ')
                .append(example.path("code").asText())
                .append("\n  before  ")
                .append(example.path("before"))
                .append('\n');
        if (example.path("after").isNull()) {
            JsonNode rejected = example.path("rejected");
            text.append("  still   ")
                    .append(rejected.path("code").asText())
                    .append(": ")
                    .append(rejected.path("message").asText().replaceAll("\\s+", " "))
                    .append('\n');
        } else {
            text.append("  after   ").append(example.path("after")).append('\n');
        }
    }
}
