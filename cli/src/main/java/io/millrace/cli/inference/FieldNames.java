package io.millrace.cli.inference;

import io.millrace.model.definition.Names;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Names that a definition may have, made from those that data has. Never gives the same twice. Not thread-safe. */
final class FieldNames {
    private static final int LONGEST = 46;

    private final Set<String> taken = new HashSet<>();

    /** {@code "Speed In (Mbit/s)"} becomes {@code speed_in_mbit_s}, {@code deviceId} {@code device_id}. */
    String nameFor(String title) {
        String base = base(title);
        String name = cut(base, LONGEST);
        for (int number = 2; !taken.add(name); number++) {
            String suffix = "_" + number;
            name = cut(base, LONGEST - suffix.length()) + suffix;
        }
        if (!Names.isMember(name)) {
            throw new IllegalStateException("no name: " + name);
        }
        return name;
    }

    private static String base(String title) {
        String plain = Normalizer.normalize(title.replace("ß", "ss"), Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "_")
                .replaceAll("^_+|_+$", "");
        if (plain.isEmpty()) {
            return "field";
        }
        return Character.isDigit(plain.charAt(0)) ? "f_" + plain : plain;
    }

    private static String cut(String name, int length) {
        return (name.length() <= length ? name : name.substring(0, length)).replaceAll("_+$", "");
    }

    /** The name of a pipeline, made from that of a file. */
    static String pipelineFor(String stem) {
        String plain = base(stem).replace('_', '-');
        String cut = (plain.length() <= 31 ? plain : plain.substring(0, 31)).replaceAll("-+$", "");
        return stem.isEmpty() || !Names.isPipeline(cut) ? "events" : cut;
    }
}
