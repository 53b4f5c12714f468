package io.millrace.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.api.MillraceApi;
import io.millrace.cli.api.ProblemException;
import io.millrace.cli.api.UnavailableException;
import java.util.List;
import java.util.Map;

/** Makes tenants of examples, with quotas and a key. A key can't be shown twice, so each run makes one and revokes that of the run before. */
final class TenantKeys {
    static final String LABEL = "millrace demo";
    private static final List<String> SCOPES = List.of("ingest", "query", "admin");

    private final MillraceApi administrator;

    TenantKeys(MillraceApi administrator) {
        this.administrator = administrator;
    }

    /** Makes sure that a tenant is there with these quotas; answers a new key of its own. */
    String renew(String tenant, Map<String, Long> quotas) throws ProblemException, UnavailableException {
        var unused = administrator.putTenant(tenant);
        var unusedQuotas = administrator.putQuotas(tenant, quotas);
        for (JsonNode key : administrator.getKeys(tenant).body().path("keys")) {
            if (key.path("label").asText().equals(LABEL)
                    && key.path("revokedAt").isNull()) {
                administrator.deleteKey(tenant, key.path("id").asText());
            }
        }
        return administrator.postKey(tenant, SCOPES, LABEL).body().path("key").asText();
    }
}
