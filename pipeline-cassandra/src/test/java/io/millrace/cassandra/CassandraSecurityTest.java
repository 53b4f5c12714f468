package io.millrace.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverExecutionProfile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CassandraSecurityTest {
    private final Path folder;

    CassandraSecurityTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void makeStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (OutputStream out = Files.newOutputStream(folder.resolve("trust.p12"))) {
            store.store(out, "changeit".toCharArray());
        }
    }

    private CassandraSecurity read(String text) throws IOException {
        return CassandraSecurity.read(
                Files.writeString(folder.resolve("cassandra.properties"), text).toString());
    }

    private static DriverExecutionProfile profile(CassandraSecurity security) {
        return new CassandraConnection("cassandra", "datacenter1", Duration.ofSeconds(5), security)
                .driverConfig()
                .getInitialConfig()
                .getDefaultProfile();
    }

    @Test
    void shouldTellTheDriverWhomToBelieve() throws IOException {
        // When
        CassandraSecurity security = read("username=millrace\npassword=not for logs\ntls=true\ntruststore="
                + folder.resolve("trust.p12") + "\ntruststore-password=changeit\n");

        // Then
        DriverExecutionProfile profile = profile(security);
        assertThat(profile.getString(DefaultDriverOption.SSL_TRUSTSTORE_PATH)).endsWith("trust.p12");
        assertThat(profile.getString(DefaultDriverOption.SSL_TRUSTSTORE_PASSWORD))
                .isEqualTo("changeit");
        assertThat(profile.getBoolean(DefaultDriverOption.SSL_HOSTNAME_VALIDATION))
                .isTrue();
        assertThat(profile.getString(DefaultDriverOption.SSL_ENGINE_FACTORY_CLASS))
                .endsWith("DefaultSslEngineFactory");
        assertThat(profile.isDefined(DefaultDriverOption.SSL_KEYSTORE_PATH)).isFalse();
        assertThat(security.credentials()).contains(new CassandraSecurity.Credentials("millrace", "not for logs"));
        assertThat(security.toString()).doesNotContain("not for logs").doesNotContain("changeit");
    }

    @Test
    void shouldEncryptNothingUnlessTold() throws IOException {
        assertThat(profile(read("username=a\npassword=b")).isDefined(DefaultDriverOption.SSL_ENGINE_FACTORY_CLASS))
                .isFalse();
        assertThat(read("")).isEqualTo(CassandraSecurity.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "username=a|set together",
                "password=a|set together",
                "user=a|not user",
                "truststore=FOLDER/trust.p12\\ntruststore-password=changeit|without tls=true",
                "tls=true\\ntruststore=nowhere.p12|nowhere.p12 can't be read",
                "tls=true\\ntruststore=FOLDER/trust.p12\\ntruststore-password=another|trust.p12 can't be read",
                "tls=yes|tls = 'yes': true or false",
                "tls=true\\ntruststore-password=changeit|truststore-password means nothing without truststore",
            })
    void shouldNameWhatCantBeUsed(String text, String named) {
        assertThatThrownBy(() -> read(text.replace("\\n", "\n").replace("FOLDER", folder.toString())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named);
    }

    @Test
    void shouldNameEverythingThatIsWrong() {
        assertThatThrownBy(() -> read("user=a\nusername=b\ntls=true\ntruststore=nowhere.p12\nkeystore="
                        + folder.resolve("trust.p12") + "\nkeystore-password=another\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not user")
                .hasMessageContaining("set together")
                .hasMessageContaining("truststore with truststore-password: nowhere.p12 can't be read")
                .hasMessageContaining("keystore with keystore-password: ");
    }

    @Test
    void shouldSayThatThereIsNoFile() {
        assertThatThrownBy(
                        () -> CassandraSecurity.read(folder.resolve("nothing").toString()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nothing");
    }
}
