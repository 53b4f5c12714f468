package io.millrace.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.api.MillraceApi.Parameter;
import io.millrace.cli.api.Pages;
import io.millrace.cli.api.ProblemException;
import io.millrace.cli.api.UnavailableException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** How much of a list is printed, and for whom. */
final class Listing {
    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "How many to print at the most, over all pages. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(names = "--json", description = "As JSON, one a line.")
    private boolean json;

    /**
     * Prints what several pages hold.
     *
     * @param field see {@link Pages#read}
     * @param choice those without a value say nothing
     * @param text what people read
     */
    void print(
            Pages.Request request,
            String field,
            Stream<Parameter> choice,
            PrintWriter out,
            Function<List<JsonNode>, String> text)
            throws IOException, InterruptedException, ProblemException, UnavailableException {
        Pages pages = Pages.read(request, field, given(choice), limit);
        print(pages.items(), out, text);
        if (pages.more() && !json) {
            out.println("  more with a greater --limit");
        }
    }

    /** Prints a whole list. */
    void print(List<JsonNode> items, PrintWriter out, Function<List<JsonNode>, String> text) {
        if (json) {
            items.forEach(out::println);
        } else {
            out.print(text.apply(items));
        }
    }

    /** Prints one of the list by itself. */
    void printOne(JsonNode item, PrintWriter out, Function<JsonNode, String> text) {
        out.print(json ? item + "\n" : text.apply(item));
    }

    /** The parameters that have a value. */
    static List<Parameter> given(Stream<Parameter> choice) {
        return choice.filter(parameter -> !parameter.value().isEmpty()).toList();
    }
}
