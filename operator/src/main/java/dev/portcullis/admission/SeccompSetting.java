package dev.portcullis.admission;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * A {@code seccompProfile} of a pod or container (core/v1, SeccompProfile).
 *
 * @param type {@code Unconfined}, {@code RuntimeDefault} or {@code Localhost}
 * @param localhostProfile the file, relative to the kubelet's seccomp directory; empty unless the type is Localhost
 */
record SeccompSetting(String type, String localhostProfile) {

    static final String FIELD = "seccompProfile";
    static final String LOCALHOST = "Localhost";

    private static final String UNCONFINED = "Unconfined";
    private static final String RUNTIME_DEFAULT = "RuntimeDefault";

    /** What a securityContext says; empty when it says nothing. */
    static Optional<SeccompSetting> of(JsonNode securityContext) {
        JsonNode profile = securityContext.path(FIELD);
        return profile.isObject()
                ? Optional.of(new SeccompSetting(
                        profile.path("type").asText(""),
                        profile.path("localhostProfile").asText("")))
                : Optional.empty();
    }

    /** This file. */
    static SeccompSetting localhost(String file) {
        return new SeccompSetting(LOCALHOST, file);
    }

    boolean unconfined() {
        return type.equals(UNCONFINED);
    }

    /** Whether some filter is in force. */
    boolean confined() {
        return type.equals(RUNTIME_DEFAULT) || type.equals(LOCALHOST);
    }

    /** As messages name it: the file, or else the type. */
    String name() {
        return type.equals(LOCALHOST) ? localhostProfile : type;
    }
}
