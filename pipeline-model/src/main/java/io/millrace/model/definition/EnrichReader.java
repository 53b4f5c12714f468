package io.millrace.model.definition;

import io.millrace.model.definition.PipelineDefinition.AddedField;
import io.millrace.model.definition.PipelineDefinition.EnrichDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what events get from lookups. Whether a lookup has it is another question: a definition is read without knowing any. */
final class EnrichReader {
    /** Each is looked up for each event. */
    static final int MAX_ENRICHMENTS = 50;

    private static final FieldType TEXT = FieldType.of(FieldType.Kind.STRING);

    private final Columns columns;

    EnrichReader(Columns columns) {
        this.columns = columns;
    }

    /** Enrichments, whose fields are columns from then on: a later one may look them up. */
    List<EnrichDefinition> read(Section root) {
        List<Section> sections = root.sections("enrich", Shape.ENRICH);
        if (sections.size() > MAX_ENRICHMENTS) {
            root.problem("enrich", "has " + sections.size() + " entries", "at most " + MAX_ENRICHMENTS);
            columns.giveUp();
            return List.of();
        }
        List<EnrichDefinition> enrichments = new ArrayList<>();
        for (Section section : sections) {
            section.require("lookup");
            section.require("on");
            section.require("add");
            Optional<String> lookup = section.name("lookup");
            Optional<String> on = section.text("on");
            on.ifPresent(name -> columns.require(name, section.at("on")));
            List<AddedField> added = added(section);
            if (section.isEmptyList("add")) {
                section.problem(
                        "add", "names no field", "such as " + section.shape().example("add"));
            }
            lookup.ifPresent(name -> on.ifPresent(field -> enrichments.add(new EnrichDefinition(name, field, added))));
        }
        return enrichments;
    }

    private List<AddedField> added(Section enrich) {
        List<AddedField> added = new ArrayList<>();
        for (Section.Item item : enrich.items("add", Shape.ADDED)) {
            if (item instanceof Section.Named text) {
                if (!Names.isMember(text.name())) {
                    enrich.problem(text, Problems.quote(text.name()) + " can't be a name", Names.MEMBER_RULE);
                }
                add(enrich, text, Optional.of(TEXT));
                added.add(new AddedField(text.name(), TEXT, text.name()));
            } else if (item instanceof Section.Inner inner) {
                field(inner.section()).ifPresent(added::add);
            }
        }
        return added;
    }

    private Optional<AddedField> field(Section section) {
        section.require("name");
        Optional<String> name = section.name("name");
        Optional<FieldType> type = section.has("type") ? TypeText.read(section, "type") : Optional.of(TEXT);
        Optional<String> from = section.name("from");
        if (name.isEmpty()) {
            columns.giveUp();
            return Optional.empty();
        }
        add(section, new Section.Named(name.get(), section.at("name")), type);
        return Optional.of(new AddedField(name.get(), type.orElse(TEXT), from.orElse(name.get())));
    }

    private void add(Section section, Section.Named name, Optional<FieldType> type) {
        if (!columns.add(name.name(), type, true)) {
            section.problem(
                    name,
                    "another field is called " + Problems.quote(name.name()),
                    "give each field a name of its own: {name: other, from: " + name.name() + "}");
        }
    }
}
