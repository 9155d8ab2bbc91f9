package dev.portcullis.cli.imports;

import dev.portcullis.cli.input.SourceFile;
import dev.portcullis.source.Document;
import dev.portcullis.source.Imported;
import dev.portcullis.source.Note;
import dev.portcullis.source.SourceException;
import dev.portcullis.source.SourceReader;
import dev.portcullis.source.Trace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads the sources of an import.
 *
 * @param reader reads one of them
 * @param warnings is told what could not be taken over
 */
record ImportSources(SourceReader reader, Consumer<Note> warnings) {

    /** What is in all of them together: a trace, or a single profile. */
    Imported read(List<String> sources) throws SourceException {
        List<Trace> traces = new ArrayList<>();
        for (String source : sources) {
            switch (read(source)) {
                case Trace trace -> traces.add(trace);
                case Document document -> {
                    return alone(document, sources);
                }
            }
        }
        return traces.stream().reduce(Trace::and).orElseThrow();
    }

    private static Document alone(Document document, List<String> sources) throws SourceException {
        if (sources.size() > 1) {
            throw new SourceException(
                    document.location(),
                    "a profile can only be imported alone; import each source for itself, and make one of them with"
                            + " 'portcullis merge'");
        }
        return document;
    }

    private Imported read(String source) throws SourceException {
        try (SourceFile file = SourceFile.open(source)) {
            Imported imported = reader.read(file.name(), file.bytes());
            imported.notes().forEach(warnings);
            return imported;
        } catch (IOException e) {
            throw SourceFile.refusal(source, e);
        }
    }
}
