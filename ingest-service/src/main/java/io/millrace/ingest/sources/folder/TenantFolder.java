package io.millrace.ingest.sources.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file or folder below a tenant's own folder, which is below one that the installation sets aside.
 *
 * @param root of all tenants' folders
 * @param path relative, without anything that leads out
 */
public record TenantFolder(Path root, String tenant, String path) {
    /**
     * Where it is, made if it is missing.
     *
     * @throws IOException also if a link on the way leads out of the tenant's folder
     */
    public Path open() throws IOException {
        return inOwn(Files::createDirectories);
    }

    /** The same of a file or folder that must be there. */
    public Path find() throws IOException {
        return inOwn(there -> there);
    }

    private interface Finding {
        Path at(Path there) throws IOException;
    }

    private Path inOwn(Finding finding) throws IOException {
        if (!Files.isDirectory(root)) {
            throw new IOException("millrace.sources.folder is " + root + ", and no such folder is there");
        }
        Path own = root.resolve(tenant);
        Path found = finding.at(own.resolve(path));
        if (!found.toRealPath().startsWith(root.toRealPath().resolve(tenant))) {
            throw new IOException(path + " leads out of the tenant's own");
        }
        return found;
    }
}
