package io.millrace.embedded;

import io.millrace.embedded.process.EmbeddedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the jars of everything that runs are.
 *
 * @param home holds {@code lib/<component>/*.jar}
 */
public record Installation(Path home) {
    /** The system property that holds {@link #home}; the launcher and the build set it. */
    public static final String PROPERTY = "millrace.installation";

    private static final String CURE = " Build it with: ./mvnw package -Pquick";

    public Installation {
        home = home.toAbsolutePath().normalize();
    }

    /** The one that {@link #PROPERTY} names. */
    public static Installation fromSystemProperty() {
        String home = System.getProperty(PROPERTY);
        if (home == null) {
            throw new EmbeddedException(
                    "The system property " + PROPERTY + " does not say where the installation is." + CURE);
        }
        return new Installation(Path.of(home));
    }

    /** The component's jars, sorted, so that the class path has the same text each time. */
    public List<Path> classPath(Component component) {
        Path folder = home.resolve("lib").resolve(component.installedAs());
        if (!Files.isDirectory(folder)) {
            throw missing(component, folder);
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> jars = files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
            if (jars.isEmpty()) {
                throw missing(component, folder);
            }
            return jars;
        } catch (IOException e) {
            throw new EmbeddedException("The installation's folder " + folder + " can't be read: " + e, e);
        }
    }

    /** Where what makes the next start faster is kept: it depends on the jars and on nothing else. */
    Path classArchives() {
        return home.resolve("class-archives");
    }

    private static EmbeddedException missing(Component component, Path folder) {
        return new EmbeddedException(
                "The installation lacks " + component.title() + ": no jars in " + folder + "." + CURE);
    }
}
