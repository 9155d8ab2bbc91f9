package dev.portcullis.cli.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.rendition.RevisionHistory.Since;
import java.util.Locale;

/** The use of a file for scripts. */
final class FileUseJson {

    private FileUseJson() {}

    static ObjectNode of(FileUse use) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("kind", use.file().object().kind().label());
        object.put("name", use.file().object().name());
        object.put("localhostProfile", use.file().localhostProfile());
        object.put("sha256", use.file().sha256());
        object.put("revision", use.file().revision());
        object.put("fresh", use.fresh());
        object.put("stale", use.stale());
        object.put("uncertain", use.uncertain());
        ArrayNode containers = object.putArray("containers");
        for (FileUse.Judged one : use.containers()) {
            ObjectNode container = containers.addObject();
            container.put("namespace", one.container().namespace());
            container.put("pod", one.container().pod());
            container.put("container", one.container().container());
            container.put("node", one.container().node());
            container.put("startedAt", one.started().toString());
            container.put("restarts", one.container().restarts());
            container.put("state", one.freshness().name().toLowerCase(Locale.ROOT));
            switch (one.since()) {
                case Since.Known known ->
                    container.put("fileSince", known.time().toString());
                case Since.AtTheLatest first ->
                    container.put("fileAtTheLatest", first.time().toString());
                case Since.NotYet notYet -> container.putNull("fileSince");
            }
            container.put("restart", one.restart().command());
            container.put("note", one.restart().note());
        }
        return object;
    }
}
