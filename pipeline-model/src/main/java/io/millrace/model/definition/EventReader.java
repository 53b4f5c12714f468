package io.millrace.model.definition;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads what an event looks like. */
final class EventReader {
    static final Duration DEFAULT_MAX_AHEAD = Duration.ofHours(1);

    private static final EventDefinition STAND_IN = new EventDefinition(
            List.of(), Optional.empty(), List.of(), DEFAULT_MAX_AHEAD, EventDefinition.UnknownFields.IGNORE);

    private final Columns columns;

    EventReader(Columns columns) {
        this.columns = columns;
    }

    EventDefinition read(Section root) {
        root.require("event");
        return root.section("event", Shape.EVENT).map(this::event).orElseGet(() -> {
            columns.giveUp();
            return STAND_IN;
        });
    }

    private EventDefinition event(Section section) {
        List<FieldDefinition> fields = fields(section);
        Optional<String> time = section.text("time");
        List<Section.Named> id = section.texts("id");
        Duration maxAhead = section.duration("maxAhead", Duration.ZERO, DefinitionReader.GREATEST_LATENESS)
                .orElse(DEFAULT_MAX_AHEAD);
        EventDefinition.UnknownFields unknownFields = section.word("unknownFields", List.of("ignore", "reject"))
                .map(word -> EventDefinition.UnknownFields.valueOf(word.toUpperCase(Locale.ROOT)))
                .orElse(EventDefinition.UnknownFields.IGNORE);
        EventDefinition event = new EventDefinition(fields, time, columns.require(id), maxAhead, unknownFields);
        time.filter(name -> columns.require(name, section.at("time")))
                .flatMap(event::field)
                .ifPresent(field -> checkTime(section, field));
        checkId(section, id, event);
        return event;
    }

    private List<FieldDefinition> fields(Section section) {
        section.require("fields");
        List<FieldDefinition> fields = new ArrayList<>();
        List<Section> sections = section.sections("fields", Shape.FIELD);
        for (Section each : sections) {
            FieldReader.read(each, columns).ifPresent(fields::add);
        }
        if (section.isEmptyList("fields")) {
            section.problem("fields", "is empty", "an event has at least one field");
        }
        if (sections.isEmpty()) {
            columns.giveUp();
        }
        return fields;
    }

    private void checkTime(Section section, FieldDefinition field) {
        columns.type(field.name())
                .filter(type -> type.kind() != FieldType.Kind.TIMESTAMP)
                .ifPresent(
                        type -> section.problem(
                                "time",
                                "field " + field.name() + " is of type " + type,
                                "name a field of type timestamp, or leave it out: the event time is then the time of acceptance"));
        if (field.optional()) {
            section.problem(
                    "time",
                    "field " + field.name() + " is optional",
                    "leave optional out of the field: every event has an event time");
        }
    }

    private static void checkId(Section section, List<Section.Named> id, EventDefinition event) {
        if (section.isEmptyList("id")) {
            section.problem("id", "is empty", "name the fields that make an event itself, or leave the key out");
        }
        for (Section.Named reference : id) {
            event.field(reference.name())
                    .filter(FieldDefinition::optional)
                    .ifPresent(field -> section.problem(
                            reference,
                            "field " + field.name() + " is optional",
                            "leave optional out of the field: an identity has no gaps"));
        }
    }
}
