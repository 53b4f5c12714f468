package io.millrace.model.definition;

import java.util.regex.Pattern;

/** How things may be called. A name that passes here is safe in a topic, a table, a URL and a file name. */
public final class Names {
    /** Of tenants and pipelines, as a regular expression. */
    public static final String PIPELINE_PATTERN = "[a-z][a-z0-9-]{0,30}";

    /** Of everything inside a pipeline (fields, rollups, measures, tables, lookups, alerts), as a regular expression. */
    public static final String MEMBER_PATTERN = "[a-z][a-z0-9_]{0,45}";

    /** What a wrong name of a tenant or pipeline should have been, for a person. */
    public static final String PIPELINE_RULE =
            "a lower-case letter, then up to 30 lower-case letters, digits or hyphens: " + PIPELINE_PATTERN;

    /** What a wrong name of anything inside a pipeline should have been, for a person. */
    public static final String MEMBER_RULE =
            "a lower-case letter, then up to 45 lower-case letters, digits or underscores: " + MEMBER_PATTERN;

    private static final Pattern PIPELINE = Pattern.compile(PIPELINE_PATTERN);
    private static final Pattern MEMBER = Pattern.compile(MEMBER_PATTERN);

    private Names() {}

    public static boolean isTenant(String name) {
        return PIPELINE.matcher(name).matches();
    }

    public static boolean isPipeline(String name) {
        return PIPELINE.matcher(name).matches();
    }

    /** Whether a field, rollup, measure, table, lookup or alert may be called this. */
    public static boolean isMember(String name) {
        return MEMBER.matcher(name).matches();
    }
}
