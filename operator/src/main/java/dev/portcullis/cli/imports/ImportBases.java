package dev.portcullis.cli.imports;

import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.cli.input.FileReference;
import dev.portcullis.dialect.BaseProfiles;
import dev.portcullis.dialect.DialectProfile;
import dev.portcullis.dialect.DialectReader;
import dev.portcullis.dialect.ProfileWriter;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.InputFile;
import dev.portcullis.manifest.Position;
import dev.portcullis.manifest.Problem;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The base profiles of {@code import --base}. */
final class ImportBases {

    private final DialectReader reader;
    private final InputStream standardInput;
    private final List<Diagnostic> diagnostics;
    private final List<String> names = new ArrayList<>();
    private final Map<String, DialectProfile> known = new LinkedHashMap<>();

    /** @param diagnostics receives what is wrong with the files */
    ImportBases(DialectReader reader, InputStream standardInput, List<Diagnostic> diagnostics) {
        this.reader = reader;
        this.standardInput = standardInput;
        this.diagnostics = diagnostics;
    }

    /**
     * A profile's own part on top of its bases, unless diagnostics say why there is none.
     *
     * @param written each base as {@code FILE} or {@code FILE#NAME}, formerly {@code NAME=FILE}
     */
    Optional<SeccompProfileSpec> remainder(SeccompProfileSpec spec, List<String> written) {
        for (String base : written) {
            int equals = base.indexOf('=');
            boolean named = equals > 0
                    && ProfileWriter.problemWithName(base.substring(0, equals)).isEmpty();
            FileReference reference = named
                    ? new FileReference(Path.of(base.substring(equals + 1)), base.substring(0, equals))
                    : FileReference.parse(base);
            if (!add(reference.name(), reference.file())) {
                return Optional.empty();
            }
        }
        return new BaseProfiles(known).remainder(spec, names, diagnostics);
    }

    /** The profiles in the files of the bases, by name. */
    Map<String, SeccompProfileSpec> specs() {
        Map<String, SeccompProfileSpec> specs = new LinkedHashMap<>();
        known.forEach((name, profile) -> specs.put(name, profile.spec()));
        return specs;
    }

    private boolean add(@Nullable String name, Path argument) {
        InputFile file = InputFile.named(argument);
        int before = diagnostics.size();
        List<DialectProfile> found = file.text(standardInput, diagnostics)
                .map(text -> reader.read(file.label(), text, diagnostics))
                .orElse(List.of());
        if (diagnostics.stream().skip(before).anyMatch(one -> one.level() == Diagnostic.Level.ERROR)) {
            return false;
        }
        found.forEach(profile -> known.put(profile.name(), profile));
        if (name == null && (found.size() > 1 || found.getFirst().name().isEmpty())) {
            diagnostics.add(found.getFirst()
                    .error(
                            found.size() > 1 ? Problem.SEVERAL_PROFILES : Problem.INVALID_NAME,
                            found.size() > 1
                                    ? "there are " + found.size() + " profiles in it; choose the base: --base "
                                            + argument + "#NAME"
                                    : "the profile has no metadata.name; add its name in the cluster: --base "
                                            + argument + "#NAME"));
            return false;
        }
        String own = name == null ? found.getFirst().name() : name;
        if (found.size() == 1) {
            known.put(own, found.getFirst());
        }
        if (!known.containsKey(own)) {
            diagnostics.add(Diagnostic.error(
                    Problem.MISSING_BASE, file.label(), Position.FILE, "", "has no profile '" + own + "'"));
            return false;
        }
        names.add(own);
        return true;
    }
}
