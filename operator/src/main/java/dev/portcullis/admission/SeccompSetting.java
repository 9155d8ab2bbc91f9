package dev.portcullis.admission;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A {@code seccompProfile} of a pod or container (core/v1, SeccompProfile).
 *
 * @param type {@code Unconfined}, {@code RuntimeDefault} or {@code Localhost}
 * @param localhostProfile the file, relative to the kubelet's seccomp directory; empty unless the type is Localhost
 */
public record SeccompSetting(String type, String localhostProfile) {

    static final String FIELD = "seccompProfile";
    static final String LOCALHOST = "Localhost";

    /** The runtime's default profile. */
    static final SeccompSetting RUNTIME_DEFAULT = new SeccompSetting("RuntimeDefault", "");

    private static final String UNCONFINED = "Unconfined";

    /** The setting in a securityContext; empty when there is none. */
    static Optional<SeccompSetting> of(JsonNode securityContext) {
        JsonNode profile = securityContext.path(FIELD);
        return profile.isObject()
                ? Optional.of(new SeccompSetting(
                        profile.path("type").asText(""),
                        profile.path("localhostProfile").asText("")))
                : Optional.empty();
    }

    /** A setting with this file. */
    static SeccompSetting localhost(String file) {
        return new SeccompSetting(LOCALHOST, file);
    }

    /** Its fields as a manifest has them. */
    Map<String, String> fields() {
        Map<String, String> fields = new TreeMap<>(Map.of("type", type));
        if (type.equals(LOCALHOST)) {
            fields.put("localhostProfile", localhostProfile);
        }
        return fields;
    }

    boolean unconfined() {
        return type.equals(UNCONFINED);
    }

    /** Returns whether it puts a filter in force. */
    boolean confined() {
        return equals(RUNTIME_DEFAULT) || type.equals(LOCALHOST);
    }

    /** The name in messages: the file, or else the type. */
    String name() {
        return type.equals(LOCALHOST) ? localhostProfile : type;
    }
}
