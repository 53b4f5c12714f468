package io.millrace.ingest.sources.poll;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Texts that definitions know only the names of: files in a folder a tenant.
 *
 * @param root of all tenants' folders
 */
public record Secrets(Path root) {
    private static final int MOST_BYTES = 1 << 16;

    /**
     * The text of a secret, without line ends around it, as it is now.
     *
     * @throws PollFailedException if there is none that can be sent; the text is in no message
     */
    String get(String tenant, String name) throws PollFailedException {
        Path file = root.resolve(tenant).resolve(name);
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw PollFailedException.of("the secret " + name + " is longer than 64 KiB");
            }
            String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
            if (text.isEmpty() || text.chars().anyMatch(next -> next < ' ' || next == 0x7F)) {
                throw PollFailedException.of("the secret " + name + " is empty, or has more than one line");
            }
            return text;
        } catch (IOException unreadable) {
            throw PollFailedException.of("the secret " + name + " of tenant " + tenant
                    + " can't be read; it is a file in the tenant's folder below millrace.sources.secrets");
        }
    }
}
