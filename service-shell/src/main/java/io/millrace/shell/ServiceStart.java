package io.millrace.shell;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.Micronaut;
import io.millrace.shell.settings.SettingsReader;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How every service starts. */
public final class ServiceStart {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceStart.class);

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

    /** What a service does in its main thread. */
    public interface Work {
        /**
         * Returns when the service was told to end.
         *
         * @throws RuntimeException why it can't go on
         */
        void run(ApplicationContext context) throws InterruptedException;
    }

    /**
     * {@link #start}, then the work, then the end of the process: with exit code 1 if the work can't go on, and why is the last thing that it says.
     */
    public static void run(Class<?> main, String[] arguments, Function<SettingsReader, ?> settings, Work work)
            throws InterruptedException {
        ApplicationContext context = start(main, arguments, settings);
        try (context) {
            work.run(context);
        } catch (RuntimeException | Error failure) {
            LOG.error("can't go on", failure);
            // All is closed. The threads of the web server would live for seconds, answer with what is closed, and bury
            // the reason under that.
            Runtime.getRuntime().halt(1);
        }
    }

    private static Micronaut micronaut(Class<?> main, String[] arguments) {
        return Micronaut.build(arguments).mainClass(main).banner(false);
    }
}
