package io.millrace.embedded.process;

import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What makes the next start of children faster, see {@link ClassArchive}.
 *
 * @param folder where they are; made if missing
 * @param turn of the child that writes its own
 */
record ClassArchives(Path folder, ReentrantLock turn) {
    ClassArchives(Path folder) {
        this(folder, new ReentrantLock());
    }
}
