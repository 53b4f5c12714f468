package io.millrace.embedded.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a child JVM runs.
 *
 * @param options for the JVM: heap, flags, system properties
 * @param classPath in this order; the child sees nothing else of ours but {@link Leash}
 * @param environment added to ours
 */
public record JavaCommand(
        List<String> options,
        List<Path> classPath,
        String mainClass,
        List<String> arguments,
        Map<String, String> environment) {

    public JavaCommand {
        options = List.copyOf(options);
        classPath = List.copyOf(classPath);
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }
}
