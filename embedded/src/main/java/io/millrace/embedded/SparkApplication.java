package io.millrace.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What is submitted to Spark.
 *
 * @param jar holds the main class, unless a library does
 * @param libraries more jars that its tasks need
 * @param properties of Spark
 * @param environment that its driver finds beside ours
 */
public record SparkApplication(
        Path jar,
        String mainClass,
        List<String> arguments,
        List<Path> libraries,
        Map<String, String> properties,
        Map<String, String> environment) {
    public SparkApplication {
        arguments = List.copyOf(arguments);
        libraries = List.copyOf(libraries);
        properties = Map.copyOf(properties);
        environment = Map.copyOf(environment);
    }

    public SparkApplication(Path jar, String mainClass, List<String> arguments) {
        this(jar, mainClass, arguments, List.of(), Map.of(), Map.of());
    }
}
