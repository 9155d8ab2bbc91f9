package dev.portcullis.cli.imports;

import dev.portcullis.cli.input.FileReference;
import dev.portcullis.dialect.DialectProfile;
import dev.portcullis.dialect.DialectReader;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.InputFile;
import dev.portcullis.manifest.OtherFormat;
import dev.portcullis.manifest.Position;
import dev.portcullis.manifest.Problem;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.trace.SourceFormat;
import dev.portcullis.trace.Trace;
import dev.portcullis.trace.TraceReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the sources of an import. Logs are streamed; bytes in them that are not UTF-8 are passed over.
 *
 * @param format the sources' format; empty to go by their first lines
 * @param machine the architecture of the machine on which a trace was recorded
 * @param ignoreUnknown whether to leave out members that no dialect has, with a warning, instead of refusing them
 * @param diagnostics receives what is wrong with the sources, and what could not be taken over
 */
record ImportSources(
        Optional<SourceFormat> format, Architecture machine, boolean ignoreUnknown, List<Diagnostic> diagnostics) {

    /** The bytes by which a format must be clear. */
    private static final int HEAD = 1 << 16;

    /**
     * A source.
     *
     * @param file the file
     * @param name which of its profiles is meant; null if it has one only
     */
    record Source(InputFile file, @Nullable String name) {

        static Source of(FileReference reference) {
            return new Source(InputFile.named(reference.file()), reference.name());
        }
    }

    /** The content of a source. */
    sealed interface Content {

        /** A log. */
        record Traced(Trace trace) implements Content {}

        /** A profile. */
        record Written(DialectProfile profile) implements Content {}
    }

    /** The content of all files together, a trace or a single profile, unless diagnostics say why there is none. */
    Optional<Content> read(List<Source> sources, InputStream standardInput) {
        List<Trace> traces = new ArrayList<>();
        for (Source source : sources) {
            Optional<Content> content = read(source, standardInput);
            switch (content.orElse(null)) {
                case null -> {
                    return Optional.empty();
                }
                case Content.Traced traced -> traces.add(traced.trace());
                case Content.Written written -> {
                    return alone(written, sources.size());
                }
            }
        }
        return traces.stream().reduce(Trace::and).map(Content.Traced::new);
    }

    private Optional<Content> alone(Content.Written written, int files) {
        if (files == 1) {
            return Optional.of(written);
        }
        diagnostics.add(written.profile()
                .error(
                        Problem.SEVERAL_PROFILES,
                        "a profile can only be imported alone; import each source for itself, and make one of them with"
                                + " 'portcullis merge'"));
        return Optional.empty();
    }

    private Optional<Content> read(Source source, InputStream standardInput) {
        InputFile file = source.file();
        try (BufferedInputStream bytes = file.open(standardInput)) {
            Optional<SourceFormat> known = format.isPresent() ? format : recognise(file, bytes);
            if (known.isEmpty()) {
                return Optional.empty();
            }
            if (known.get() == SourceFormat.PROFILE) {
                return file.rest(bytes, diagnostics)
                        .map(text -> new DialectReader(ignoreUnknown).read(file.label(), text, diagnostics))
                        .flatMap(profiles -> chosen(source, profiles));
            }
            if (source.name() != null) {
                diagnostics.add(Diagnostic.error(
                        Problem.NO_PROFILE,
                        file.label(),
                        Position.FILE,
                        "",
                        "this is a log; #" + source.name() + " can choose a profile only, so leave it out"));
                return Optional.empty();
            }
            InputStreamReader text = new InputStreamReader(bytes, StandardCharsets.UTF_8);
            return TraceReader.read(file.label(), text, known.get(), machine, diagnostics)
                    .map(Content.Traced::new);
        } catch (IOException e) {
            diagnostics.add(file.unreadable(e));
            return Optional.empty();
        }
    }

    private Optional<SourceFormat> recognise(InputFile file, BufferedInputStream bytes) throws IOException {
        bytes.mark(HEAD);
        String head = new String(bytes.readNBytes(HEAD), StandardCharsets.UTF_8);
        bytes.reset();
        Optional<SourceFormat> known = SourceFormat.recognise(head.lines().toList());
        if (known.isEmpty()) {
            diagnostics.add(Diagnostic.error(
                    Problem.UNKNOWN_FORMAT,
                    file.label(),
                    Position.FILE,
                    "",
                    OtherFormat.ofText(head)
                            .map(OtherFormat::message)
                            .orElse(
                                    head.isEmpty()
                                            ? "is empty; record the program with strace -f -o FILE, or give a seccomp profile"
                                            : "this is no seccomp profile, no output of strace and no audit log, by its first lines;"
                                                    + " name the format with --format if it is one all the same")));
        }
        return known;
    }

    /** The only profile, or the one of the name or number; empty if diagnostics say what is wrong. */
    private Optional<Content> chosen(Source source, List<DialectProfile> profiles) {
        if (diagnostics.stream().anyMatch(one -> one.level() == Diagnostic.Level.ERROR)) {
            return Optional.empty();
        }
        if (source.name() == null && profiles.size() == 1) {
            return Optional.of(new Content.Written(profiles.getFirst()));
        }
        Map<String, DialectProfile> choices = new LinkedHashMap<>();
        for (int i = 0; i < profiles.size(); i++) {
            String name = profiles.get(i).name();
            choices.putIfAbsent(name.isEmpty() ? String.valueOf(i + 1) : name, profiles.get(i));
        }
        Optional<Content> found =
                Optional.ofNullable(source.name()).map(choices::get).map(Content.Written::new);
        if (found.isEmpty()) {
            List<Path> files = List.of(
                    Path.of(source.file().path() == null ? "-" : source.file().label()));
            diagnostics.add(profiles.getLast()
                    .error(
                            Problem.SEVERAL_PROFILES,
                            FileReference.correction(files, source.name(), "profile", "profiles", choices.keySet())));
        }
        return found;
    }
}
