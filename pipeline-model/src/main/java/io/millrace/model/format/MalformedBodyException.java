package io.millrace.model.format;

import io.millrace.model.definition.DefinitionProblem;
import java.util.List;

/** From here on the body can't be understood. Records read before it stand. */
public final class MalformedBodyException extends Exception {
    private static final long serialVersionUID = 1L;
    /** Of the bytes not understood, so many are kept. */
    static final int REST_BYTES = 1024;

    /** What part of the body is at fault; an answer's status depends on it. */
    public enum Part {
        /** The CSV header: nothing was read. */
        HEADER,
        /** The JSON document or Avro container; records before the fault may have been read. */
        DOCUMENT
    }

    private final Part part;
    private final transient List<DefinitionProblem> problems;
    private final byte[] rest;
    private final long line;

    MalformedBodyException(Part part, String message, List<DefinitionProblem> problems, byte[] rest, long line) {
        super(message, null, false, false);
        this.part = part;
        this.problems = List.copyOf(problems);
        this.rest = rest.clone();
        this.line = line;
    }

    public Part part() {
        return part;
    }

    /** What is wrong, for a person. */
    public String message() {
        return String.valueOf(getMessage());
    }

    /** The single things that are wrong, with what would be right. */
    public List<DefinitionProblem> problems() {
        return problems;
    }

    /** The first bytes that were not understood, at most 1 KiB. */
    public byte[] rest() {
        return rest.clone();
    }

    /** Physical line, from 1, where the bytes not understood start; {@link EventReader#NO_LINE} in formats without lines. */
    public long line() {
        return line;
    }
}
