package io.millrace.shell.access;

import io.micronaut.http.HttpStatus;
import io.millrace.kafka.record.ApiKeyRecord;
import io.millrace.kafka.record.Scope;
import io.millrace.kafka.tenants.ApiKey;
import io.millrace.shell.http.Problem;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Judges who may do what. What is another tenant's is not there for a key, whether it exists or not: the answer is the same 404, so that nothing
 * can be learnt of others.
 */
public final class Access {
    private static final String BEARER = "bearer ";

    private final AccessSettings settings;
    private final KeySource keys;

    public Access(AccessSettings settings, KeySource keys) {
        this.settings = settings;
        this.keys = keys;
    }

    /** What becomes of a request. */
    public sealed interface Verdict {}

    /** It is answered. */
    public record Allowed(Caller caller) implements Verdict {}

    /**
     * It is not.
     *
     * @param caller empty if no key was recognised
     */
    public record Refused(Problem problem, Optional<Caller> caller) implements Verdict {}

    /**
     * @param right that the route needs
     * @param tenant that the route is about
     * @param authorization the header of that name
     * @throws io.millrace.shell.life.NotReadyException while the keys of tenants are not known yet
     */
    public Verdict judge(Right right, Optional<String> tenant, Optional<String> authorization) {
        if (settings.isOpen() || right == Right.NONE) {
            return new Allowed(Caller.ANYONE);
        }
        if (authorization.isEmpty()) {
            return unauthorized("no key came with the request");
        }
        String header = authorization.get();
        if (!header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return unauthorized("the Authorization header is not 'Bearer' and a key");
        }
        String text = header.substring(BEARER.length()).strip();
        if (isKey(text, settings.administrator())) {
            return new Allowed(Caller.ADMINISTRATOR);
        }
        if (isKey(text, settings.metrics())) {
            return right == Right.METRICS || right == Right.KEY
                    ? new Allowed(Caller.METRICS)
                    : forbidden("the key for metrics reads nothing but metrics", Caller.METRICS);
        }
        Optional<ApiKeyRecord> known =
                ApiKey.idOf(text).flatMap(keys::find).filter(key -> ApiKey.matches(text, key.sha256()));
        return known.map(key -> judge(key, right, tenant)).orElseGet(() -> unauthorized("the key is not known"));
    }

    private static boolean isKey(String text, Optional<String> sha256) {
        return sha256.isPresent() && ApiKey.matches(text, sha256.get());
    }

    private static Verdict judge(ApiKeyRecord key, Right right, Optional<String> tenant) {
        if (key.isRevoked()) {
            return unauthorized(
                    "the key " + key.id() + " was revoked at " + key.revokedAt().orElseThrow());
        }
        Caller caller = Caller.of(key);
        if (right == Right.KEY) {
            return new Allowed(caller);
        }
        if (tenant.isPresent() && !tenant.get().equals(key.tenant())) {
            return new Refused(Problem.notFound("there is no such tenant for this key"), Optional.of(caller));
        }
        if (right.scopes().stream().noneMatch(key.scopes()::contains)) {
            return forbidden(
                    right.scopes().isEmpty()
                            ? "only the administrator of the installation may do this"
                            : "this takes a key with the scope "
                                    + right.scopes().stream()
                                            .map(Scope::text)
                                            .sorted()
                                            .collect(Collectors.joining(" or "))
                                    + ", which the key " + key.id() + " does not have",
                    caller);
        }
        // A right of tenants on a route that names none would reach all of them.
        return tenant.isPresent()
                ? new Allowed(caller)
                : forbidden("only the administrator of the installation may do this", caller);
    }

    private static Refused unauthorized(String detail) {
        return new Refused(
                Problem.of(
                        HttpStatus.UNAUTHORIZED,
                        "unauthorized",
                        "A key is needed",
                        detail + "; send 'Authorization: Bearer' and a key of the tenant"),
                Optional.empty());
    }

    private static Refused forbidden(String detail, Caller caller) {
        return new Refused(
                Problem.of(HttpStatus.FORBIDDEN, "forbidden", "The key does not allow this", detail),
                Optional.of(caller));
    }
}
