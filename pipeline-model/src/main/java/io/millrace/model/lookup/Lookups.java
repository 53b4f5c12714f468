package io.millrace.model.lookup;

/** The lookups of a tenant, by name. Thread-safe. */
@FunctionalInterface
public interface Lookups {
    /** For those who evaluate no events: every lookup is there, and empty. */
    Lookups NONE = name -> new Lookup();

    /** The lookup of a name, always the same one; without versions as long as none is known. */
    Lookup find(String name);
}
