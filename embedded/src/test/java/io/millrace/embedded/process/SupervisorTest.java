package io.millrace.embedded.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SupervisorTest {
    private static final Backoff QUICK = new Backoff(Duration.ofMillis(10), Duration.ofMillis(40), Duration.ofHours(1));
    private static final Duration AMPLE = Duration.ofSeconds(30);

    private final RecordingListener listener = new RecordingListener();

    private final Path root;
    private final DataFolder folder;

    SupervisorTest(@TempDir Path root) {
        this.root = root;
        this.folder = new DataFolder(root);
    }

    @Test
    void shouldStartTierByTierAndStopInReverse() throws Exception {
        // Given
        try (Supervisor supervisor =
                open(AMPLE, List.of(List.of(tiny("server", "run")), List.of(tiny("service", "run"))))) {
            // When
            supervisor.start();
            // Then
            assertThat(supervisor.state("service")).isEqualTo(Lifecycle.READY);
        }
        assertThat(listener.told())
                .containsExactly(
                        "server started",
                        "server ready",
                        "service started",
                        "service ready",
                        "service stopped",
                        "server stopped");
    }

    @Test
    void shouldLeaveNeitherProcessNorPidFileWhenClosed() throws Exception {
        // Given
        Supervisor supervisor = open(AMPLE, List.of(List.of(tiny("one", "run"))));
        supervisor.start();
        long pid = supervisor.pid("one").orElseThrow();
        assertThat(folder.pidFile("one")).hasContent(Long.toString(pid));
        // When
        supervisor.close();
        // Then
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(folder.pidFile("one")).doesNotExist();
    }

    @Test
    void shouldStartAKilledChildAgain() throws Exception {
        // Given
        try (Supervisor supervisor = open(AMPLE, List.of(List.of(tiny("one", "run"))))) {
            supervisor.start();
            long first = supervisor.pid("one").orElseThrow();
            // When
            supervisor.kill("one");
            supervisor.awaitReady();
            // Then
            assertThat(supervisor.pid("one").orElseThrow()).isNotEqualTo(first);
            assertThat(listener.told()).contains("one died: exit code 137, again in 10");
            assertThat(folder.lastLogLines("one", 100).stream().filter(line -> line.startsWith("====")))
                    .hasSize(2);
        }
    }

    @Test
    void shouldNotStartAStoppedChildAgainUntilAsked() throws Exception {
        // Given
        try (Supervisor supervisor = open(AMPLE, List.of(List.of(tiny("one", "run"))))) {
            supervisor.start();
            // When
            supervisor.stop("one");
            // Then
            assertThat(supervisor.state("one")).isEqualTo(Lifecycle.STOPPED);
            assertThat(supervisor.pid("one")).isEmpty();
            supervisor.kill("one");
            assertThat(supervisor.state("one")).isEqualTo(Lifecycle.STOPPED);
            supervisor.start("one");
            assertThat(supervisor.state("one")).isEqualTo(Lifecycle.READY);
        }
    }

    @Test
    void shouldGiveUpOnAChildThatKeepsDyingBeforeItIsReady() throws Exception {
        // Given
        try (Supervisor supervisor = open(AMPLE, List.of(List.of(tiny("sound", "run"), tiny("broken", "die"))))) {
            // When
            assertThatThrownBy(supervisor::start)
                    // Then
                    .isInstanceOf(EmbeddedException.class)
                    .hasMessageContaining("broken did not become ready: exit code 7")
                    .hasMessageContaining(folder.log("broken").toString())
                    .hasMessageContaining("tiny: die");
            assertThat(listener.told().stream().filter("broken started"::equals))
                    .hasSize(3);
        }
    }

    @Test
    void shouldNameAChildThatIsNotReadyInTime() throws Exception {
        // Given
        try (Supervisor supervisor = open(Duration.ofSeconds(1), List.of(List.of(tiny("slow", "never-ready"))))) {
            // When
            assertThatThrownBy(supervisor::start)
                    // Then
                    .isInstanceOf(EmbeddedException.class)
                    .hasMessageContaining("slow did not become ready: not ready within 1 s")
                    .hasMessageContaining("tiny: never-ready");
            assertThat(supervisor.pid("slow")).isEmpty();
        }
    }

    @Test
    void shouldRefuseASecondSupervisorOnTheSameFolder() throws Exception {
        // Given
        try (Supervisor first = open(AMPLE, List.of())) {
            // When
            assertThatThrownBy(() -> open(AMPLE, List.of()))
                    // Then
                    .isInstanceOf(EmbeddedException.class)
                    .hasMessageContaining(root + " is in use")
                    .hasMessageContaining("--data-dir");
            first.start();
        }
        open(AMPLE, List.of()).close();
    }

    @Test
    void shouldStopWhatAKilledSupervisorLeftBehind() throws Exception {
        // Given
        Process stale = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        folder.marker(),
                        "-cp",
                        TinyChild.testClasses().toString(),
                        TinyMain.class.getName(),
                        "unused",
                        "never-ready")
                .start();
        writePidFile("left", Long.toString(stale.pid()));
        // When
        try (Supervisor supervisor = open(AMPLE, List.of())) {
            supervisor.start();
        }
        // Then
        assertThat(stale.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(listener.told()).containsExactly("left stale " + stale.pid());
        assertThat(folder.pidFile("left")).doesNotExist();
    }

    @Test
    void shouldNotTouchAProcessThatGotAnOldId() throws Exception {
        // Given
        ProcessHandle other = ProcessHandle.current();
        writePidFile("reused", Long.toString(other.pid()));
        writePidFile("ended", Integer.toString(Integer.MAX_VALUE));
        writePidFile("empty", "");
        // When
        open(AMPLE, List.of()).close();
        // Then
        assertThat(other.isAlive()).isTrue();
        assertThat(listener.told()).isEmpty();
        assertThat(folder.runFolder()).isDirectoryNotContaining("glob:**.pid");
    }

    @Test
    void shouldEndAChildWhoseSupervisorIsGone() throws Exception {
        // Given
        String classPath = TinyChild.testClasses() + ":"
                + Path.of(Leash.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI());
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        Leash.class.getName(),
                        TinyMain.class.getName(),
                        root.resolve("ready").toString(),
                        "run")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        // When: as the kernel does for a killed supervisor
        child.getOutputStream().close();
        // Then
        assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).isZero();
    }

    private TinyChild tiny(String name, String does) {
        return new TinyChild(name, folder, does);
    }

    private Supervisor open(Duration readyWithin, List<List<TinyChild>> tiers) throws InterruptedException {
        return Supervisor.open(
                folder, root.resolve("class-archives"), tiers, QUICK, readyWithin, listener, Clock.systemUTC());
    }

    private void writePidFile(String name, String content) throws IOException {
        Files.createDirectories(folder.runFolder());
        Files.writeString(folder.pidFile(name), content);
    }
}
