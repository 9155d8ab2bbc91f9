package dev.portcullis.cli.imports;

import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.cli.input.FileReference;
import dev.portcullis.cli.input.SourceFile;
import dev.portcullis.source.BaseProfiles;
import dev.portcullis.source.Document;
import dev.portcullis.source.Location;
import dev.portcullis.source.Manifest;
import dev.portcullis.source.Remainder;
import dev.portcullis.source.SourceException;
import dev.portcullis.source.SourceReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The base profiles of {@code import --base}.
 *
 * @param names the bases of the new profile
 * @param documents these, and their own bases
 */
record ImportBases(List<String> names, Map<String, Document> documents) {

    /**
     * Reads them.
     *
     * @param written each {@code FILE} or {@code FILE#NAME}, formerly {@code NAME=FILE}
     */
    static ImportBases read(List<String> written) throws SourceException {
        ImportBases bases = new ImportBases(new ArrayList<>(), new LinkedHashMap<>());
        for (String base : written) {
            int equals = base.indexOf('=');
            boolean named = equals > 0
                    && Manifest.problemWithName(base.substring(0, equals)).isEmpty();
            FileReference reference = named
                    ? new FileReference(Path.of(base.substring(equals + 1)), base.substring(0, equals))
                    : FileReference.parse(base);
            bases.add(
                    Objects.requireNonNullElse(reference.name(), ""),
                    reference.file().toString());
        }
        return bases;
    }

    /** The part of a profile that the bases do not allow. */
    SeccompProfileSpec remainder(SeccompProfileSpec spec) throws SourceException {
        Set<String> allowed = new BaseProfiles(documents).allowedBy(names, spec.defaultAction());
        return Remainder.of(spec, names, allowed::contains);
    }

    private void add(String name, String file) throws SourceException {
        List<Document> found = documents(file);
        for (Document document : found) {
            documents.put(document.name(), document);
        }
        if (name.isEmpty()) {
            names.add(onlyName(file, found));
        } else {
            names.add(name);
            if (found.size() == 1) {
                documents.put(name, found.getFirst());
            }
        }
        if (!documents.containsKey(names.getLast())) {
            throw new SourceException(Location.of(file), "has no profile '" + name + "'");
        }
    }

    private static String onlyName(String file, List<Document> found) throws SourceException {
        Document first = found.getFirst();
        if (found.size() > 1 || first.name().isEmpty()) {
            throw new SourceException(
                    first.location(),
                    found.size() > 1
                            ? "there are " + found.size() + " profiles in it; choose the base: --base " + file + "#NAME"
                            : "the profile has no metadata.name; add its name in the cluster: --base " + file
                                    + "#NAME");
        }
        return first.name();
    }

    private static List<Document> documents(String file) throws SourceException {
        try (SourceFile source = SourceFile.open(file)) {
            return SourceReader.documents(source.name(), source.bytes());
        } catch (IOException e) {
            throw SourceFile.refusal(file, e);
        }
    }
}
