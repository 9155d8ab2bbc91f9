package dev.portcullis.dialect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.Problem;
import java.util.List;
import java.util.Optional;

/** Makes a spec of a document that is a seccomp profile in any dialect. */
final class SpecReader {

    /** A type is never guessed: {@code minKernel: 4.10} is the number 4.1 in YAML. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .withCoercionConfig(
                    LogicalType.Textual, texts -> texts.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    private final boolean ignoreUnknown;

    /** @param ignoreUnknown whether to leave out members that no dialect has, instead of refusing them */
    SpecReader(boolean ignoreUnknown) {
        this.ignoreUnknown = ignoreUnknown;
    }

    /** The profile at a path of a document, unless the document's diagnostics say what is wrong with it. */
    Optional<SeccompProfileSpec> read(DialectDocument document, JsonNode profile, String path) {
        if (!(Members.withoutNoise(profile) instanceof ObjectNode written)) {
            document.error(
                    Problem.WRONG_TYPE,
                    path,
                    "a seccomp profile is expected here: an object with defaultAction and syscalls");
            return Optional.empty();
        }
        putMissingNumbers(written);
        long before = errors(document);
        new Members(document, ignoreUnknown).fit(written, path, SeccompProfileSpec.class);
        if (errors(document) > before) {
            return Optional.empty();
        }
        try {
            return Optional.of(MAPPER.treeToValue(written, SeccompProfileSpec.class));
        } catch (JsonMappingException e) {
            document.error(Problem.INVALID_VALUE, path(path, e.getPath()), typeMessage(e));
        } catch (JsonProcessingException e) {
            document.error(Problem.INVALID_VALUE, path, "this is no seccomp profile");
        }
        return Optional.empty();
    }

    private static long errors(DialectDocument document) {
        return document.diagnostics().stream()
                .filter(one -> one.level() == Diagnostic.Level.ERROR)
                .count();
    }

    /** Go reads an absent number as 0, so tools leave out an index and a value that are 0. */
    private static void putMissingNumbers(ObjectNode profile) {
        for (JsonNode rule : profile.path("syscalls")) {
            for (JsonNode condition : rule.path("args")) {
                if (condition instanceof ObjectNode object) {
                    object.putIfAbsent("index", IntNode.valueOf(0));
                    object.putIfAbsent("value", IntNode.valueOf(0));
                }
            }
        }
    }

    private static String path(String start, List<JsonMappingException.Reference> references) {
        String path = start;
        for (JsonMappingException.Reference reference : references) {
            path = reference.getFieldName() == null
                    ? DialectDocument.item(path, reference.getIndex())
                    : DialectDocument.member(path, reference.getFieldName());
        }
        return path;
    }

    private static String typeMessage(JsonMappingException e) {
        Throwable cause = e.getCause();
        if (cause instanceof IllegalArgumentException said && said.getMessage() != null) {
            return said.getMessage();
        }
        Class<?> expected = e instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
        if (expected == null) {
            return "has the wrong type";
        }
        if (expected == String.class) {
            return "a text is expected here; put it in quotes";
        }
        if (List.class.isAssignableFrom(expected)) {
            return "a list is expected here";
        }
        return expected.isRecord() ? "an object is expected here" : "a whole number is expected here";
    }
}
