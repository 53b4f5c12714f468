package io.millrace.model.definition;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * From YAML text to nodes. Builds no objects but nodes and bounds size, depth and what aliases can blow up to, so that no text costs more
 * than its length promises. One use per text.
 */
final class DocumentParser {
    /** Bytes of UTF-8. */
    static final int MAX_BYTES = 1 << 20;

    static final int MAX_DEPTH = 50;

    /** Nodes, those that aliases repeat counted again. */
    static final int MAX_NODES = 100_000;

    private static final String SYNTAX_HINT =
            "indent with spaces, put a space after ':' and quotes around text that holds ': ', ' #' or starts with a special character";

    private final Problems problems;
    private final Map<Anchor, Anchored> anchors = new HashMap<>();
    private int nodes;

    private record Anchored(DocumentNode node, int nodes) {}

    DocumentParser(Problems problems) {
        this.problems = problems;
    }

    /** The document's root, or nothing if the text is not one YAML document; why is then among the problems. */
    Optional<DocumentNode> parse(String yaml) {
        if (yaml.length() > MAX_BYTES || yaml.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            problems.add("", "longer than " + MAX_BYTES + " bytes", "a definition has at most 1 MiB");
            return Optional.empty();
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(yaml)) {
            problems.add("", "the text is not Unicode: it holds half a character", "save it in UTF-8");
            return Optional.empty();
        }
        // One buffer for all: the parser fails on a character of two chars at a buffer's end.
        LoadSettings settings = LoadSettings.builder()
                .setCodePointLimit(MAX_BYTES)
                .setBufferSize(yaml.length() + 1)
                .build();
        try {
            return document(new Parse(settings)
                    .parseString(yaml.startsWith("\uFEFF") ? yaml.substring(1) : yaml)
                    .iterator());
        } catch (StopException stop) {
            problems.add(stop.path, stop.message, stop.hint);
        } catch (MarkedYamlEngineException invalid) {
            problems.add("", position(invalid.getProblemMark()) + invalid.getProblem(), SYNTAX_HINT);
        } catch (YamlEngineException invalid) {
            problems.add("", "not YAML: " + Problems.quote(String.valueOf(invalid.getMessage())), SYNTAX_HINT);
        }
        return Optional.empty();
    }

    private static String position(Optional<Mark> mark) {
        return mark.map(at -> "not YAML at line " + (at.getLine() + 1) + ", column " + (at.getColumn() + 1) + ": ")
                .orElse("not YAML: ");
    }

    private Optional<DocumentNode> document(Iterator<Event> events) {
        events.next();
        if (events.next().getEventId() == Event.ID.StreamEnd) {
            problems.add("", "the document is empty", "start with apiVersion: " + DefinitionReader.API_VERSION);
            return Optional.empty();
        }
        DocumentNode root = node(events.next(), events, "", 0);
        events.next();
        if (events.next().getEventId() != Event.ID.StreamEnd) {
            problems.add("", "more than one document", "write one pipeline a file, without ---");
        }
        return Optional.of(root);
    }

    private DocumentNode node(Event event, Iterator<Event> events, String path, int depth) {
        if (depth > MAX_DEPTH) {
            throw new StopException("", "nested too deep", "no part of a definition needs " + MAX_DEPTH + " levels");
        }
        if (event instanceof AliasEvent alias) {
            return anchored(alias.getAlias(), path);
        }
        int before = nodes;
        count(1, path);
        DocumentNode node =
                switch (event.getEventId()) {
                    case MappingStart -> mapping(events, path, depth);
                    case SequenceStart -> sequence(events, path, depth);
                    default ->
                        new DocumentNode.Scalar(((ScalarEvent) event).getValue(), ((ScalarEvent) event).isPlain());
                };
        tag(event)
                .ifPresent(tag -> problems.add(
                        path,
                        "the tag " + Problems.quote(tag) + " has no meaning here",
                        "leave it out; text goes in quotes"));
        // Only now, so that an alias inside its own anchor finds nothing: no node contains itself.
        ((NodeEvent) event).getAnchor().ifPresent(anchor -> anchors.put(anchor, new Anchored(node, nodes - before)));
        return node;
    }

    private DocumentNode anchored(Anchor anchor, String path) {
        Anchored anchored = anchors.get(anchor);
        if (anchored == null) {
            throw new StopException(
                    path,
                    "the alias *" + anchor.getValue() + " stands before or inside what it repeats",
                    "write &" + anchor.getValue() + " at an earlier value");
        }
        count(anchored.nodes(), path);
        return anchored.node();
    }

    private void count(int more, String path) {
        nodes += more;
        if (nodes > MAX_NODES) {
            throw new StopException(path, "more than " + MAX_NODES + " values", "use fewer or no aliases");
        }
    }

    private static Optional<String> tag(Event event) {
        return event instanceof ScalarEvent scalar ? scalar.getTag() : ((CollectionStartEvent) event).getTag();
    }

    private DocumentNode sequence(Iterator<Event> events, String path, int depth) {
        List<DocumentNode> items = new ArrayList<>();
        for (Event next = events.next(); next.getEventId() != Event.ID.SequenceEnd; next = events.next()) {
            items.add(node(next, events, Problems.child(path, items.size()), depth + 1));
        }
        return new DocumentNode.Sequence(items);
    }

    private DocumentNode mapping(Iterator<Event> events, String path, int depth) {
        Map<String, DocumentNode> entries = new LinkedHashMap<>();
        for (Event next = events.next(); next.getEventId() != Event.ID.MappingEnd; next = events.next()) {
            DocumentNode key = node(next, events, path, depth + 1);
            if (!(key instanceof DocumentNode.Scalar scalar)) {
                problems.add(path, "a key is " + key.description(), "keys are text");
                node(events.next(), events, path, depth + 1);
                continue;
            }
            String name = scalar.text();
            DocumentNode value = node(events.next(), events, Problems.child(path, name), depth + 1);
            if (entries.putIfAbsent(name, value) != null) {
                problems.add(Problems.child(path, name), "the key stands here twice", "keep one of them");
            }
        }
        return new DocumentNode.Mapping(entries);
    }

    /** Ends the reading: what follows could not be understood. */
    private static final class StopException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String path;
        private final String message;
        private final String hint;

        StopException(String path, String message, String hint) {
            super(message);
            this.path = path;
            this.message = message;
            this.hint = hint;
        }
    }
}
