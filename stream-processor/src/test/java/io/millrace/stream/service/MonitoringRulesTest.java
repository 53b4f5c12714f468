package io.millrace.stream.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The rules for Prometheus name only metrics that the docs have. */
final class MonitoringRulesTest {
    private static final Path RULES = Path.of("../deploy/monitoring/alerts.yml");
    private static final Path DOCS = Path.of("../docs/engine.md");
    private static final Pattern METRIC = Pattern.compile("\\b(?:millrace|kafka)_[a-z_]+\\b|\\bup\\b");

    private static List<Map<?, ?>> rules() throws IOException {
        Load load = new Load(LoadSettings.builder().build());
        Map<?, ?> document = (Map<?, ?>) load.loadFromString(Files.readString(RULES));
        List<Map<?, ?>> rules = new ArrayList<>();
        for (Object group : part(document, "groups", Collection.class)) {
            for (Object rule : part((Map<?, ?>) group, "rules", Collection.class)) {
                rules.add((Map<?, ?>) rule);
            }
        }
        return rules;
    }

    private static <T> T part(Map<?, ?> of, String name, Class<T> type) {
        return type.cast(Objects.requireNonNull(of.get(name), name));
    }

    private static Set<String> metrics(String text) {
        Set<String> found = new HashSet<>();
        Matcher matcher = METRIC.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group());
        }
        return found;
    }

    @Test
    void shouldSayOfEachRuleWhatIsWrongAndWhatToDo() throws IOException {
        // When
        List<Map<?, ?>> rules = rules();
        // Then
        assertThat(rules).isNotEmpty().allSatisfy(rule -> {
            assertThat(String.valueOf(rule.get("alert"))).startsWith("Millrace");
            assertThat(String.valueOf(rule.get("labels"))).contains("severity");
            assertThat(part(rule, "annotations", Map.class).containsKey("summary"))
                    .isTrue();
            assertThat(part(rule, "annotations", Map.class).containsKey("action"))
                    .isTrue();
        });
        assertThat(rules).extracting(rule -> rule.get("alert")).doesNotHaveDuplicates();
    }

    @Test
    void shouldNameOnlyMetricsThatAreDocumented() throws IOException {
        // Given
        Set<String> documented = metrics(Files.readString(DOCS));
        // When, Then
        assertThat(rules()).allSatisfy(rule -> {
            Set<String> named = metrics(String.valueOf(rule.get("expr")));
            assertThat(named).isNotEmpty();
            // Prometheus knows by itself whether a service is up.
            named.remove("up");
            assertThat(documented).containsAll(named);
            assertThat(documented)
                    .containsAll(metrics(String.valueOf(rule.get("annotations"))).stream()
                            .filter(name -> !name.equals("up"))
                            .toList());
        });
    }
}
