package dev.portcullis.dialect;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.wording.DnsSubdomain;
import java.util.Map;
import java.util.Optional;

/** Writes SeccompProfiles as they are kept in Git and applied, without anything that the API server adds. */
public final class ProfileWriter {

    private static final ObjectMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .build();

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private static final int MAX_NAME = SeccompProfile.MAX_NAME_LENGTH;

    private ProfileWriter() {}

    /** The reason why a text cannot be the name of a SeccompProfile; empty if it can. */
    public static Optional<String> problemWithName(String name) {
        if (name.length() > MAX_NAME) {
            return Optional.of("a name has at most " + MAX_NAME + " characters, this one has " + name.length());
        }
        return DnsSubdomain.matches(name)
                ? Optional.empty()
                : Optional.of(
                        "'" + name + "' cannot be a name in Kubernetes: use lower-case letters, digits, '-' and '.',"
                                + " with a letter or digit at both ends, for example my-profile");
    }

    /** Writes YAML in block style, one syscall a line. */
    public static String yaml(String name, SeccompProfileSpec spec) {
        return yaml(name, Map.of(), spec);
    }

    /** The same with annotations. */
    public static String yaml(String name, Map<String, String> annotations, SeccompProfileSpec spec) {
        return written(YAML, name, annotations, spec);
    }

    /** Writes indented JSON. */
    public static String json(String name, SeccompProfileSpec spec) {
        return json(name, Map.of(), spec);
    }

    /** The same with annotations. */
    public static String json(String name, Map<String, String> annotations, SeccompProfileSpec spec) {
        return written(JSON, name, annotations, spec) + "\n";
    }

    /** The object as a part of something larger. */
    public static JsonNode tree(String name, SeccompProfileSpec spec) {
        return JSON.valueToTree(object(name, Map.of(), spec));
    }

    /** Writes any object as {@link #yaml(String, SeccompProfileSpec)} writes a profile. */
    public static String yaml(JsonNode object) {
        return written(YAML, object);
    }

    /** Writes any object as indented JSON. */
    public static String json(JsonNode object) {
        return written(JSON, object) + "\n";
    }

    private static String written(
            ObjectMapper mapper, String name, Map<String, String> annotations, SeccompProfileSpec spec) {
        return written(mapper, object(name, annotations, spec));
    }

    private static ProfileObject object(String name, Map<String, String> annotations, SeccompProfileSpec spec) {
        return new ProfileObject("portcullis.dev/v1", "SeccompProfile", new Metadata(name, annotations), spec);
    }

    private static String written(ObjectMapper mapper, Object object) {
        try {
            return mapper.writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of texts and numbers can be written", e);
        }
    }

    @JsonPropertyOrder({"apiVersion", "kind", "metadata", "spec"})
    private record ProfileObject(String apiVersion, String kind, Metadata metadata, SeccompProfileSpec spec) {}

    @JsonPropertyOrder({"name", "annotations"})
    private record Metadata(
            String name,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> annotations) {}
}
