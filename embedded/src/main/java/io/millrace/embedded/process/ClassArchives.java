package io.millrace.embedded.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What makes the next start of children faster, see {@link ClassArchive}.
 *
 * @param folder where they are; made if missing
 * @param warmAfter how long a child is ready until it has loaded what its work needs
 * @param turn of the child that writes its own
 */
record ClassArchives(Path folder, Duration warmAfter, ReentrantLock turn) {
    ClassArchives(Path folder, Duration warmAfter) {
        this(folder, warmAfter, new ReentrantLock());
    }
}
