package io.millrace.model.lookup;

import io.millrace.model.definition.FieldType;

/** A column of a lookup. */
public record LookupColumn(String name, FieldType type) {}
