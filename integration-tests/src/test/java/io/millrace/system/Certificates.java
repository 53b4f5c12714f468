package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A certificate authority of a test's own and what it signs, made with the JDK's keytool; valid for two days. */
final class Certificates {
    /** Of every store, and of the keys. */
    static final String PASSWORD = "of-the-stores";

    private final Path folder;

    private Certificates(Path folder) {
        this.folder = folder;
    }

    /** Makes them all. */
    static Certificates in(Path folder) throws Exception {
        Certificates certificates = new Certificates(folder);
        certificates.makeAuthority("authority", "trust");
        certificates.makeAuthority("stranger", "trust-in-stranger");
        certificates.makeServer();
        return certificates;
    }

    /** The private key of servers on this machine, with the certificates that prove whose it is. */
    Path server() {
        return store("server");
    }

    /** Who signed it. */
    Path trust() {
        return store("trust");
    }

    /** Who did not. */
    Path trustInStranger() {
        return store("trust-in-stranger");
    }

    private Path store(String name) {
        return folder.resolve(name + ".p12");
    }

    private void makeAuthority(String name, String trust) throws Exception {
        keytool(name, "-genkeypair", "-alias", name, "-dname", "CN=" + name, "-ext", "bc:critical=ca:true");
        keytool(name, "-exportcert", "-alias", name, "-rfc", "-file", name + ".pem");
        keytool(trust, "-importcert", "-alias", name, "-noprompt", "-file", name + ".pem");
    }

    private void makeServer() throws Exception {
        keytool("server", "-genkeypair", "-alias", "server", "-dname", "CN=server");
        keytool("server", "-certreq", "-alias", "server", "-file", "server.csr");
        keytool(
                "authority",
                "-gencert",
                "-alias",
                "authority",
                "-infile",
                "server.csr",
                "-outfile",
                "server.pem",
                "-rfc",
                "-ext",
                "san=ip:127.0.0.1,dns:localhost");
        keytool("server", "-importcert", "-alias", "authority", "-noprompt", "-file", "authority.pem");
        keytool("server", "-importcert", "-alias", "server", "-noprompt", "-file", "server.pem");
    }

    private void keytool(String store, String command, String... arguments) throws Exception {
        boolean makes = command.equals("-genkeypair") || command.equals("-gencert");
        List<String> line = Stream.of(
                        Stream.of(Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString()),
                        Stream.of(command, "-keystore", store + ".p12", "-storetype", "PKCS12", "-storepass", PASSWORD),
                        makes ? Stream.of("-validity", "2") : Stream.<String>empty(),
                        command.equals("-genkeypair") ? Stream.of("-keyalg", "EC") : Stream.<String>empty(),
                        Stream.of(arguments))
                .flatMap(part -> part)
                .toList();
        Process process = new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
