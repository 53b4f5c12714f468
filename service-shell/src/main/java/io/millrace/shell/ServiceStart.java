package io.millrace.shell;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.Micronaut;
import io.millrace.shell.settings.SettingsReader;
import java.util.function.Function;

/** How every service starts. */
public final class ServiceStart {
    private ServiceStart() {}

    /**
     * Starts a service and returns when it listens.
     *
     * @param main its main class
     * @param settings reads all its settings; called once before everything else, so that what is wrong is said in a few lines and not under a
     *     tower of causes
     * @throws io.millrace.shell.settings.InvalidSettingsException before anything is started
     */
    public static ApplicationContext start(Class<?> main, String[] arguments, Function<SettingsReader, ?> settings) {
        try (ApplicationContext context = micronaut(main, arguments).build()) {
            context.getEnvironment().start();
            var unused = settings.apply(SettingsReader.of(context.getEnvironment()));
        }
        return micronaut(main, arguments).start();
    }

    private static Micronaut micronaut(Class<?> main, String[] arguments) {
        return Micronaut.build(arguments).mainClass(main).banner(false);
    }
}
