package dev.portcullis.operator.reconciliation;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.rendition.Carrier;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Keys that somebody else put into a rendition's ConfigMap. */
final class ForeignKeys {

    private ForeignKeys() {}

    /** The JSON merge patch (RFC 7396) that removes the foreign keys; empty when there are none. */
    static Optional<String> removal(ConfigMap actual, ConfigMap wanted) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        nulls(
                patch.putObject("data"),
                Carrier.data(actual).keySet(),
                Carrier.data(wanted).keySet());
        nulls(
                patch.putObject("metadata").putObject("annotations"),
                Carrier.promises(actual).keySet(),
                Carrier.promises(wanted).keySet());
        return patch.path("data").isEmpty() && patch.at("/metadata/annotations").isEmpty()
                ? Optional.empty()
                : Optional.of(patch.toString());
    }

    private static void nulls(ObjectNode target, Collection<String> actual, Set<String> wanted) {
        Set<String> foreign = new TreeSet<>(actual);
        foreign.removeAll(wanted);
        foreign.forEach(target::putNull);
    }
}
